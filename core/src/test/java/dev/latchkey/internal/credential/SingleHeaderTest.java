package dev.latchkey.internal.credential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.latchkey.event.Presentation;
import dev.latchkey.event.Reason;
import dev.latchkey.model.ApplicationSettings.SingleHeaderScheme;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("request contract, section 2: the single header with JSON")
class SingleHeaderTest {

    private static final String GOOD =
            "{\"cf-access-client-id\": \"id.access\", \"cf-access-client-secret\": \"s3cret\"}";

    private final CredentialReader reader = reader("Authorization");

    private static CredentialReader reader(String header) {
        return new CredentialReader(header, EnumSet.of(SingleHeaderScheme.JSON));
    }

    private static void assertGood(Presented presented) {
        assertThat(presented).isInstanceOfSatisfying(Presented.Credentials.class, credentials -> {
            assertThat(credentials.clientId()).isEqualTo("id.access");
            assertThat(credentials.secret().reveal()).isEqualTo("s3cret");
            assertThat(credentials.how()).isEqualTo(Presentation.SINGLE_HEADER);
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"cf-access-client-id\": \"id.access\", \"cf-access-client-secret\": \"s3cret\"}",
                "{\"cf-access-client-secret\":\"s3cret\",\"cf-access-client-id\":\"id.access\"}",
                "{\"CF-Access-Client-Id\": \"id.access\", \"CF-Access-Client-Secret\": \"s3cret\"}",
                // The first version of Cloudflare's documentation.
                "{\"CF-Access-Client-Id\": \"id.access\", \"CF_Access-Client-Secret\": \"s3cret\"}",
                "{\"cf_access_client_id\": \"id.access\", \"CF_ACCESS_CLIENT_SECRET\": \"s3cret\"}",
                "{\"\\u0063f-access-client-id\": \"id\\u002eaccess\", \"cf-access-client-secret\": \"s3cret\"}",
                "  \t{ \"cf-access-client-id\" :\t\" id.access \" , \"cf-access-client-secret\" : \"s3cret\" } \t",
            })
    void reads(String value) {
        assertGood(reader.read(SentHeaders.of("Authorization", value)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Authorization", "authorization", "AUTHORIZATION"})
    void ignoresCaseOfHeader(String name) {
        assertGood(reader.read(SentHeaders.of(name, GOOD)));
    }

    @Test
    void readsHeaderOfAnyName() {
        assertGood(reader("x-api-key").read(SentHeaders.of("X-Api-Key", GOOD)));
    }

    @Test
    void pairWorksBesideHeaderOfApp() {
        Presented presented = reader.read(SentHeaders.of(
                "Authorization", "Bearer abc", "CF-Access-Client-Id", "a", "CF-Access-Client-Secret", "b"));

        assertThat(presented)
                .isInstanceOfSatisfying(
                        Presented.Credentials.class,
                        credentials -> assertThat(credentials.how()).isEqualTo(Presentation.PAIR));
    }

    @Test
    void ignoresUnconfiguredHeader() {
        CredentialReader without = new CredentialReader(null, EnumSet.allOf(SingleHeaderScheme.class));

        assertThat(without.read(SentHeaders.of("Authorization", GOOD))).isInstanceOf(Presented.Nothing.class);
        assertThat(without.credentialHeader(SentHeaders.of("Authorization", GOOD)))
                .isNull();
        assertThat(reader("x-api-key").read(SentHeaders.of("Authorization", GOOD)))
                .isInstanceOf(Presented.Nothing.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Bearer abc.def-ghi",
                "Basic dXNlcjpwYXNz",
                "Bearer {\"cf-access-client-id\":\"a\",\"cf-access-client-secret\":\"b\"}",
                "Bearer a:b",
                "",
                "   ",
                "[\"a\",\"b\"]",
                "\"{\"",
                "\u00a0{}",
                "x{}",
            })
    void leavesOtherValuesToApp(String value) {
        SentHeaders headers = SentHeaders.of("Authorization", value);

        assertThat(reader.read(headers)).isInstanceOf(Presented.Nothing.class);
        assertThat(reader.credentialHeader(headers)).isNull();
    }

    static Stream<Arguments> malformed() {
        return Stream.of(
                arguments(Reason.SINGLE_HEADER_MALFORMED, "{}"),
                arguments(Reason.SINGLE_HEADER_MALFORMED, "{"),
                arguments(Reason.SINGLE_HEADER_MALFORMED, "{\"cf-access-client-id\":\"a\"}"),
                arguments(Reason.SINGLE_HEADER_MALFORMED, "{\"cf-access-client-secret\":\"b\"}"),
                arguments(Reason.SINGLE_HEADER_MALFORMED, json("\"id\":\"x\"")),
                arguments(Reason.SINGLE_HEADER_MALFORMED, json("\"\":\"x\"")),
                arguments(Reason.SINGLE_HEADER_MALFORMED, json("\"cf-access-client-id \":\"x\"")),
                arguments(Reason.SINGLE_HEADER_MALFORMED, pair("1", "\"b\"")),
                arguments(Reason.SINGLE_HEADER_MALFORMED, pair("\"a\"", "null")),
                arguments(Reason.SINGLE_HEADER_MALFORMED, pair("true", "\"b\"")),
                arguments(Reason.SINGLE_HEADER_MALFORMED, pair("\"a\"", "[\"b\"]")),
                arguments(Reason.SINGLE_HEADER_MALFORMED, pair("{\"a\":\"a\"}", "\"b\"")),
                arguments(Reason.SINGLE_HEADER_MALFORMED, "{\"x\":" + pair("\"a\"", "\"b\"") + "}"),
                arguments(Reason.SINGLE_HEADER_MALFORMED, "{{}}"),
                arguments(Reason.SINGLE_HEADER_MALFORMED, GOOD + "x"),
                arguments(Reason.SINGLE_HEADER_MALFORMED, GOOD + "}"),
                arguments(Reason.SINGLE_HEADER_MALFORMED, GOOD + " null"),
                arguments(Reason.SINGLE_HEADER_MALFORMED, GOOD + GOOD),
                arguments(Reason.SINGLE_HEADER_MALFORMED, GOOD + " " + GOOD),
                arguments(Reason.SINGLE_HEADER_MALFORMED, GOOD + "," + GOOD),
                arguments(Reason.SINGLE_HEADER_MALFORMED, GOOD + "\u0000"),
                arguments(Reason.SINGLE_HEADER_MALFORMED, GOOD.replace("}", ",}")),
                arguments(Reason.SINGLE_HEADER_MALFORMED, GOOD.replace("}", "")),
                arguments(Reason.SINGLE_HEADER_MALFORMED, GOOD.replace("s3cret\"", "s3cret")),
                arguments(Reason.SINGLE_HEADER_MALFORMED, GOOD.replace("{", "{/**/")),
                arguments(Reason.SINGLE_HEADER_MALFORMED, pair("\"a\\u00zz\"", "\"b\"")),
                arguments(Reason.SINGLE_HEADER_MALFORMED, pair("\"a\\q\"", "\"b\"")),
                arguments(Reason.SINGLE_HEADER_MALFORMED, pair("\"a\nb\"", "\"b\"")),
                arguments(Reason.SINGLE_HEADER_MEMBER_TWICE, json("\"cf-access-client-id\":\"a\"")),
                arguments(Reason.SINGLE_HEADER_MEMBER_TWICE, json("\"CF_Access_Client_Id\":\"a\"")),
                arguments(Reason.SINGLE_HEADER_MEMBER_TWICE, json("\"cf-access-client_secret\":\"b\"")),
                arguments(Reason.SINGLE_HEADER_MEMBER_TWICE, json("\"\\u0063f-access-client-id\":\"a\"")),
                arguments(Reason.SINGLE_HEADER_MEMBER_TWICE, json("\"cf\\u002daccess-client-secret\":\"b\"")),
                arguments(
                        Reason.SINGLE_HEADER_MEMBER_TWICE,
                        "{\"cf-access-client-id\":\"a\",\"cf-access-client-id\":\"a\"}"),
                arguments(
                        Reason.SINGLE_HEADER_MEMBER_TWICE,
                        "{\"cf-access-client-id\":\"a\",\"CF_ACCESS_CLIENT_ID\":\"a\"}"),
                arguments(
                        Reason.SINGLE_HEADER_UNQUOTED,
                        "{CF-Access-Client-Id: id.access, CF-Access-Client-Secret: s3cret}"),
                arguments(
                        Reason.SINGLE_HEADER_UNQUOTED,
                        "{cf-access-client-id:id.access,cf-access-client-secret:s3cret}"),
                arguments(Reason.EMPTY_CREDENTIAL, pair("\"\"", "\"b\"")),
                arguments(Reason.EMPTY_CREDENTIAL, pair("\"a\"", "\" \"")),
                arguments(Reason.JOINED_HEADER, pair("\"a,a\"", "\"b\"")),
                arguments(Reason.CREDENTIAL_CHARACTER, pair("\"a\\u0000\"", "\"b\"")),
                arguments(Reason.CREDENTIAL_CHARACTER, pair("\"a\\n\"", "\"b\"")),
                arguments(Reason.CREDENTIAL_CHARACTER, pair("\"a\"", "\"b\\\"\"")),
                arguments(Reason.CREDENTIAL_CHARACTER, pair("\"a\"", "\"\u00e9\"")),
                arguments(Reason.CREDENTIAL_TOO_LONG, pair("\"" + "a".repeat(257) + "\"", "\"b\"")),
                arguments(Reason.CREDENTIAL_TOO_LONG, pair("\"a\"", "\"" + "b".repeat(257) + "\"")));
    }

    private static String pair(String id, String secret) {
        return "{\"cf-access-client-id\":" + id + ",\"cf-access-client-secret\":" + secret + "}";
    }

    /** Returns good credentials with a third member. */
    private static String json(String member) {
        return "{\"cf-access-client-id\":\"a\",\"cf-access-client-secret\":\"b\"," + member + "}";
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("malformed")
    void rejects(Reason reason, String value) {
        SentHeaders headers = SentHeaders.of("Authorization", value);

        assertThat(reader.read(headers)).isEqualTo(new Presented.Malformed(reason));
        assertThat(reader.credentialHeader(headers))
                .as("it may carry a secret all the same")
                .isEqualTo("Authorization");
    }

    @Test
    void rejectsMoreThan1024Characters() {
        String longest = GOOD.substring(0, GOOD.length() - 1) + " ".repeat(1024 - GOOD.length()) + "}";
        assertThat(longest).hasSize(1024);

        assertGood(reader.read(SentHeaders.of("Authorization", longest)));
        assertGood(reader.read(SentHeaders.of("Authorization", " " + longest + " ")));
        assertThat(reader.read(SentHeaders.of("Authorization", "{ " + longest.substring(1))))
                .isEqualTo(new Presented.Malformed(Reason.SINGLE_HEADER_TOO_LONG));
    }

    @Test
    void acceptsLongestCredentials() {
        String longest = "x".repeat(256);

        assertThat(reader.read(SentHeaders.of("Authorization", pair("\"" + longest + "\"", "\"" + longest + "\""))))
                .isInstanceOf(Presented.Credentials.class);
    }

    static Stream<Arguments> ambiguous() {
        String id = "CF-Access-Client-Id";
        String secret = "CF-Access-Client-Secret";
        String key = "X-Api-Key";
        return Stream.of(
                arguments("beside a pair", Reason.PAIR_AND_SINGLE_HEADER, List.of(key, GOOD, id, "a", secret, "b")),
                arguments(
                        "beside the same pair",
                        Reason.PAIR_AND_SINGLE_HEADER,
                        List.of(key, GOOD, id, "id.access", secret, "s3cret")),
                arguments("beside an id", Reason.PAIR_AND_SINGLE_HEADER, List.of(key, GOOD, id, "a")),
                arguments("beside a secret", Reason.PAIR_AND_SINGLE_HEADER, List.of(secret, "b", key, GOOD)),
                arguments(
                        "malformed, beside a pair",
                        Reason.PAIR_AND_SINGLE_HEADER,
                        List.of(key, "{", id, "a", secret, "b")),
                arguments("twice", Reason.REPEATED_HEADER, List.of(key, GOOD, key, GOOD)),
                arguments("before another value", Reason.REPEATED_HEADER, List.of(key, GOOD, key, "Bearer x")),
                arguments("behind another value", Reason.REPEATED_HEADER, List.of(key, "Bearer x", key, GOOD)),
                arguments("joined", Reason.SINGLE_HEADER_MALFORMED, List.of(key, GOOD + ", " + GOOD)),
                arguments("in a twin", Reason.HEADER_TWIN, List.of("X_Api_Key", GOOD)),
                arguments("in a twin beside the app's own", Reason.HEADER_TWIN, List.of(key, "x", "X_Api_Key", GOOD)),
                arguments("beside a twin of the app's own", Reason.HEADER_TWIN, List.of(key, GOOD, "X_Api_Key", "x")),
                arguments(
                        "in the first of two twins", Reason.HEADER_TWIN, List.of("X_Api_Key", GOOD, "X-Api_Key", "x")),
                arguments(
                        "in the second of two twins", Reason.HEADER_TWIN, List.of("X_Api_Key", "x", "X-Api_Key", GOOD)),
                arguments("beside a pair's twin", Reason.HEADER_TWIN, List.of(key, GOOD, "CF_Access_Client_Id", "a")));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("ambiguous")
    void rejectsAmbiguity(String what, Reason reason, List<String> headers) {
        CredentialReader byKey = reader("X-Api-Key");
        SentHeaders sent = SentHeaders.of(headers.toArray(String[]::new));

        assertThat(byKey.read(sent)).isEqualTo(new Presented.Malformed(reason));
        assertThat(byKey.credentialHeader(sent)).isEqualTo("X-Api-Key");
    }

    @Test
    void leavesTwinOfAppToApp() {
        assertThat(reader("X-Api-Key").read(SentHeaders.of("X-Api-Key", "x", "X_Api_Key", "y")))
                .isInstanceOf(Presented.Nothing.class);
    }

    @Test
    void underscoreNameHasHyphenTwin() {
        CredentialReader byKey = reader("x_api_key");

        assertGood(byKey.read(SentHeaders.of("X_Api_Key", GOOD)));
        assertThat(byKey.read(SentHeaders.of("x-api-key", GOOD)))
                .isEqualTo(new Presented.Malformed(Reason.HEADER_TWIN));
    }

    @Test
    void leavesSeveralValuesOfAppToApp() {
        assertThat(reader.read(SentHeaders.of("Authorization", "Bearer a", "Authorization", "Bearer b")))
                .isInstanceOf(Presented.Nothing.class);
    }
}
