package dev.latchkey.internal.file;

import static dev.latchkey.testing.internal.SampleSessions.session;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.model.SecretDigest;
import dev.latchkey.model.ServiceToken;
import dev.latchkey.store.file.JsonFileStore;
import dev.latchkey.testing.internal.SampleKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Needs a file system of a few hundred kilobytes; CONTRIBUTING.md describes how to create one. */
@DisplayName("management contract, section 4: a change returns only after the file is on disk")
@EnabledIfSystemProperty(named = FullDiskTest.PROPERTY, matches = ".+")
final class FullDiskTest {

    static final String PROPERTY = "latchkey.test.small-disk";

    private static final int MOST = 100_000;

    private final Path disk = Path.of(System.getProperty(PROPERTY, "."));
    private final Path file = disk.resolve("latchkey.json");

    private static ServiceToken token(int number) {
        return ServiceToken.of(
                "client-" + number + ".access", SecretDigest.of(SecretDigest.Algorithm.SHA_256, new byte[32]));
    }

    @Test
    void keepsOldVersionOnFullDisk() throws Exception {
        List<String> sessions = new ArrayList<>();
        int kept = 0;
        try (JsonFileStore store =
                        JsonFileStore.builder(file).createIfMissing(true).open();
                LogCapture log = new LogCapture()) {
            store.replaceSigningKeys(null, List.of(SampleKeys.key("1", Instant.EPOCH)));
            for (int refused = 0; refused < 5 && kept < MOST; ) {
                ServiceToken next = token(kept);
                try {
                    store.update(document -> document.with(next));
                    kept++;
                    store.revoke(session("session-" + kept));
                    sessions.add("session-" + kept);
                } catch (IOException e) {
                    refused++;
                }
            }
            System.out.println(kept + " service tokens and " + sessions.size() + " ended sessions were acknowledged");
            assertThat(kept).isBetween(10, MOST - 1);
            assertThat(store.document().serviceTokens()).hasSize(kept);
            assertThat(log.lines()).filteredOn(line -> line.startsWith("ERROR")).hasSizeBetween(1, 2);

            // Room again.
            store.update(document -> document.withoutServiceToken(token(0).clientId()));
            for (String session : sessions.subList(0, 5)) {
                assertThat(store.isRevoked(session(session))).isTrue();
            }
        } finally {
            int expected = kept;
            try (JsonFileStore again = JsonFileStore.open(file)) {
                for (int i = 1; i < expected; i++) {
                    assertThat(again.findByClientId(token(i).clientId())).isNotNull();
                }
                for (String session : sessions) {
                    assertThat(again.isRevoked(session(session))).isTrue();
                }
                assertThat(again.signingKeys()).hasSize(1);
            }
            try (var files = Files.list(disk)) {
                assertThat(files).noneMatch(each -> each.toString().endsWith(".tmp"));
            }
        }
    }
}
