package dev.latchkey.internal.credential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.latchkey.event.Reason;
import dev.latchkey.model.ApplicationSettings.SingleHeaderScheme;
import java.util.Base64;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("request contract, section 2: the application token")
class ApplicationTokenReadingTest {

    private final CredentialReader reader = new CredentialReader("Authorization", EnumSet.of(SingleHeaderScheme.JSON));

    private Presented read(String... headers) {
        return reader.read(SentHeaders.of(headers));
    }

    static Stream<Arguments> tokens() {
        return Stream.of(
                arguments("e.y.j", List.of("Cookie", "CF_Authorization=e.y.j")),
                arguments("e.y.j", List.of("cookie", "CF_Authorization=e.y.j")),
                arguments("e.y.j", List.of("Cookie", "a=b; CF_Authorization=e.y.j; c=d")),
                arguments("e.y.j", List.of("Cookie", "a=b;CF_Authorization=e.y.j ;c=d")),
                arguments("e.y.j", List.of("Cookie", " \tCF_Authorization=e.y.j\t ")),
                arguments("e.y.j", List.of("Cookie", "a=b", "Cookie", "CF_Authorization=e.y.j")),
                arguments("e.y.j", List.of("Cookie", ";;; ; CF_Authorization=e.y.j;")),
                arguments("e.y.j", List.of("cf-access-token", "e.y.j", "Cookie", "CF_Authorization=")),
                arguments("e.y.j", List.of("Cookie", "CF_Authorization; CF_Authorization=e.y.j")),
                arguments("e.y.j", List.of("cf-access-token", "e.y.j")),
                arguments("e.y.j", List.of("CF-Access-Token", " e.y.j\t")),
                arguments("e.y.j", List.of("cf-access-token", "e.y.j", "Cookie", "CF_Authorization=e.y.j")),
                arguments("e.y.j", List.of("cf-access-token", "e.y.j", "Cookie", "other=1")),
                // Quotes are part of a cookie's value (RFC 6265, section 4.1.1), but not of a JWT.
                arguments("\"e.y.j\"", List.of("Cookie", "CF_Authorization=\"e.y.j\"")),
                arguments("a=b", List.of("Cookie", "CF_Authorization=a=b")),
                arguments("", List.of("cf-access-token", "")),
                arguments("a, b", List.of("cf-access-token", "a, b")));
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("tokens")
    void reads(String jwt, List<String> headers) {
        assertThat(read(headers.toArray(String[]::new)))
                .isInstanceOfSatisfying(
                        Presented.Token.class,
                        token -> assertThat(token.text().jwt()).isEqualTo(jwt));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ";",
                "CF_Authorization=",
                "CF_Authorization= ",
                "CF_Authorization",
                "cf_authorization=e.y.j",
                "CF-Authorization=e.y.j",
                "xCF_Authorization=e.y.j",
                "CF_Authorization =e.y.j",
                "a=CF_Authorization=e.y.j",
                "a=b, CF_Authorization=e.y.j",
                "CF_AuthorizationX=e.y.j",
                "CF_AppSession=e.y.j",
            })
    void findsNoToken(String cookies) {
        assertThat(read("Cookie", cookies)).isInstanceOf(Presented.Nothing.class);
    }

