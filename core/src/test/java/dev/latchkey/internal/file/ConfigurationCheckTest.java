package dev.latchkey.internal.file;

import static dev.latchkey.internal.file.Documents.application;
import static dev.latchkey.internal.file.Documents.bytes;
import static dev.latchkey.internal.file.Documents.rule;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.latchkey.configuration.Fault;
import dev.latchkey.model.SecretHasher;
import dev.latchkey.store.AccessDocument;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("management contract, section 4: checking a configuration before use")
class ConfigurationCheckTest {

    private static final Instant NOW = Instant.parse("2026-11-02T00:00:00Z");

    @TempDir
    private Path directory;

    private Path file;

    @BeforeEach
    void nameTheFile() {
        file = directory.resolve("latchkey (1).json");
    }

    private static void write(Path to, String text) throws IOException {
        Files.write(to, bytes(text));
        Files.setPosixFilePermissions(to, PosixFilePermissions.fromString("rw-------"));
    }

    private List<CheckResult> check() throws IOException {
        return new ConfigurationCheck(SecretHasher.sha256(), () -> NOW, Duration.ofDays(7)).check(file, null);
    }

    @Test
    void describesValidFile() throws IOException {
        write(file, application("'any_valid_service_token': true"));

        assertThat(check())
                .containsExactly(new CheckResult(
                        file.toString(),
                        "1 applications, 0 service tokens",
                        List.of(),
                        List.of(),
                        List.of(
                                "application api: example.com/api; admits any valid service token; session: 24h",
                                "any other host or path: answered 403, because no application covers it")));
    }

    @Test
    void warnsThatNothingIsCovered() throws IOException {
        write(file, "{}");

        assertThat(check()).singleElement().satisfies(checked -> {
            assertThat(checked.warnings()).singleElement().satisfies(warning -> {
                assertThat(warning.pointer()).isEqualTo("/applications");
                assertThat(warning.message()).startsWith("is empty, so every request gets 403.");
            });
            assertThat(checked.protection())
                    .containsExactly("every request: answered 403, because no application covers it");
        });
    }

    private Fault.Location at(int line, int column) {
        return new Fault.Location(file.getFileName().toString(), line, column);
    }

    @Test
    void reportsEveryFaultWithLocation() throws IOException {
        write(file, "{\n  'x': 1,\n  'organization': {'name': 7}\n}");

        assertThat(check()).singleElement().satisfies(checked -> {
            assertThat(checked.isGood()).isFalse();
            assertThat(checked.contents()).isNull();
            assertThat(checked.faults())
                    .containsExactly(
                            new Fault("/x", "unknown member", at(2, 3)),
                            new Fault("/organization/name", "must be a string", at(3, 20)));
        });
    }

    /** Returns a document with an application that covers everything, and these members. */
    private static String protecting(String members) {
        return "{'applications': [{'name': 'all', 'domain': '*', 'any_valid_service_token': true}], " + members + "}";
    }

    private static Stream<Arguments> warnings() {
        String token = protecting("'service_tokens': [{'client_id': 'a', 'name': 'ci', 'client_secret_digest':"
                + " '$DIGEST', 'expires_at': '%s'}]");
        return Stream.of(
                Arguments.of(
                        application("'tags': []"),
                        "/applications/0",
                        "application api admits nobody: it has no policy"),
                Arguments.of(
                        application("'any_valid_service_token': true, 'read_service_token_from_header': 'X'"),
                        "/applications/0/read_service_token_from_header",
                        "read_service_token_from_header is an unknown member: it is kept and has no effect;"
                                + " did you mean read_service_tokens_from_header?"),
                Arguments.of(
                        rule("deny", "{'everyone': {}}"),
                        "/applications/0",
                        "application api admits nobody: it has no policy non_identity or bypass"),
                Arguments.of(
                        application("'any_valid_service_token': true, 'expose_credentials': true"),
                        "/applications/0/expose_credentials",
                        "exposes the secrets of clients to the app"),
                Arguments.of(
                        application("'any_valid_service_token': true, 'shared_caching': true"),
                        "/applications/0/shared_caching",
                        "allows shared caches to serve the app's responses to clients without credentials"),
                Arguments.of(
                        rule("non_identity", "{'service_token': {'token_id': '6b1d0c5e-27bb-4c0e-8d0d-000000000001'}}"),
                        "/applications/0",
                        "policy p refers to the service token 6b1d0c5e-27bb-4c0e-8d0d-000000000001,"
                                + " which is not in this document"),
                Arguments.of(
                        protecting(
                                "'policies': [{'id': '6b1d0c5e-27bb-4c0e-8d0d-000000000001', 'name': 'r', 'decision': 'deny',"
                                        + " 'include': [{'service_token': {'token_id':"
                                        + " '6b1d0c5e-27bb-4c0e-8d0d-000000000002'}}]}]"),
                        "/policies/0",
                        "policy r refers to the service token 6b1d0c5e-27bb-4c0e-8d0d-000000000002,"
                                + " which is not in this document"),
                Arguments.of(
                        protecting("'groups': [{'id': '6b1d0c5e-27bb-4c0e-8d0d-000000000001', 'name': 'g',"
                                + " 'include': [{'service_token': {'token_id':"
                                + " '6b1d0c5e-27bb-4c0e-8d0d-000000000002'}}]}]"),
                        "/groups/0",
                        "group g refers to the service token 6b1d0c5e-27bb-4c0e-8d0d-000000000002,"
                                + " which is not in this document"),
                Arguments.of(
                        String.format(token, "2026-11-02T00:00:00Z"),
                        "/service_tokens/0",
                        "service token ci expired at 2026-11-02T00:00:00Z"),
                Arguments.of(
                        String.format(token, "2026-11-08T23:59:59Z"),
                        "/service_tokens/0",
                        "service token ci expires at 2026-11-08T23:59:59Z"),
                Arguments.of(
                        protecting("'organization': {'explain_denials': true}"),
                        "/organization/explain_denials",
                        "tells denied clients why; not meant for production"),
                Arguments.of(
                        protecting("'organization': {'trusted_proxies': ['::/0']}"),
                        "/organization/trusted_proxies/0",
                        "::/0 is wider than any single network, so all its clients can choose the address that ip rules and"
                                + " logs see. List only the addresses of your proxies."),
                Arguments.of(
                        "{'applications': [{'name': 'a', 'domain': 'a.example.com', 'any_valid_service_token': true},"
                                + " {'name': 'o\\u202e', 'domain': 'o.example.com', 'policies': [{'name': 'p',"
                                + " 'decision': 'bypass', 'include': [{'everyone': {}}]}]}]}",
                        "/applications/0",
                        "application a admits any valid service token, but under another host the same paths belong to"
                                + " application o\\u202e, and application o\\u202e admits everybody without credentials:"
                                + " a client may send that host. Make sure that the container or a proxy rejects foreign"
                                + " hosts, also in X-Forwarded-Host and Forwarded if the container trusts them."),
                Arguments.of(
                        protecting("'organization': {'deny_unmatched_requests': false}"),
                        "/organization/deny_unmatched_requests",
                        "admits everybody without credentials to URLs that no application covers"),
                Arguments.of(
                        protecting("'organization': {'allowed_url_ambiguities': ['backslash']}"),
                        "/organization/allowed_url_ambiguities",
                        "admits URLs that the container and the filter may read differently: backslash"),
                Arguments.of(
                        protecting("'organization': {'service_token_inactivity': {'enabled': true,"
                                + " 'inactivity_threshold_days': 90, 'action': 'delete'}}"),
                        "/organization/service_token_inactivity",
                        "service tokens that are unused for 90 days are deleted"));
    }

