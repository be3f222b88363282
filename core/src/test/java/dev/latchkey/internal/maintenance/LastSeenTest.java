package dev.latchkey.internal.maintenance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;

import dev.latchkey.store.WritableStore;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Recording last_seen_at (management contract, section 1)")
final class LastSeenTest {

    private static final UUID ONE = new UUID(0, 1);
    private static final UUID OTHER = new UUID(0, 2);

    private final LastSeen lastSeen = new LastSeen();
    private final List<Map<UUID, Instant>> batches = new ArrayList<>();
    private final WritableStore store = mock();

    LastSeenTest() throws Exception {
        doAnswer(call -> batches.add(call.getArgument(0))).when(store).recordLastSeen(any());
    }

    private static Instant at(long millis) {
        return Instant.ofEpochMilli(millis);
    }

    @Test
    void writesNewUsesInOneBatch() throws Exception {
        assertThat(lastSeen.note(ONE, 10_000)).isTrue();
        assertThat(lastSeen.note(OTHER, 10_500)).isTrue();
        assertThat(lastSeen.note(ONE, 12_000)).isTrue();

        lastSeen.writeTo(store);

        assertThat(batches).containsExactly(Map.of(ONE, at(12_000), OTHER, at(10_500)));
    }

    @Test
    void doesNotWriteTwice() throws Exception {
        lastSeen.note(ONE, 10_000);
        lastSeen.writeTo(store);
        lastSeen.writeTo(store);
        lastSeen.writeTo(store);
        assertThat(batches).hasSize(1);

        lastSeen.note(ONE, 11_000);
        lastSeen.writeTo(store);
        assertThat(batches).containsExactly(Map.of(ONE, at(10_000)), Map.of(ONE, at(11_000)));
    }

    @Test
    void ignoresUseSoonAfterAnother() throws Exception {
        assertThat(lastSeen.note(ONE, 10_000)).isTrue();
        assertThat(lastSeen.note(ONE, 10_999)).isFalse();
        assertThat(lastSeen.note(ONE, 5_000)).as("a clock that was set back").isFalse();
        assertThat(lastSeen.note(ONE, 11_000)).isTrue();
    }

    @Test
    void replacesUseOfAClockThatWasAhead() {
        lastSeen.note(ONE, 70_001);
        lastSeen.note(OTHER, 70_000);

        assertThat(lastSeen.note(ONE, 10_000)).isTrue();
        assertThat(lastSeen.note(OTHER, 10_000)).as("less than a minute ahead").isFalse();

        assertThat(lastSeen.lastUse(ONE)).isEqualTo(10_000);
        assertThat(lastSeen.lastUse(OTHER)).isEqualTo(70_000);
    }

    @Test
    void remembersUseUntilAfterWrite() throws Exception {
        assertThat(lastSeen.lastUse(ONE)).isEqualTo(Long.MIN_VALUE);

        lastSeen.note(ONE, 10_000);
        assertThat(lastSeen.lastUse(ONE)).isEqualTo(10_000);
        lastSeen.writeTo(store);
        assertThat(lastSeen.lastUse(ONE)).isEqualTo(10_000);
        lastSeen.writeTo(store);

        assertThat(lastSeen.lastUse(ONE)).isEqualTo(Long.MIN_VALUE);
    }

    @Test
    void keepsUsesAfterFailedWrite() throws Exception {
        lastSeen.note(ONE, 10_000);
        doThrow(new IOException("down")).when(store).recordLastSeen(any());
        assertThatExceptionOfType(IOException.class).isThrownBy(() -> lastSeen.writeTo(store));
        lastSeen.note(OTHER, 20_000);
        doAnswer(call -> batches.add(call.getArgument(0))).when(store).recordLastSeen(any());

        lastSeen.writeTo(store);

        assertThat(batches).containsExactly(Map.of(ONE, at(10_000), OTHER, at(20_000)));
    }

    @Test
    void boundsMemoryWhileStoreFails() throws Exception {
        for (int i = 0; i < 100_000; i++) {
            assertThat(lastSeen.note(new UUID(1, i), 10_000)).isTrue();
        }
        assertThat(lastSeen.note(ONE, 10_000)).as("room is to be made").isTrue();

        lastSeen.writeTo(store);
        assertThat(batches)
                .singleElement()
                .satisfies(batch -> assertThat(batch).hasSize(100_000).doesNotContainKey(ONE));
        assertThat(lastSeen.note(ONE, 20_000))
                .as("all of it is written, and there")
                .isTrue();
        lastSeen.writeTo(store);

        assertThat(lastSeen.note(ONE, 30_000)).isTrue();
        lastSeen.writeTo(store);
        assertThat(batches).last().isEqualTo(Map.of(ONE, at(30_000)));
    }

    @Test
    void losesNoUseUnderConcurrency() throws Exception {
        Map<UUID, Instant> written = new ConcurrentHashMap<>();
        doAnswer(call -> {
                    Map<UUID, Instant> batch = call.getArgument(0);
                    batch.forEach((id, moment) -> written.merge(id, moment, (a, b) -> a.isAfter(b) ? a : b));
                    return null;
                })
                .when(store)
                .recordLastSeen(any());
        AtomicBoolean over = new AtomicBoolean();
        ExecutorService executor = Executors.newFixedThreadPool(6);
        try {
            List<Future<?>> writers = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                writers.add(executor.submit(() -> {
                    while (!over.get()) {
                        lastSeen.writeTo(store);
                    }
                    return null;
                }));
            }
            List<Future<?>> users = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                UUID id = new UUID(2, i / 2);
                users.add(executor.submit(() -> {
                    for (long n = 1; n <= 20_000; n++) {
                        lastSeen.note(id, n * 1_000);
                    }
                }));
            }
            for (Future<?> user : users) {
                user.get();
            }
            over.set(true);
            for (Future<?> writer : writers) {
                writer.get();
            }
        } finally {
            over.set(true);
            executor.shutdownNow();
        }
        lastSeen.writeTo(store);

        assertThat(written)
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of(new UUID(2, 0), at(20_000_000), new UUID(2, 1), at(20_000_000)));
    }
}
