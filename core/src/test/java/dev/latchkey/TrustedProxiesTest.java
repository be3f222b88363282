package dev.latchkey;

import static dev.latchkey.model.ForwardedHeader.FORWARDED;
import static dev.latchkey.model.ForwardedHeader.X_FORWARDED_FOR;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.model.CidrBlock;
import dev.latchkey.model.ForwardedHeader;
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

    private static String client(ForwardedHeader header, String connection, String... lines) {
        PlainRequest request = PlainRequest.get("https://a.example.com/");
        for (String each : lines) {
            request.header(header.headerName(), each);
        }
        return new TrustedProxies(
                        Stream.of("10.0.0.0/8", "2001:db8:aaaa::/48")
                                .map(CidrBlock::parse)
                                .toList(),
                        header)
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
        assertThat(client(X_FORWARDED_FOR, PROXY, line)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "for=192.0.2.1 | 192.0.2.1",
                "For=192.0.2.1;Proto=https;by=10.0.0.1 | 192.0.2.1",
                "proto=https; FOR=192.0.2.1 ; by=_x | 192.0.2.1",
                "for=\"192.0.2.1:8080\" | 192.0.2.1",
                "for=\"192.0.2.1:_port\" | 192.0.2.1",
                "for=\"[2001:db8::1]\" | 2001:db8::1",
                "for=\"[2001:db8::1]:443\" | 2001:db8::1",
                "for=\"\\1\\92.0.2.1\" | 192.0.2.1",
                "for=198.51.100.7, for=192.0.2.1, for=10.0.0.2 | 192.0.2.1",
                "for=\"_a, b; c\", for=192.0.2.1;host=\"a, \\\"b\", for=10.0.0.2 | 192.0.2.1",
                "garbage, for=192.0.2.1 | 192.0.2.1",
                "for=10.0.0.9, for=10.0.0.2 | 10.0.0.9",
                ";for=192.0.2.1;;, | 192.0.2.1",
                "x=1;for=192.0.2.1 | 192.0.2.1",
                "for=192.0.2.1;azAZ09=azAZ09!#$%&'*+-.^_~ | 192.0.2.1",
                // An element that does not say for whom.
                "for=192.0.2.1, proto=https | unreadable",
                "for=192.0.2.1, ; | unreadable",
                "for=192.0.2.1, for= | unreadable",
                "for=unknown | unreadable",
                "for=\"unknown:80\" | unreadable",
                "for=_hidden | unreadable",
                "for=192.0.2.1;for=192.0.2.1 | unreadable",
                // Not as RFC 7239 writes it.
                "for=192.0.2.1:8080 | unreadable",
                "for=[2001:db8::1] | unreadable",
                "for=\"2001:db8::1\" | unreadable",
                "for =192.0.2.1 | unreadable",
                "for= 192.0.2.1 | unreadable",
                "for:192.0.2.1 | unreadable",
                "192.0.2.1 | unreadable",
                "for=192.0.2.1;garbage | unreadable",
                "for=192.0.2.1;=x | unreadable",
                "for=192.0.2.1;x= | unreadable",
                "for=192.0.2.1;x=/ | unreadable",
                "for=192.0.2.1;x=@ | unreadable",
                "for=192.0.2.1;x=[ | unreadable",
                "for=192.0.2.1;x={ | unreadable",
                "for=192.0.2.1;x=: | unreadable",
                "for=192.0.2.1;x=\"a\"\"b\" | unreadable",
                "for=\"192.0.2.1:_\" | unreadable",
                "for=\"192.0.2.1\"x | unreadable",
                "xfor=192.0.2.1 | unreadable",
                "forx=192.0.2.1 | unreadable",
                // A quote that is left open could hide what the proxy added.
                "for=\"192.0.2.1 | unreadable",
                "for=198.51.100.7;x=\", for=192.0.2.1 | unreadable",
                "for=198.51.100.7;x=\", for=\"192.0.2.1\" | unreadable",
                "for=198.51.100.7;x=\"\\, for=192.0.2.1 | unreadable"
            })
    void forwardedIsReadFromTheNearest(String line, String expected) {
        assertThat(client(FORWARDED, PROXY, line)).isEqualTo(expected);
    }

    @Test
    void severalLinesAreOneListInTheirOrder() {
        assertThat(client(X_FORWARDED_FOR, PROXY, "198.51.100.7", "192.0.2.1", "10.0.0.2, 10.0.0.3"))
                .isEqualTo("192.0.2.1");
        assertThat(client(X_FORWARDED_FOR, PROXY, "192.0.2.1, unknown", "10.0.0.2"))
                .isEqualTo(NONE);
        assertThat(client(X_FORWARDED_FOR, PROXY, "unknown", "192.0.2.1", "")).isEqualTo("192.0.2.1");
        assertThat(client(FORWARDED, PROXY, "for=\"open", "for=192.0.2.1", "for=10.0.0.2"))
                .isEqualTo("192.0.2.1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"192.0.2.9", "2001:db8::1", "", "unknown", "/run/app.sock", "10.0.0.1:80"})
    void theHeaderCountsOnlyBehindATrustedProxy(String connection) {
        assertThat(client(X_FORWARDED_FOR, connection, "198.51.100.7")).isEqualTo(connection);
    }

    @Test
    void withNoHeaderTheConnectionsOwnAddressCounts() {
        assertThat(client(X_FORWARDED_FOR, PROXY)).isEqualTo(PROXY);
        assertThat(client(FORWARDED, "2001:db8:aaaa::1")).isEqualTo("2001:db8:aaaa::1");
    }

    @Test
    void theOtherHeaderNeverCounts() {
        PlainRequest request = PlainRequest.get("https://a.example.com/").header("Forwarded", "for=192.0.2.1");

        assertThat(new TrustedProxies(List.of(CidrBlock.parse("10.0.0.0/8")), X_FORWARDED_FOR)
                        .clientAddress(PROXY, request.headers()))
                .isEqualTo(PROXY);
    }

    @Test
    void theWorkIsBounded() {
        String proxies = ", 10.0.0.2".repeat(TrustedProxies.MOST_ELEMENTS - 1);
        assertThat(client(X_FORWARDED_FOR, PROXY, "192.0.2.1" + proxies)).isEqualTo("192.0.2.1");
        assertThat(client(X_FORWARDED_FOR, PROXY, "192.0.2.1" + proxies + ", 10.0.0.2"))
                .isEqualTo(NONE);
        assertThat(client(X_FORWARDED_FOR, PROXY, "192.0.2.1" + ",".repeat(TrustedProxies.MOST_ELEMENTS)))
                .isEqualTo(NONE);

        String blanks = " ".repeat(TrustedProxies.LONGEST_LINE - "192.0.2.1".length());
        assertThat(client(X_FORWARDED_FOR, PROXY, blanks + "192.0.2.1")).isEqualTo("192.0.2.1");
        assertThat(client(X_FORWARDED_FOR, PROXY, blanks + " 192.0.2.1")).isEqualTo(NONE);

        List<String> lines = Collections.nCopies(TrustedProxies.MOST_LINES, "192.0.2.1");
        assertThat(client(X_FORWARDED_FOR, PROXY, lines.toArray(String[]::new))).isEqualTo("192.0.2.1");
        List<String> oneMore = Collections.nCopies(TrustedProxies.MOST_LINES + 1, "192.0.2.1");
        assertThat(client(X_FORWARDED_FOR, PROXY, oneMore.toArray(String[]::new)))
                .isEqualTo(NONE);
    }
}
