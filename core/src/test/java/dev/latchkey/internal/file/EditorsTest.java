package dev.latchkey.internal.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.latchkey.model.SecretDigest;
import dev.latchkey.model.ServiceToken;
import dev.latchkey.store.file.JsonFileStore;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("management contract, section 4: the last valid version stays in force")
final class EditorsTest {

    private static final int SAVES = 200;

    @TempDir
    private Path directory;

    private static ServiceToken token(String clientId) {
        return ServiceToken.of(clientId, SecretDigest.of(SecretDigest.Algorithm.SHA_256, new byte[32]));
    }

    /** Some editors truncate and rewrite a file, others rename a new one over it, and some delete it first. */
    @Test
    void neverLoadsHalfWrittenFile() throws Exception {
        Path file = directory.resolve("latchkey.json");
        try (JsonFileStore store = JsonFileStore.builder(file)
                .createIfMissing(true)
                .pollInterval(Duration.ofMillis(1))
                .open()) {
            store.update(document -> document.with(token("always.access")));
            byte[] good = Files.readAllBytes(file);
            AtomicBoolean done = new AtomicBoolean();
            CompletableFuture<Boolean> requests = CompletableFuture.supplyAsync(() -> {
                boolean all = true;
                while (!done.get()) {
                    all &= store.findByClientId("always.access") != null;
                }
                return all;
            });
            for (int i = 0; i < SAVES; i++) {
                switch (i % 3) {
                    case 0 -> writeInTwoHalves(file, good);
                    case 1 -> {
                        Path other = Files.write(directory.resolve("edited"), good);
                        Files.move(other, file, StandardCopyOption.ATOMIC_MOVE);
                    }
                    default -> {
                        Files.delete(file);
                        Files.write(file, good);
                    }
                }
            }
            done.set(true);
            assertThat(requests.get()).isTrue();

            try (JsonFileStore editor = JsonFileStore.open(file)) {
                editor.update(document -> document.with(token("last.access")));
            }
            await().until(() -> store.findByClientId("last.access") != null);
        }
    }

    private static void writeInTwoHalves(Path file, byte[] bytes) throws Exception {
        try (OutputStream out = Files.newOutputStream(file)) {
            out.write(bytes, 0, bytes.length / 2);
            out.flush();
            out.write(Arrays.copyOfRange(bytes, bytes.length / 2, bytes.length));
        }
    }
}
