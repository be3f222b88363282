package dev.latchkey.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.latchkey.model.Application;
import dev.latchkey.testsupport.JettyApp;
import dev.latchkey.testsupport.RawAnswer;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Sends a good application token in every form of cookie: by RFC 6265, by its predecessors, and in broken forms. In the
 * headers, {@code JWT} stands for the token.
 */
@DisplayName("request contract, section 2: forms of cookies")
final class CookieFormsTest {

    private static final Application ALPHA =
            TestGate.application("alpha", "*/alpha").build();

    private static JettyApp app;
    private static String jwt;

    @BeforeAll
    static void start() throws Exception {
        app = GatedApp.behind(TestGate.of(ALPHA)).start();
        String setCookie = app.get("/alpha", TestGate.PAIR).header("Set-Cookie");
        jwt = setCookie.substring("CF_Authorization=".length(), setCookie.indexOf(';'));
    }

    @AfterAll
    static void stop() {
        app.close();
    }

    static Stream<Arguments> cookies() {
        String cookie = "Cookie: CF_Authorization=JWT";
        String pairId = TestGate.PAIR[0];
        String pairSecret = TestGate.PAIR[1];
        return Stream.of(
                // RFC 6265, section 4.2.1, and sloppy variants of it
                arguments("alone", 200, List.of(cookie)),
                arguments("first of three", 200, List.of(cookie + "; a=b; c=d")),
                arguments("in the middle", 200, List.of("Cookie: a=b; CF_Authorization=JWT; c=d")),
                arguments("last of three", 200, List.of("Cookie: a=b; c=d; CF_Authorization=JWT")),
                arguments("no blank behind the semicolon", 200, List.of("Cookie: a=b;CF_Authorization=JWT;c=d")),
                arguments("blanks and tabs around", 200, List.of("Cookie: \t a=b ; \t CF_Authorization=JWT \t ; c=d")),
                arguments("empty cookies around", 200, List.of("Cookie: ;; ; CF_Authorization=JWT;; ;")),
                arguments("the header's name in lower case", 200, List.of("cookie: CF_Authorization=JWT")),
                arguments("the header's name in upper case", 200, List.of("COOKIE: CF_Authorization=JWT")),
                arguments("a cookie header for each cookie", 200, List.of("Cookie: a=b", cookie, "Cookie: c=d")),
                arguments("an empty cookie header before it", 200, List.of("Cookie:", cookie)),
                arguments("a cookie without a name", 200, List.of("Cookie: =x; CF_Authorization=JWT")),
                arguments("a cookie without a value", 200, List.of("Cookie: a; CF_Authorization=JWT")),
                arguments("its name alone before it", 200, List.of("Cookie: CF_Authorization; CF_Authorization=JWT")),
                arguments(
                        "cleared, beside the raw header",
                        200,
                        List.of("Cookie: CF_Authorization=", "cf-access-token: JWT")),
                arguments("another cookie twice", 200, List.of("Cookie: a=1; a=2; CF_Authorization=JWT")),
                arguments("a prefix of its name", 200, List.of("Cookie: CF_Auth=x; CF_Authorization=JWT")),
                arguments(
                        "a name that it is a prefix of",
                        200,
                        List.of("Cookie: CF_Authorization2=x; CF_Authorization=JWT")),
                arguments("its name in other cases", 200, List.of("Cookie: cf_authorization=x; CF_Authorization=JWT")),
                arguments(
                        "its name within a value", 200, List.of("Cookie: a=CF_Authorization=x; CF_Authorization=JWT")),
                arguments("another value in quotes", 200, List.of("Cookie: a=\"b c\"; CF_Authorization=JWT")),
                arguments("an open quote before it", 200, List.of("Cookie: a=\"b; CF_Authorization=JWT; c=d\"")),
                arguments("an escaped quote before it", 200, List.of("Cookie: a=\"b\\\"; CF_Authorization=JWT")),
                arguments("commas in another value", 200, List.of("Cookie: a=b, c=d; CF_Authorization=JWT")),
                arguments("JSON in another value", 200, List.of("Cookie: a={\"b\":[1,2]}; CF_Authorization=JWT")),
                arguments("UTF-8 in another value", 200, List.of("Cookie: a=\u00c3\u00a9; CF_Authorization=JWT")),
                arguments(
                        "other bytes in another value",
                        200,
                        List.of("Cookie: a=\u00ff\u00fe\u0080; CF_Authorization=JWT")),
                arguments(
                        "three kilobytes of others",
                        200,
                        List.of("Cookie: a=" + "x".repeat(3000) + "; CF_Authorization=JWT")),
                arguments("200 others", 200, List.of("Cookie: " + "a=b; ".repeat(200) + "CF_Authorization=JWT")),
                arguments("beside the raw header with the same", 200, List.of("cf-access-token: JWT", cookie)),
                arguments("twice, where a good pair decides", 200, List.of(cookie, cookie, pairId, pairSecret)),
                // RFC 2109 and RFC 2965
                arguments(
                        "$Version and $Path, bare", 200, List.of("Cookie: $Version=1; CF_Authorization=JWT; $Path=/")),
                arguments(
                        "$Version, in quotes",
                        200,
                        List.of("Cookie: $Version=\"1\"; CF_Authorization=JWT; $Path=\"/alpha\"")),
                arguments("Cookie2 beside it", 200, List.of("Cookie2: $Version=\"1\"", cookie)),
                arguments("in quotes", 401, List.of("Cookie: CF_Authorization=\"JWT\"")),
                arguments(
                        "all in quotes", 401, List.of("Cookie: $Version=\"1\"; CF_Authorization=\"JWT\"; $Path=\"/\"")),
                arguments("in single quotes", 401, List.of("Cookie: CF_Authorization='JWT'")),
                arguments("in Cookie2", 401, List.of("Cookie2: CF_Authorization=JWT")),
                arguments("before a comma", 401, List.of("Cookie: CF_Authorization=JWT, a=b")),
                arguments(
                        "before a comma and $Path", 401, List.of("Cookie: $Version=1, CF_Authorization=JWT, $Path=/")),
                arguments("behind a comma", 401, List.of("Cookie: a=b, CF_Authorization=JWT")),
                arguments("within quotes", 401, List.of("Cookie: a=\"b, CF_Authorization=JWT\"")),
                // more than one
                arguments("twice", 401, List.of("Cookie: CF_Authorization=JWT; CF_Authorization=JWT")),
                arguments("twice, in two headers", 401, List.of(cookie, cookie)),
                arguments("an empty one before it", 401, List.of("Cookie: CF_Authorization=; CF_Authorization=JWT")),
                arguments("an empty one behind it", 401, List.of(cookie + "; CF_Authorization=")),
                arguments("a bad one behind it", 401, List.of(cookie + "; CF_Authorization=x")),
                arguments("a bad one before it", 401, List.of("Cookie: CF_Authorization=x; CF_Authorization=JWT")),
                arguments("a bad one behind it, in quotes", 401, List.of(cookie + "; CF_Authorization=\"x\"")),
                arguments("a bad one, hidden in quotes", 401, List.of(cookie + "; a=\"b; CF_Authorization=x; c\"")),
                arguments("a bad one of blanks in quotes", 401, List.of(cookie + "; CF_Authorization=\" \"")),
                arguments("a bad one with two equals signs", 401, List.of(cookie + "; CF_Authorization==")),
                arguments("beside another raw header", 401, List.of("cf-access-token: x", cookie)),
                arguments("beside an empty raw header", 401, List.of("cf-access-token:", cookie)),
                arguments("beside half a pair", 401, List.of(pairId, cookie)),
                arguments("beside a bad pair", 401, List.of(pairId, "CF-Access-Client-Secret: x", cookie)),
                // other names
                arguments("name in lower case", 401, List.of("Cookie: cf_authorization=JWT")),
                arguments("name in upper case", 401, List.of("Cookie: CF_AUTHORIZATION=JWT")),
                arguments("name with a hyphen", 401, List.of("Cookie: CF-Authorization=JWT")),
                arguments("name with a blank behind it", 401, List.of("Cookie: CF_Authorization =JWT")),
                arguments("name with a tab behind it", 401, List.of("Cookie: CF_Authorization\t=JWT")),
                arguments("name in quotes", 401, List.of("Cookie: \"CF_Authorization\"=JWT")),
                arguments("name percent-encoded", 401, List.of("Cookie: CF%5FAuthorization=JWT")),
                arguments("name with a prefix", 401, List.of("Cookie: __Host-CF_Authorization=JWT")),
                arguments("name behind an equals sign", 401, List.of("Cookie: =CF_Authorization=JWT")),
                arguments("name behind a dollar", 401, List.of("Cookie: $CF_Authorization=JWT")),
                arguments("name behind a BOM", 401, List.of("Cookie: \u00ef\u00bb\u00bfCF_Authorization=JWT")),
                arguments("name behind a no-break space", 401, List.of("Cookie: \u00a0CF_Authorization=JWT")),
                arguments("the cookie of another product", 401, List.of("Cookie: CF_AppSession=JWT")),
                arguments("a blank in the header's name", 400, List.of("Cookie : CF_Authorization=JWT")),
                arguments("a twin of the header's name", 401, List.of("Cookie_: CF_Authorization=JWT")),
                arguments("Set-Cookie in a request", 401, List.of("Set-Cookie: CF_Authorization=JWT")),
                // other values
                arguments("a blank in the value", 401, List.of("Cookie: CF_Authorization= x JWT")),
                arguments("a scheme in the value", 401, List.of("Cookie: CF_Authorization=Bearer JWT")),
                arguments("an equals sign behind the value", 401, List.of("Cookie: CF_Authorization=JWT=")),
                arguments("an equals sign before the value", 401, List.of("Cookie: CF_Authorization==JWT")),
                arguments("a no-break space behind the value", 401, List.of("Cookie: CF_Authorization=JWT\u00a0")),
                arguments("a bad byte behind the value", 401, List.of("Cookie: CF_Authorization=JWT\u00ff")),
                arguments("colon for the equals sign", 401, List.of("Cookie: CF_Authorization:JWT")),
                arguments("empty", 401, List.of("Cookie: CF_Authorization=")),
                arguments("an empty pair of quotes", 401, List.of("Cookie: CF_Authorization=\"\"")),
                arguments("no cookie at all", 401, List.of("Cookie:")),
                arguments("deleted", 401, List.of("Cookie: CF_Authorization=deleted")),
                arguments("six kilobytes", 401, List.of("Cookie: CF_Authorization=" + "x".repeat(6000))),
                arguments("six kilobytes behind it", 401, List.of("Cookie: CF_Authorization=JWT" + "x".repeat(6000))),
                arguments(
                        "more than Jetty reads",
                        431,
                        List.of("Cookie: a=" + "x".repeat(9000) + "; CF_Authorization=JWT")));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("cookies")
    void admitsExactlyOneCookie(String what, int status, List<String> headers) throws IOException {
        RawAnswer answer = app.get(
                "/alpha",
                headers.stream().map(header -> header.replace("JWT", jwt)).toArray(String[]::new));

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.body().contains("app was here")).isEqualTo(status == 200);
        assertThat(answer.body().contains(jwt)).as("a denial repeats no token").isEqualTo(status == 200);
    }

