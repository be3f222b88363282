package dev.latchkey.store.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.model.SecretDigest;
import dev.latchkey.model.ServiceToken;
import dev.latchkey.store.ServiceTokenQuery;
import dev.latchkey.store.WritableStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("management contract, section 4: a change returns only after it is on disk")
@Timeout(120)
class JsonFileStoreConcurrencyTest {

    private static final int WRITERS = 8;
    private static final int READERS = 2;
    private static final int ROUNDS = 10;

    @TempDir
    private Path directory;

    @Test
    void keepsAcknowledgedChangesOfEightThreads() throws Exception {
        Path path = directory.resolve("latchkey.json");
        Map<UUID, Integer> answered = new HashMap<>();
        AtomicBoolean over = new AtomicBoolean();
        ExecutorService executor = Executors.newFixedThreadPool(WRITERS + READERS);
        try (JsonFileStore one =
                        JsonFileStore.builder(path).createIfMissing(true).open();
                JsonFileStore other = JsonFileStore.open(path)) {
            List<Future<Map<UUID, Integer>>> writers = new ArrayList<>();
            for (int i = 0; i < WRITERS; i++) {
                writers.add(executor.submit(new Writer(i % 2 == 0 ? one : other, i)));
            }
            List<Future<Integer>> readers =
                    List.of(executor.submit(new Reader(one, over)), executor.submit(new Reader(other, over)));
            for (Future<Map<UUID, Integer>> writer : writers) {
                answered.putAll(writer.get());
            }
            over.set(true);
            for (Future<Integer> reader : readers) {
                assertThat(reader.get()).isPositive();
            }
        } finally {
            executor.shutdownNow();
        }

        try (JsonFileStore after = JsonFileStore.open(path)) {
            assertThat(versions(after)).isEqualTo(answered);
        }
    }

    private static Map<UUID, Integer> versions(WritableStore store) throws Exception {
        Map<UUID, Integer> versions = new HashMap<>();
        for (ServiceToken token : store.serviceTokens(ServiceTokenQuery.ALL).tokens()) {
            versions.put(token.id(), token.clientSecretVersion());
        }
        return versions;
    }

    /** Creates and rotates service tokens, deletes every other one, and records the results. */
    private record Writer(WritableStore store, int number) implements Callable<Map<UUID, Integer>> {

        @Override
        public Map<UUID, Integer> call() throws Exception {
            Map<UUID, Integer> answered = new HashMap<>();
            for (int round = 0; round < ROUNDS; round++) {
                ServiceToken made = ServiceToken.builder("t-" + number + "-" + round)
                        .digest(digest(1))
                        .build();
                store.change(draft -> {
                    draft.put(made);
                    return null;
                });
                answered.put(made.id(), rotated(made.id()));
                assertThat(Objects.requireNonNull(store.findById(made.id())).digest())
                        .isEqualTo(digest(2));
                if (round % 2 == 0) {
                    store.change(draft -> {
                        draft.remove(made.id());
                        return null;
                    });
                    answered.remove(made.id());
                    assertThat(store.findByClientId(made.clientId())).isNull();
                }
            }
            return answered;
        }

        private int rotated(UUID id) throws Exception {
            return store.change(draft -> {
                ServiceToken now = Objects.requireNonNull(draft.serviceToken(id));
                int version = now.clientSecretVersion() + 1;
                draft.put(now.toBuilder()
                        .digest(digest(version))
                        .clientSecretVersion(version)
                        .build());
                return version;
            });
        }
    }

    /** Looks for a service token whose digest does not match its version, which would be a partial change. */
    private record Reader(WritableStore store, AtomicBoolean over) implements Callable<Integer> {

        @Override
        public Integer call() throws Exception {
            int looks = 0;
            do {
                for (ServiceToken token :
                        store.serviceTokens(ServiceTokenQuery.ALL).tokens()) {
                    check(token);
                    check(store.findByClientId(token.clientId()));
                }
                looks++;
            } while (!over.get());
            return looks;
        }

        private static void check(@Nullable ServiceToken token) {
            if (token != null) {
                assertThat(token.digest()).isEqualTo(digest(token.clientSecretVersion()));
            }
        }
    }

    private static SecretDigest digest(int version) {
        byte[] digest = new byte[32];
        digest[0] = (byte) version;
        return SecretDigest.of(SecretDigest.Algorithm.SHA_256, digest);
    }
}
