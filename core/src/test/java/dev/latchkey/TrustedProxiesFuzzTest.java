package dev.latchkey;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.latchkey.model.CidrBlock;
import dev.latchkey.model.IpAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Whatever a client writes into the header, it is told by the address that the proxy adds (request contract, section
 * 7). The build replays the seeds; {@code JAZZER_FUZZ=1 mvn -pl core test -Dtest=TrustedProxiesFuzzTest} looks for
 * more.
 */
class TrustedProxiesFuzzTest {

    private static final String PROXY = "10.0.0.1";
    private static final List<CidrBlock> TRUSTED = List.of(CidrBlock.parse("10.0.0.0/8"));

    @FuzzTest(maxDuration = "1m")
    void nobodyChoosesItsAddress(byte[] input) {
        String sent = new String(input, StandardCharsets.UTF_8);
        for (String added : List.of("192.0.2.1", "192.0.2.1:80", "192.0.2.1, 10.1.1.1")) {
            // Added to the client's line, or as one of its own.
            assertThat(client(sent + ", " + added)).isIn("192.0.2.1", TrustedProxies.UNREADABLE);
            assertThat(client(sent, added)).isEqualTo("192.0.2.1");
        }
        String trusted = client(sent);
        assertThat(trusted.equals(TrustedProxies.UNREADABLE) || IpAddress.parse(trusted) != null)
                .as("an address, or the word that stands for none")
                .isTrue();
    }

    private static String client(String... lines) {
        PlainRequest request = PlainRequest.get("https://a.example.com/");
        for (String each : lines) {
            request.header("X-Forwarded-For", each);
        }
        return new TrustedProxies(TRUSTED).clientAddress(PROXY, request.headers());
    }
}