    /** Inserts each byte except CR and LF at each place in turn. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("places")
    void noByteCausesFailure(String place) throws IOException {
        for (int each = 0; each < 256; each++) {
            String inPlace = each == '\r' || each == '\n' ? "" : Character.toString((char) each);
            RawAnswer answer =
                    app.get("/alpha", "Cookie: " + place.replace("?", inPlace).replace("JWT", jwt));

            boolean isBlankAtTheEdge =
                    List.of(" ", "\t", ";").contains(inPlace) && (place.startsWith("?") || place.endsWith("?"));
            boolean letIn = inPlace.isEmpty() || isBlankAtTheEdge || place.startsWith("a=");
            assertThat(answer.status())
                    .as("%s with byte %02x", place, each)
                    .isIn(letIn ? List.of(200, 400) : List.of(400, 401));
            // Jetty itself answers 400 for control characters.
            assertThat(answer.status() == 400)
                    .as("%s with byte %02x", place, each)
                    .isEqualTo(inPlace.length() == 1 && Character.isISOControl(each) && each != '\t' && each < 0x80);
        }
    }

    static Stream<String> places() {
        return Stream.of(
                "?CF_Authorization=JWT",
                "CF_Authorization=JWT?",
                "CF_Authorization?=JWT",
                "CF_Authorization=?JWT",
                "CF_Autho?rization=JWT",
                "a=?; CF_Authorization=JWT");
    }
}
