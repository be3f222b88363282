package dev.latchkey.internal.credential;

import static dev.latchkey.model.ApplicationSettings.SingleHeaderScheme.BASIC;
import static dev.latchkey.model.ApplicationSettings.SingleHeaderScheme.BEARER;
import static dev.latchkey.model.ApplicationSettings.SingleHeaderScheme.JSON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.latchkey.event.Presentation;
import dev.latchkey.event.Reason;
import dev.latchkey.model.ApplicationSettings.SingleHeaderScheme;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("request contract, section 2: the single header's schemes")
class SingleHeaderSchemesTest {

    private static final String OBJECT =
            "{\"cf-access-client-id\":\"id.access\",\"cf-access-client-secret\":\"s3cret\"}";

    private static String basic(String clear) {
        return "Basic " + Base64.getEncoder().encodeToString(clear.getBytes(StandardCharsets.UTF_8));
    }

    private static Presented read(Set<SingleHeaderScheme> schemes, String value) {
        return new CredentialReader("Authorization", schemes).read(SentHeaders.of("Authorization", value));
    }

    static Stream<Arguments> good() {
        return Stream.of(
                arguments(Set.of(BASIC), basic("id.access:s3cret")),
                arguments(Set.of(BASIC), basic("id.access:s3cret").replace("Basic ", "basic \t ")),
                arguments(Set.of(BASIC), basic(" id.access : s3cret ")),
                arguments(Set.of(BASIC), "  " + basic("id.access:s3cret") + " "),
                arguments(Set.of(BEARER), "Bearer id.access:s3cret"),
                arguments(Set.of(BEARER), "BEARER   id.access:s3cret"),
                arguments(Set.of(BEARER), "Bearer " + OBJECT),
                arguments(Set.of(BEARER), "Bearer\t" + OBJECT + " "),
                arguments(Set.of(JSON, BASIC, BEARER), OBJECT),
                arguments(Set.of(JSON, BASIC, BEARER), "Bearer " + OBJECT),
                arguments(Set.of(JSON, BASIC, BEARER), basic("id.access:s3cret")));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("good")
    void readsEnabledSchemes(Set<SingleHeaderScheme> schemes, String value) {
        assertThat(read(schemes, value)).isInstanceOfSatisfying(Presented.Credentials.class, credentials -> {
            assertThat(credentials.clientId()).isEqualTo("id.access");
            assertThat(credentials.secret().reveal()).isEqualTo("s3cret");
            assertThat(credentials.how()).isEqualTo(Presentation.SINGLE_HEADER);
        });
    }

    static Stream<Arguments> notOurs() {
        return Stream.of(
                arguments(Set.of(JSON), basic("id.access:s3cret")),
                arguments(Set.of(JSON), "Bearer id.access:s3cret"),
                arguments(Set.of(JSON), "Bearer " + OBJECT),
                arguments(Set.of(BASIC), OBJECT),
                arguments(Set.of(BASIC), "Bearer id.access:s3cret"),
                arguments(Set.of(BEARER), OBJECT),
                arguments(Set.of(BEARER), basic("id.access:s3cret")),
                // The app's own bearer token.
                arguments(Set.of(BEARER), "Bearer abc.def-ghi~jkl+mno/pqr=="),
                arguments(Set.of(BEARER), "Bearer"),
                arguments(Set.of(BEARER), "Bearer "),
                arguments(Set.of(BEARER), "Bearerid.access:s3cret"),
                arguments(Set.of(BASIC), "Basic"),
                arguments(Set.of(BASIC), "Basic "),
                arguments(Set.of(BASIC), " Basic\t"),
                arguments(Set.of(BASIC), "BasicdXNlcjpwYXNz"),
                arguments(Set.of(JSON, BASIC, BEARER), "Digest username=\"x:y\""));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("notOurs")
    void leavesDisabledSchemesToApp(Set<SingleHeaderScheme> schemes, String value) {
        assertThat(read(schemes, value)).isInstanceOf(Presented.Nothing.class);
    }

    static Stream<Arguments> malformed() {
        return Stream.of(
                arguments(Set.of(BASIC), Reason.SINGLE_HEADER_MALFORMED, "Basic !!!"),
                arguments(Set.of(BASIC), Reason.SINGLE_HEADER_MALFORMED, basic("no colon")),
                arguments(Set.of(BASIC), Reason.SINGLE_HEADER_MALFORMED, "Basic id.access:s3cret"),
                arguments(Set.of(BASIC), Reason.SINGLE_HEADER_MALFORMED, basic("a:b") + ", " + basic("a:b")),
                arguments(Set.of(BASIC), Reason.EMPTY_CREDENTIAL, basic(":b")),
                arguments(Set.of(BASIC), Reason.EMPTY_CREDENTIAL, basic("a:")),
                arguments(Set.of(BASIC), Reason.CREDENTIAL_CHARACTER, basic("a:b:c")),
                arguments(Set.of(BASIC), Reason.CREDENTIAL_CHARACTER, basic("a:b\u0000")),
                arguments(Set.of(BASIC), Reason.CREDENTIAL_CHARACTER, "Basic YTr/"),
                arguments(Set.of(BASIC), Reason.CREDENTIAL_TOO_LONG, basic("a:" + "b".repeat(257))),
                arguments(Set.of(BASIC), Reason.SINGLE_HEADER_TOO_LONG, basic("a:" + "b".repeat(1024))),
                arguments(Set.of(BEARER), Reason.CREDENTIAL_CHARACTER, "Bearer a:b:c"),
                arguments(Set.of(BEARER), Reason.CREDENTIAL_CHARACTER, "Bearer a:b c"),
                arguments(Set.of(BEARER), Reason.EMPTY_CREDENTIAL, "Bearer :b"),
                arguments(Set.of(BEARER), Reason.EMPTY_CREDENTIAL, "Bearer a:"),
                arguments(Set.of(BEARER), Reason.JOINED_HEADER, "Bearer a:b, Bearer a:b"),
                arguments(Set.of(BEARER), Reason.SINGLE_HEADER_MALFORMED, "Bearer {"),
                arguments(Set.of(BEARER), Reason.SINGLE_HEADER_UNQUOTED, "Bearer {cf-access-client-id: a}"),
                arguments(Set.of(BEARER), Reason.SINGLE_HEADER_TOO_LONG, "Bearer a:" + "b".repeat(1024)));
    }

    @ParameterizedTest(name = "{0} {1}: {2}")
    @MethodSource("malformed")
    void rejects(Set<SingleHeaderScheme> schemes, Reason reason, String value) {
        assertThat(read(schemes, value)).isEqualTo(new Presented.Malformed(reason));
    }
}