    static Stream<Arguments> malformed() {
        return Stream.of(
                arguments(
                        Reason.SEVERAL_APPLICATION_TOKENS,
                        List.of("Cookie", "CF_Authorization=e.y.j; CF_Authorization=o.t.h")),
                arguments(
                        Reason.SEVERAL_APPLICATION_TOKENS,
                        List.of("Cookie", "CF_Authorization=e.y.j; CF_Authorization=e.y.j")),
                arguments(
                        Reason.SEVERAL_APPLICATION_TOKENS,
                        List.of("Cookie", "CF_Authorization=e.y.j", "Cookie", "a=b; CF_Authorization=e.y.j")),
                arguments(
                        Reason.SEVERAL_APPLICATION_TOKENS,
                        List.of("Cookie", "CF_Authorization=; CF_Authorization=e.y.j")),
                arguments(
                        Reason.SEVERAL_APPLICATION_TOKENS,
                        List.of("Cookie", "CF_Authorization=e.y.j", "Cookie", "CF_Authorization= ")),
                arguments(
                        Reason.SEVERAL_APPLICATION_TOKENS,
                        List.of("cf-access-token", "e.y.j", "Cookie", "CF_Authorization=o.t.h")),
                arguments(
                        Reason.SEVERAL_APPLICATION_TOKENS,
                        List.of(
                                "cf-access-token",
                                "e.y.j",
                                "Cookie",
                                "CF_Authorization=e.y.j; CF_Authorization=e.y.j")),
                arguments(Reason.REPEATED_HEADER, List.of("cf-access-token", "e.y.j", "CF-Access-Token", "e.y.j")),
                arguments(Reason.HEADER_TWIN, List.of("cf_access_token", "e.y.j")),
                arguments(Reason.HEADER_TWIN, List.of("cf-access-token", "e.y.j", "CF_Access_Token", "e.y.j")),
                arguments(Reason.HEADER_TWIN, List.of("CF-Access_Token", "x", "cf-access-token", "e.y.j")),
                arguments(Reason.HEADER_TWIN, List.of("cf_access_token", "x", "Cookie", "CF_Authorization=e.y.j")));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("malformed")
    void rejects(Reason reason, List<String> headers) {
        assertThat(read(headers.toArray(String[]::new))).isEqualTo(new Presented.Malformed(reason));
    }

    static Stream<Arguments> beside() {
        return Stream.of(
                arguments("e.y.j", List.of("Cookie", "CF_Authorization=e.y.j")),
                arguments(null, List.of("Cookie", "CF_Authorization=e.y.j; CF_Authorization=e.y.j")),
                arguments(null, List.of("Cookie", "CF_Authorization=a", "Cookie", "CF_Authorization=b")),
                arguments(null, List.of("Cookie", "CF_Authorization=; CF_Authorization=e.y.j")),
                arguments(null, List.of("Cookie", "CF_Authorization=")),
                arguments(null, List.of("cf-access-token", "e.y.j")),
                arguments("e.y.j", List.of("cf-access-token", "o.t.h", "Cookie", "CF_Authorization=e.y.j")),
                arguments(null, List.of("Cookie", "a=b")),
                arguments(null, List.of("cf_access_token", "e.y.j")));
    }

    @ParameterizedTest(name = "beside {1}")
    @MethodSource("beside")
    void credentialsTakePrecedenceOverToken(String besides, List<String> headers) {
        SentHeaders pair = SentHeaders.of(headers.toArray(String[]::new))
                .and("CF-Access-Client-Id", "a")
                .and("CF-Access-Client-Secret", "b");
        SentHeaders single = SentHeaders.of(headers.toArray(String[]::new))
                .and("Authorization", "{\"cf-access-client-id\":\"a\",\"cf-access-client-secret\":\"b\"}");

        for (SentHeaders sent : List.of(pair, single)) {
            assertThat(reader.read(sent)).isInstanceOfSatisfying(Presented.Credentials.class, credentials -> {
                TokenText found = credentials.besides();
                assertThat(found == null ? null : found.jwt()).isEqualTo(besides);
            });
        }
    }

    @Test
    void cookieDoesNotRescueBadCredential() {
        assertThat(read("CF-Access-Client-Id", "a", "Cookie", "CF_Authorization=e.y.j"))
                .isEqualTo(new Presented.Malformed(Reason.HALF_A_PAIR));
        assertThat(read("Authorization", "{", "Cookie", "CF_Authorization=e.y.j"))
                .isEqualTo(new Presented.Malformed(Reason.SINGLE_HEADER_MALFORMED));
    }

    @Test
    void equalityIgnoresPosition() {
        TokenText inHeader = ((Presented.Token) read("cf-access-token", "e.y.j")).text();
        TokenText inCookie = ((Presented.Token) read("Cookie", "a=b; CF_Authorization=e.y.j; c=d")).text();
        TokenText alone = ((Presented.Token) read("Cookie", "CF_Authorization=e.y.j")).text();

        assertThat(inHeader)
                .isEqualTo(inCookie)
                .hasSameHashCodeAs(inCookie)
                .isEqualTo(inCookie.compact())
                .hasSameHashCodeAs(inCookie.compact())
                .isNotEqualTo(TokenText.of("e.y.k"))
                .isNotEqualTo(TokenText.of("e.y.jj"))
                .isNotEqualTo("e.y.j");
        assertThat(alone).isEqualTo(inCookie.compact());
        assertThat(inCookie.length()).isEqualTo(5);
        assertThat(inCookie.toString()).isEqualTo("TokenText[masked]");
    }

    @Test
    void distinguishesTextsWithEqualHash() {
        // The hash covers only the last characters.
        assertThat(TokenText.of("a" + "x".repeat(20)))
                .hasSameHashCodeAs(TokenText.of("b" + "x".repeat(20)))
                .isNotEqualTo(TokenText.of("b" + "x".repeat(20)));
    }

    @Test
    void spreadsHashesOfSignatures() {
        Random random = new Random(1);
        Set<Integer> hashes = new HashSet<>();
        for (int i = 0; i < 1000; i++) {
            byte[] signature = new byte[32];
            random.nextBytes(signature);
            hashes.add(TokenText.of(Base64.getUrlEncoder().encodeToString(signature))
                    .hashCode());
        }

        assertThat(hashes).hasSizeGreaterThan(990);
    }
}
