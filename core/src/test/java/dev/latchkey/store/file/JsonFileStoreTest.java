package dev.latchkey.store.file;

import static dev.latchkey.testing.internal.SampleSessions.session;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.configuration.ConfigurationException;
import dev.latchkey.internal.file.Documents;
import dev.latchkey.internal.file.LogCapture;
import dev.latchkey.model.ClientSecret;
import dev.latchkey.model.SecretHasher;
import dev.latchkey.model.ServiceToken;
import dev.latchkey.store.AccessDocument;
import dev.latchkey.store.AccessStore;
import dev.latchkey.testing.AccessStoreContractTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonFileStoreTest extends AccessStoreContractTest {

    @TempDir
    private Path directory;

    private JsonFileStore store;

    @BeforeEach
    void open() throws IOException {
        store = JsonFileStore.builder(directory.resolve("latchkey.json"))
                .createIfMissing(true)
                .open();
    }

    @AfterEach
    void close() throws IOException {
        store.close();
    }

    @Override
    protected AccessStore store() {
        return store;
    }

    @Override
    protected void change(UnaryOperator<AccessDocument> change) throws IOException {
        store.update(change);
    }

    @Test
    void rejectsNestedChange() {
        assertThatThrownBy(() -> store.update(document -> {
                    change(store);
                    return document;
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("must not make another one");
    }

    private static void change(JsonFileStore store) {
        try {
            store.update(document -> document);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void isReadOnlyAfterClose() throws IOException {
        store.close();

        assertThat(store.configuration()).isNotNull();
        assertThat(store.findByClientId("one.access")).isNull();
        assertThatThrownBy(() -> store.update(document -> document))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
        assertThatThrownBy(() -> store.revoke(session("session-1")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("latchkey.sessions.json is closed");
        assertThatThrownBy(() -> store.replaceSigningKeys(null, List.of()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("latchkey.keys.json is closed");
        store.close();
    }

    @Test
    void answersAChangeWithTheNewDocument() throws IOException {
        ServiceToken token =
                ServiceToken.of("a.access", SecretHasher.sha256().digest(ClientSecret.of(Documents.SECRET)));

        AccessDocument changed = store.update(document -> document.with(token));

        assertThat(changed.serviceTokens()).containsExactly(token);
        assertThat(store.document()).isEqualTo(changed);
    }

    @Test
    void namesItsFile() {
        assertThat(store.location()).isEqualTo("the file " + directory.resolve("latchkey.json"));
        assertThat(store.age()).isGreaterThanOrEqualTo(Duration.ZERO);
    }

    @Test
    void reportsWhatDoesNotWorkBecauseAFileCannotBeWritten() throws IOException {
        for (String file : List.of("latchkey.usage.json", "latchkey.sessions.json")) {
            Files.createSymbolicLink(
                    directory.resolve(file), directory.resolve("nowhere").resolve(file));
        }
        try (LogCapture log = new LogCapture()) {
            store.checkReady();

            assertThat(log.lines())
                    .anyMatch(line -> line.contains("latchkey.sessions.json cannot be written, so logouts get 503: "))
                    .anyMatch(line ->
                            line.contains("latchkey.usage.json cannot be written, so last_seen_at is not kept"));
        }
    }

    @Test
    void requiresPepperForPepperedDigests() throws IOException {
        SecretHasher peppered = SecretHasher.peppered(new byte[16]);
        ServiceToken token = ServiceToken.of("a.access", peppered.digest(ClientSecret.of(Documents.SECRET)));
        assertThatThrownBy(() -> store.update(document -> document.with(token)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("no pepper is configured");

        Path path = directory.resolve("latchkey.json");
        try (JsonFileStore other =
                JsonFileStore.builder(path).secretHasher(peppered).open()) {
            other.update(document -> document.with(token));
            assertThat(other.document().serviceTokens())
                    .singleElement()
                    .extracting(ServiceToken::digest)
                    .isEqualTo(token.digest());
        }
    }

    @Test
    void listsEndedSessions() throws IOException {
        store.revoke(session("session-1"));

        assertThat(store.endedSessions().byId()).containsOnlyKeys("session-1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "PT-1S"})
    void rejectsZeroPollInterval(Duration pause) {
        assertThatThrownBy(() -> JsonFileStore.builder(directory).pollInterval(pause))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void derivesNamesOfSiblingFiles() throws IOException {
        try (JsonFileStore named = JsonFileStore.builder(directory.resolve("access.conf"))
                .createIfMissing(true)
                .open()) {
            named.revoke(session("session-1", Instant.parse("9999-01-01T00:00:00Z")));
        }
        assertThat(directory.resolve("access.conf.sessions.json")).exists();
    }
}
