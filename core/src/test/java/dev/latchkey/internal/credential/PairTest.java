package dev.latchkey.internal.credential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.latchkey.event.Presentation;
import dev.latchkey.event.Reason;
import dev.latchkey.model.ApplicationSettings.SingleHeaderScheme;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("request contract, section 2: the pair")
class PairTest {

    private static final String ID = "CF-Access-Client-Id";
    private static final String SECRET = "CF-Access-Client-Secret";

    private final CredentialReader reader = new CredentialReader(null, EnumSet.of(SingleHeaderScheme.JSON));

    @ParameterizedTest
    @CsvSource({
        "CF-Access-Client-Id, CF-Access-Client-Secret",
        "cf-access-client-id, cf-access-client-secret",
        "CF-ACCESS-CLIENT-ID, CF-ACCESS-CLIENT-SECRET",
        "Cf-Access-Client-Id, cF-aCCESS-cLIENT-sECRET",
    })
    void ignoresCaseOfNames(String idName, String secretName) {
        Presented presented = reader.read(SentHeaders.of(idName, "id.access", secretName, "s3cret"));

        assertThat(presented).isInstanceOfSatisfying(Presented.Credentials.class, credentials -> {
            assertThat(credentials.clientId()).isEqualTo("id.access");
            assertThat(credentials.secret().reveal()).isEqualTo("s3cret");
            assertThat(credentials.how()).isEqualTo(Presentation.PAIR);
            assertThat(credentials.besides()).isNull();
        });
    }

    @Test
    void presentsNothingWithoutHeaders() {
        assertThat(reader.read(SentHeaders.of("Host", "example.com", "Authorization", "Basic eDp5", "Cookie", "a=b")))
                .isInstanceOf(Presented.Nothing.class);
    }

