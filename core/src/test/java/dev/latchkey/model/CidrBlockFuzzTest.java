package dev.latchkey.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A block contains what arithmetic says, and only literals (request contract, section 7). The build replays the seeds;
 * {@code JAZZER_FUZZ=1 mvn -pl core test -Dtest=CidrBlockFuzzTest} looks for more.
 */
class CidrBlockFuzzTest {

    private static final CidrBlock ALL_IPV4 = CidrBlock.parse("0.0.0.0/0");
    private static final CidrBlock ALL_IPV6 = CidrBlock.parse("::/0");

    @FuzzTest(maxDuration = "1m")
    void containsWhatArithmeticSays(byte[] input) throws UnknownHostException {
        // A block and an address, a line each.
        List<String> lines = List.of(new String(input, StandardCharsets.UTF_8).split("\n", -1));
        String address = lines.get(lines.size() - 1);
        boolean ipv4 = ALL_IPV4.contains(address);
        boolean ipv6 = ALL_IPV6.contains(address);
        assertThat(ipv4 && ipv6).isFalse();
        if (ipv4 || ipv6) {
            assertThat(address).matches("[0-9.]+|\\[?[0-9a-fA-F:.]+(%[0-9A-Za-z._~-]+)?]?");
        }
        CidrBlock block = parsed(lines.get(0));
        if (block == null) {
            return;
        }
        assertThat(CidrBlock.parse(block.toString())).isEqualTo(block);
        String network = block.toString().replaceAll("/.*", "");
        assertThat(block.contains(network)).as("its own first address").isTrue();
        if (!ipv4 && !ipv6) {
            assertThat(block.contains(address)).isFalse();
            return;
        }
        byte[] first = bytes(network);
        byte[] other = bytes(address);
        int shift = first.length * 8 - prefix(block.toString(), network, first.length);
        boolean expected = first.length == other.length
                && new BigInteger(1, first).shiftRight(shift).equals(new BigInteger(1, other).shiftRight(shift));
        assertThat(block.contains(address)).as("%s in %s", address, block).isEqualTo(expected);
    }

    private static CidrBlock parsed(String text) {
        try {
            return CidrBlock.parse(text);
        } catch (IllegalArgumentException refused) {
            return null;
        }
    }

    private static int prefix(String block, String network, int bytes) {
        int mapping = bytes == 4 && network.indexOf(':') >= 0 ? 96 : 0;
        return block.indexOf('/') < 0 ? bytes * 8 : Integer.parseInt(block.replaceAll(".*/", "")) - mapping;
    }

    /** Of a literal that was found to be one, so nothing is looked up. */
    private static byte[] bytes(String literal) throws UnknownHostException {
        return InetAddress.getByName(literal.replaceAll("%.*|[\\[\\]]", "")).getAddress();
    }
}
