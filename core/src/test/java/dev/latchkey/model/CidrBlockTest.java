package dev.latchkey.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("request contract, section 7: the ip rule")
class CidrBlockTest {

    @ParameterizedTest(name = "{0} contains {1}: {2}")
    @CsvSource({
        "203.0.113.0/24, 203.0.113.0, true",
        "203.0.113.0/24, 203.0.113.255, true",
        "203.0.113.0/24, 203.0.112.255, false",
        "203.0.113.0/24, 203.0.114.0, false",
        "203.0.113.128/25, 203.0.113.128, true",
        "203.0.113.128/25, 203.0.113.127, false",
        "203.0.113.4/31, 203.0.113.5, true",
        "203.0.113.4/31, 203.0.113.6, false",
        "128.0.0.0/1, 255.255.255.255, true",
        "128.0.0.0/1, 127.255.255.255, false",
        "0.0.0.0/0, 0.0.0.0, true",
        "0.0.0.0/0, 255.255.255.255, true",
        "0.0.0.0/0, ::1, false",
        "203.0.113.9/32, 203.0.113.9, true",
        "203.0.113.9/32, 203.0.113.8, false",
        "203.0.113.9, 203.0.113.9, true",
        "203.0.113.9, 203.0.113.10, false",
        "::/0, ::1, true",
        "::/0, ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff, true",
        "::/0, 203.0.113.9, false",
        "2001:db8::/32, 2001:db8::1, true",
        "2001:db8::/32, 2001:DB8:ffff:ffff:ffff:ffff:ffff:ffff, true",
        "2001:db8::/32, 2001:db9::, false",
        "2001:db8::/33, 2001:db8:8000::, false",
        "2001:db8::1/128, 2001:db8::1, true",
        "2001:db8::1/128, 2001:db8:0:0:0:0:0:1, true",
        "2001:db8::1/128, [2001:db8::1], true",
        "2001:db8::1/128, 2001:db8::2, false",
        "2001:db8::1, 2001:db8::1, true",
        "fe80::/10, fe80::1%eth0, true",
        "fe80::/10, fe80::1%1, true",
        // The same address in the other family's dress.
        "203.0.113.0/24, ::ffff:203.0.113.9, true",
        "203.0.113.0/24, ::FFFF:cb00:7109, true",
        "203.0.113.0/24, ::ffff:203.0.114.9, false",
        "::ffff:203.0.113.0/120, 203.0.113.9, true",
        "::ffff:203.0.113.0/120, ::ffff:203.0.113.9, true",
        "::ffff:203.0.113.0/120, 203.0.114.9, false",
        "::ffff:0:0/96, 203.0.113.9, true",
        "::ffff:203.0.113.9, 203.0.113.9, true",
        // An IPv4-compatible address is another one.
        "203.0.113.0/24, ::203.0.113.9, false",
        "::/96, 0.0.0.9, false",
    })
    void contains(String block, String address, boolean expected) {
        assertThat(CidrBlock.parse(block).contains(address)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "localhost",
                "example.com",
                "203.0.113",
                "203.0.113.9.1",
                "203.0.113.256",
                "203.0.113.09",
                "203.0.113.9 ",
                "203.0.113.9\n",
                "203.0.113.",
                ".203.0.113.9",
                "3405803785",
                "0xcb.0.113.9",
                "203.0.113.9%eth0",
                "[203.0.113.9]",
                "::ffff:203.0.113",
                ":",
                ":::",
                ".:1",
                ".::1",
                "1:2",
                "::1::",
                "12345::",
                "g::1",
                "%eth0",
                "fe80::1%",
                "fe80::1%e\r",
                "fe80::1%a%b",
                "fe80::1%a, 203.0.113.9",
                "[]",
                "unknown",
                "203.0.113.9:443",
                "[::1]:443",
                "203.0.113.9, 203.0.113.9",
                "\u0662\u0660\u0663.0.113.9",
            })
    void anythingElseIsInNoBlock(String address) {
        assertThat(CidrBlock.parse("0.0.0.0/0").contains(address)).isFalse();
        assertThat(CidrBlock.parse("::/0").contains(address)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "/24",
                "example.com",
                "example.com/24",
                "localhost",
                "203.0.113.0/",
                "203.0.113.0/33",
                "203.0.113.0/-1",
                "203.0.113.0/+24",
                "203.0.113.0/24 ",
                "203.0.113.0/24/24",
                "203.0.113.0/255.255.255.0",
                "203.0.113.0/999999999999",
                "203.0.113.0/\u0662\u0664",
                "203.0.113.1/24",
                "203.0.113.0/0",
                "0.0.0.1/0",
                "203.0.113/24",
                "203.0.113.0%eth0/24",
                "[203.0.113.0]/24",
                "2001:db8::/129",
                "2001:db8::1/127",
                "2001:db8::1/64",
                "2001:db8/32",
                "fe80::%eth0/10",
                "::ffff:203.0.113.0/24",
                "::ffff:203.0.113.0/95",
                "::ffff:203.0.113.1/120",
                "::ffff:203.0.113.0/129",
                ".::/0",
            })
    void refuses(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> CidrBlock.parse(text));
    }

    @Test
    void comparesPrefixesOfEveryLengthAsNumbersDo() throws UnknownHostException {
        Random random = new Random(20261123);
        for (int bytes : new int[] {4, 16}) {
            int bits = bytes * 8;
            for (int i = 0; i < 20_000; i++) {
                int prefix = random.nextInt(bits + 1);
                byte[] address = new byte[bytes];
                random.nextBytes(address);
                // Never a mapped IPv4 address, which would come back in four bytes.
                address[0] |= 1;
                BigInteger first =
                        new BigInteger(1, address).shiftRight(bits - prefix).shiftLeft(bits - prefix);
                BigInteger other = prefix == 0 ? new BigInteger(bits, random) : first.flipBit(random.nextInt(bits));
                boolean expected = other.shiftRight(bits - prefix).equals(first.shiftRight(bits - prefix));

                CidrBlock block = CidrBlock.parse(literal(first, bytes) + "/" + prefix);
                assertThat(block.contains(literal(other, bytes)))
                        .as("%s in %s", literal(other, bytes), block)
                        .isEqualTo(expected);
            }
        }
    }

    private static String literal(BigInteger value, int bytes) throws UnknownHostException {
        byte[] address = new byte[bytes];
        byte[] magnitude = value.toByteArray();
        for (int i = 1; i <= Math.min(bytes, magnitude.length); i++) {
            address[bytes - i] = magnitude[magnitude.length - i];
        }
        return InetAddress.getByAddress(address).getHostAddress();
    }

    @Test
    void isPrintedAndComparedAsWritten() {
        assertThat(CidrBlock.parse("203.0.113.0/24"))
                .hasToString("203.0.113.0/24")
                .isEqualTo(CidrBlock.parse("203.0.113.0/24"))
                .hasSameHashCodeAs(CidrBlock.parse("203.0.113.0/24"))
                .isNotEqualTo(CidrBlock.parse("203.0.113.0/25"))
                .isNotEqualTo("203.0.113.0/24");
    }
}