    static Stream<Arguments> malformedPairs() {
        return Stream.of(
                arguments("only the id", Reason.HALF_A_PAIR, List.of(ID, "a")),
                arguments("only the secret", Reason.HALF_A_PAIR, List.of(SECRET, "b")),
                arguments("id twice", Reason.REPEATED_HEADER, List.of(ID, "a", ID, "a", SECRET, "b")),
                arguments("secret twice", Reason.REPEATED_HEADER, List.of(ID, "a", SECRET, "b", SECRET, "c")),
                arguments(
                        "id twice in two letter cases",
                        Reason.REPEATED_HEADER,
                        List.of(ID, "a", "cf-access-client-id", "a", SECRET, "b")),
                arguments(
                        "secret twice in two letter cases",
                        Reason.REPEATED_HEADER,
                        List.of(ID, "a", SECRET, "b", "cf-access-client-secret", "b")),
                arguments("joined id", Reason.JOINED_HEADER, List.of(ID, "a,a", SECRET, "b")),
                arguments("joined id with a blank", Reason.JOINED_HEADER, List.of(ID, "a, a", SECRET, "b")),
                arguments("joined secret", Reason.JOINED_HEADER, List.of(ID, "a", SECRET, "b,c")),
                arguments("leading comma", Reason.JOINED_HEADER, List.of(ID, ",a", SECRET, "b")),
                arguments("trailing comma", Reason.JOINED_HEADER, List.of(ID, "a", SECRET, "b,")),
                arguments("empty id", Reason.EMPTY_CREDENTIAL, List.of(ID, "", SECRET, "b")),
                arguments("empty secret", Reason.EMPTY_CREDENTIAL, List.of(ID, "a", SECRET, "")),
                arguments("blank id", Reason.EMPTY_CREDENTIAL, List.of(ID, " \t ", SECRET, "b")),
                arguments("blank secret", Reason.EMPTY_CREDENTIAL, List.of(ID, "a", SECRET, "  ")),
                arguments("long id", Reason.CREDENTIAL_TOO_LONG, List.of(ID, "a".repeat(257), SECRET, "b")),
                arguments("long secret", Reason.CREDENTIAL_TOO_LONG, List.of(ID, "a", SECRET, "b".repeat(257))));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("malformedPairs")
    void rejects(String what, Reason reason, List<String> headers) {
        assertThat(reader.read(SentHeaders.of(headers.toArray(String[]::new))))
                .isEqualTo(new Presented.Malformed(reason));
    }

    static Stream<Arguments> twins() {
        return Stream.of(
                arguments("of the secret, beside", List.of(ID, "a", SECRET, "b", "CF_Access_Client_Secret", "b")),
                arguments("of the id, beside", List.of(ID, "a", SECRET, "b", "CF_Access_Client_Id", "a")),
                arguments("of the secret, before", List.of("CF_Access_Client_Secret", "b", ID, "a", SECRET, "b")),
                arguments("of the secret, instead", List.of(ID, "a", "CF_Access_Client_Secret", "b")),
                arguments("of the id, instead", List.of("CF_Access_Client_Id", "a", SECRET, "b")),
                arguments("of both, instead", List.of("cf_access_client_id", "a", "cf_access_client_secret", "b")),
                arguments("with one underscore", List.of(ID, "a", "CF-Access_Client-Secret", "b")),
                arguments("alone", List.of("CF_Access_Client_Secret", "b")),
                arguments("empty", List.of(ID, "a", SECRET, "b", "CF_Access_Client_Id", "")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("twins")
    void rejectsUnderscoreTwin(String what, List<String> headers) {
        assertThat(reader.read(SentHeaders.of(headers.toArray(String[]::new))))
                .isEqualTo(new Presented.Malformed(Reason.HEADER_TWIN));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CF-Access-Client",
                "CF-Access-Client-Ids",
                "XCF-Access-Client-Id",
                "CFAccessClientId",
                "CF.Access.Client.Id"
            })
    void ignoresSimilarHeaders(String name) {
        assertThat(reader.read(SentHeaders.of(name, "a"))).isInstanceOf(Presented.Nothing.class);
    }

    static Stream<Character> charactersOutsideToken68() {
        String inside = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~+/=";
        // The comma has a different reason, see malformedPairs.
        return Stream.concat(
                IntStream.rangeClosed(0, 0x180)
                        .filter(c -> inside.indexOf(c) < 0 && c != ',')
                        .mapToObj(c -> (char) c),
                Stream.of('\u2028', '\u212a', '\ud83d', '\ufeff', '\uff21'));
    }

    @ParameterizedTest
    @MethodSource("charactersOutsideToken68")
    void rejectsCharactersOutsideToken68(char c) {
        Presented.Malformed expected = new Presented.Malformed(Reason.CREDENTIAL_CHARACTER);

        assertThat(reader.read(SentHeaders.of(ID, "a" + c + "a", SECRET, "b"))).isEqualTo(expected);
        assertThat(reader.read(SentHeaders.of(ID, "a", SECRET, "b" + c + "b"))).isEqualTo(expected);
    }

    @Test
    void acceptsAllCharactersOfToken68() {
        String all = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~+/=";

        assertThat(reader.read(SentHeaders.of(ID, all, SECRET, all)))
                .isInstanceOfSatisfying(
                        Presented.Credentials.class,
                        credentials -> assertThat(credentials.clientId())
                                .isEqualTo(credentials.secret().reveal())
                                .isEqualTo(all));
    }

    @Test
    void accepts256Characters() {
        String longest = "x".repeat(256);

        assertThat(reader.read(SentHeaders.of(ID, longest, SECRET, " " + longest + "\t")))
                .isInstanceOf(Presented.Credentials.class);
    }

    @Test
    void trimsSpacesAndTabs() {
        assertThat(reader.read(SentHeaders.of(ID, " \ta ", SECRET, "\t b\t")))
                .isInstanceOfSatisfying(Presented.Credentials.class, credentials -> {
                    assertThat(credentials.clientId()).isEqualTo("a");
                    assertThat(credentials.secret().reveal()).isEqualTo("b");
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r", "\u000b", "\f", "\u00a0", "\u2003", "\u0000", "\u0085"})
    void trimsNothingButSpacesAndTabs(String notABlank) {
        assertThat(reader.read(SentHeaders.of(ID, "a" + notABlank, SECRET, "b")))
                .isEqualTo(new Presented.Malformed(Reason.CREDENTIAL_CHARACTER));
    }

    @Test
    void readsOnlyPairWithoutSingleHeader() {
        CredentialReader pairOnly = new CredentialReader(null, Set.of());

        assertThat(pairOnly.read(SentHeaders.of(ID, "a", SECRET, "b"))).isInstanceOf(Presented.Credentials.class);
        assertThat(pairOnly.credentialHeader(SentHeaders.of("Authorization", "{}")))
                .isNull();
    }

    @Test
    void printsNoSecret() {
        Presented presented =
                reader.read(SentHeaders.of(ID, "a", SECRET, "s3cret", "Cookie", "CF_Authorization=e.y.j"));

        assertThat(presented.toString()).contains("a").doesNotContain("s3cret").doesNotContain("e.y.j");
    }
}
