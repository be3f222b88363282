package dev.latchkey.internal.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.model.CidrBlock;
import dev.latchkey.model.IpAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("request contract, section 7: sets of address blocks")
class AddressBlocksTest {

    private static AddressBlocks of(String... blocks) {
        return new AddressBlocks(List.of(blocks).stream().map(CidrBlock::parse).toList());
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0, true",
        "10.255.255.255, true",
        "9.255.255.255, false",
        "11.0.0.0, false",
        "192.0.2.1, true",
        "192.0.2.0, false",
        "192.0.2.2, false",
        "255.255.255.255, true",
        "0.0.0.0, false",
        "2001:db8::, true",
        "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff, true",
        "2001:db7::, false",
        "2001:db9::, false",
        "::a00:1, false",
        "::ffff:10.0.0.1, true",
        "ffff::1, true",
        "fe80::1%eth0, false"
    })
    void containsAddressesOfAnyBlock(String address, boolean expected) {
        AddressBlocks blocks = of(
                "2001:db8::/32",
                "192.0.2.1",
                "10.3.0.0/16",
                "10.0.0.0/8",
                "10.0.0.0/9",
                "ffff::/16",
                "255.255.255.255");

        assertThat(blocks.contains(IpAddress.parse(address))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "203.0.113.9, 203.0.113.9",
        "::ffff:203.0.113.9, 203.0.113.9",
        "0.0.0.0, 0.0.0.0",
        "255.255.255.255, 255.255.255.255",
        "::, 0:0:0:0:0:0:0:0",
        "2001:DB8::ff, 2001:db8:0:0:0:0:0:ff",
        "[::1]%x, ",
        "[fe80::1%eth0], fe80:0:0:0:0:0:0:1",
        "1.2.3, ",
        "1.2.3.4., ",
        "1..3.4, ",
        "1.2.3.4.5, ",
        "1.2.3.256, ",
        "01.2.3.4, ",
        "1.2.3.-4, ",
        "a.example.com, "
    })
    void printsAddressAsLiteral(String literal, String expected) {
        IpAddress address = IpAddress.parse(literal);

        assertThat(address == null ? null : address.toString()).isEqualTo(expected);
        if (address != null) {
            assertThat(IpAddress.parse(expected)).isEqualTo(address).hasSameHashCodeAs(address);
        }
    }

    @Test
    void emptySetContainsNothing() {
        assertThat(of().isEmpty()).isTrue();
        assertThat(of("::/0").isEmpty()).isFalse();
        assertThat(of().contains(IpAddress.parse("10.0.0.1"))).isFalse();
    }

    @RepeatedTest(200)
    void agreesWithLinearSearch(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        List<CidrBlock> blocks = new ArrayList<>();
        for (int i = random.nextInt(30); i > 0; i--) {
            IpAddress address = address(random);
            int length = random.nextInt(address.bits() + 1);
            blocks.add(CidrBlock.parse(address.masked(length) + "/" + length));
        }
        AddressBlocks together = new AddressBlocks(blocks);

        for (int i = 0; i < 200; i++) {
            IpAddress address = address(random);
            assertThat(together.contains(address))
                    .as("%s in %s", address, blocks)
                    .isEqualTo(blocks.stream().anyMatch(each -> each.contains(address)));
        }
    }

    /** Few varying bits, so that blocks overlap. */
    private static IpAddress address(Random random) {
        int first = random.nextInt(64);
        return IpAddress.parse(
                random.nextBoolean()
                        ? "%d.0.0.%d".formatted(first << 2, random.nextInt(4))
                        : "%x:0:0:0:%x:100:0:%x".formatted(first << 10, random.nextInt(4) << 14, random.nextInt(2)));
    }
}
