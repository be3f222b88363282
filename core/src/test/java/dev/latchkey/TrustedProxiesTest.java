package dev.latchkey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.model.CidrBlock;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("request contract, section 7: the client's address behind trusted proxies")
class TrustedProxiesTest {

    private static final String PROXY = "10.0.0.1";
    private static final String NONE = TrustedProxies.UNREADABLE;

    private static String client(String connection, String... lines) {
        PlainRequest request = PlainRequest.get("https://a.example.com/");
        for (String each : lines) {
            request.header("X-Forwarded-For", each);
        }
        return new TrustedProxies(Stream.of("10.0.0.0/8", "2001:db8:aaaa::/48")
                        .map(CidrBlock::parse)
                        .toList())
                .clientAddress(connection, request.headers());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // The nearest that is not trusted.
                "192.0.2.1 | 192.0.2.1",
                "192.0.2.1, 10.0.0.2 | 192.0.2.1",
                "198.51.100.7, 192.0.2.1 | 192.0.2.1",
                "198.51.100.7, 192.0.2.1, 10.0.0.2, 10.0.0.3 | 192.0.2.1",
                "198.51.100.7,192.0.2.1,10.0.0.2 | 192.0.2.1",
                "192.0.2.1, 2001:db8:aaaa::7 | 192.0.2.1",
                "192.0.2.1, ::ffff:10.0.0.2 | 192.0.2.1",
                "2001:db8::1, 10.0.0.2 | 2001:db8::1",
                // What stands before it is the client's own word.
                "unknown, 192.0.2.1 | 192.0.2.1",
                "<script>, 192.0.2.1, 10.0.0.2 | 192.0.2.1",
                // All trusted: the leftmost.
                "10.0.0.9 | 10.0.0.9",
                "10.0.0.9, 10.0.0.2 | 10.0.0.9",
                // Ports and brackets.
                "192.0.2.1:8080 | 192.0.2.1",
                "[2001:db8::1]:443 | 2001:db8::1",
                "[2001:db8::1] | 2001:db8::1",
                "192.0.2.1, 10.0.0.2:65535 | 192.0.2.1",
                "192.0.2.1:90 | 192.0.2.1",
                "192.0.2.1:_0 | 192.0.2.1",
                "192.0.2.1:_azAZ09._- | 192.0.2.1",
                "[::1]:443 | ::1",
                "::1 | ::1",
                // Empty elements are none.
                "192.0.2.1,, 10.0.0.2,  | 192.0.2.1",
                ", ,  | 10.0.0.1",
                // Unreadable, where it is reached.
                "unknown | unreadable",
                "192.0.2.1, unknown | unreadable",
                "192.0.2.1, unknown, 10.0.0.2 | unreadable",
                "192.0.2.1, _hidden | unreadable",
                "proxy.example.com | unreadable",
                "192.0.2.1 192.0.2.2 | unreadable",
                "192.0.2.256 | unreadable",
                "192.0.2.01 | unreadable",
                "192.0.2.1: | unreadable",
                "192.0.2.1:123456 | unreadable",
                "192.0.2.1:80x | unreadable",
                "192.0.2.1:8/ | unreadable",
                "192.0.2.1:_ | unreadable",
                "192.0.2.1:_! | unreadable",
                "192.0.2.1:_@ | unreadable",
                "192.0.2.1:_[ | unreadable",
                "192.0.2.1:_` | unreadable",
                "192.0.2.1:_{ | unreadable",
                "192.0.2.1:_a/ | unreadable",
                ":80 | unreadable",
                "[192.0.2.1] | unreadable",
                "[192.0.2.1]:80 | unreadable",
                "[2001:db8::1 | unreadable",
                "[2001:db8::1]443 | unreadable",
                "[2001:db8::1]: | unreadable",
                "[] | unreadable",
                "2001:db8::g | unreadable",
                "for=192.0.2.1 | unreadable",
                "192.0.2.1; | unreadable",
                "\"192.0.2.1\" | unreadable"
            })
    void xForwardedForIsReadFromTheNearest(String line, String expected) {
        assertThat(client(PROXY, line)).isEqualTo(expected);
    }

    @Test
    void severalLinesAreOneListInTheirOrder() {
        assertThat(client(PROXY, "198.51.100.7", "192.0.2.1", "10.0.0.2, 10.0.0.3"))
                .isEqualTo("192.0.2.1");
        assertThat(client(PROXY, "192.0.2.1, unknown", "10.0.0.2")).isEqualTo(NONE);
        assertThat(client(PROXY, "unknown", "192.0.2.1", "")).isEqualTo("192.0.2.1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"192.0.2.9", "2001:db8::1", "", "unknown", "/run/app.sock", "10.0.0.1:80"})
    void theHeaderCountsOnlyBehindATrustedProxy(String connection) {
        assertThat(client(connection, "198.51.100.7")).isEqualTo(connection);
    }

    @Test
    void withNoHeaderTheConnectionsOwnAddressCounts() {
        assertThat(client(PROXY)).isEqualTo(PROXY);
        assertThat(client("2001:db8:aaaa::1")).isEqualTo("2001:db8:aaaa::1");
    }

    @Test
    void theOtherHeaderNeverCounts() {
        PlainRequest request = PlainRequest.get("https://a.example.com/").header("Forwarded", "for=192.0.2.1");

        assertThat(new TrustedProxies(List.of(CidrBlock.parse("10.0.0.0/8"))).clientAddress(PROXY, request.headers()))
                .isEqualTo(PROXY);
    }

    @Test
    void theWorkIsBounded() {
        String proxies = ", 10.0.0.2".repeat(TrustedProxies.MOST_ELEMENTS - 1);
        assertThat(client(PROXY, "192.0.2.1" + proxies)).isEqualTo("192.0.2.1");
        assertThat(client(PROXY, "192.0.2.1" + proxies + ", 10.0.0.2")).isEqualTo(NONE);
        assertThat(client(PROXY, "192.0.2.1" + ",".repeat(TrustedProxies.MOST_ELEMENTS)))
                .isEqualTo(NONE);

        String blanks = " ".repeat(TrustedProxies.LONGEST_LINE - "192.0.2.1".length());
        assertThat(client(PROXY, blanks + "192.0.2.1")).isEqualTo("192.0.2.1");
        assertThat(client(PROXY, blanks + " 192.0.2.1")).isEqualTo(NONE);

        List<String> lines = Collections.nCopies(TrustedProxies.MOST_LINES, "192.0.2.1");
        assertThat(client(PROXY, lines.toArray(String[]::new))).isEqualTo("192.0.2.1");
        List<String> oneMore = Collections.nCopies(TrustedProxies.MOST_LINES + 1, "192.0.2.1");
        assertThat(client(PROXY, oneMore.toArray(String[]::new))).isEqualTo(NONE);
    }
}