    @ParameterizedTest(name = "{2}")
    @MethodSource("warnings")
    void warnsOfPossiblyUnintendedSettings(String text, String pointer, String message) throws IOException {
        write(file, text);

        assertThat(check()).singleElement().satisfies(checked -> {
            assertThat(checked.isGood()).isTrue();
            assertThat(checked.warnings()).singleElement().satisfies(warning -> {
                assertThat(warning.pointer()).isEqualTo(pointer);
                assertThat(warning.message()).isEqualTo(message);
                assertThat(Objects.requireNonNull(warning.location()).line()).isEqualTo(1);
                assertThat(warning.location().column()).isGreaterThan(1);
            });
        });
    }

    @Test
    void ignoresTokensThatExpireLater() throws IOException {
        write(
                file,
                protecting("'service_tokens': [{'client_id': 'a', 'client_secret_digest': '$DIGEST', 'expires_at':"
                        + " '2026-11-09T00:00:00Z'}]"));

        assertThat(check())
                .singleElement()
                .satisfies(checked -> assertThat(checked.warnings()).isEmpty());
    }

    @Test
    void warnsOfFileReadableByOthers() throws IOException {
        write(file, application("'any_valid_service_token': true"));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));

        assertThat(check().get(0).warnings())
                .containsExactly(new Fault("", "can be read or written by other users; run chmod 600"));
    }

    @Test
    void checksSiblingFiles() throws IOException {
        write(file, "{}");
        write(directory.resolve("latchkey (1).keys.json"), "{'keys': [{}]}");
        write(directory.resolve("latchkey (1).sessions.json"), "{'revoked': []}");
        write(
                directory.resolve("latchkey (1).usage.json"),
                "{'service_tokens': [{'id': '6b1d0c5e-27bb-4c0e-8d0d-0123456789ab'}]}");

        assertThat(check())
                .extracting(checked -> Path.of(checked.name()).getFileName().toString(), CheckResult::contents)
                .containsExactly(
                        tuple("latchkey (1).json", "0 applications, 0 service tokens"),
                        tuple("latchkey (1).keys.json", null),
                        tuple("latchkey (1).sessions.json", "0 ended sessions"),
                        tuple("latchkey (1).usage.json", "the use of 1 service tokens"));

        write(directory.resolve("latchkey (1).keys.json"), "{'keys': []}");
        assertThat(check().get(1).contents()).isEqualTo("0 signing keys");
    }

    @Test
    void warnsOfDocumentsFromElsewhere() {
        ConfigurationCheck check = new ConfigurationCheck(SecretHasher.sha256(), () -> NOW, Duration.ofDays(7));

        assertThat(check.warnings(AccessDocument.EMPTY))
                .extracting(Fault::pointer)
                .containsExactly("/applications");
    }

    @Test
    void changesNothing() throws IOException {
        write(file, "{}");

        check();

        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void missingFileIsDistinctFailure() {
        assertThatThrownBy(this::check).isInstanceOf(NoSuchFileException.class);
    }
}
