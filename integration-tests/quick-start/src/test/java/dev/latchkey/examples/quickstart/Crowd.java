package dev.latchkey.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Goes from node to node while the database is away and while it comes back, with a good service token and a revoked
 * one, and looks at what they are answered.
 */
final class Crowd implements AutoCloseable {

    /**
     * Nodes trust what they know for 30 s from their last look at the database. Only a machine that is busy with other
     * things takes as long to come to the end of a test; what is answered so late says nothing.
     */
    private static final Duration CERTAINLY_TRUSTED = Duration.ofSeconds(20);

    /** For a machine that is busy with other things. */
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private final TokenOnNodes good;
    private final TokenOnNodes revoked;
    private final long cutOffAt;
    private final AtomicInteger rounds = new AtomicInteger();
    private final ExecutorService thread = Executors.newSingleThreadExecutor();
    private final Future<?> walk;
    private volatile boolean ends;

    /** @param cutOffAt since when the database is away, by {@link System#nanoTime} */
    Crowd(TokenOnNodes good, TokenOnNodes revoked, long cutOffAt) {
        this.good = good;
        this.revoked = revoked;
        this.cutOffAt = cutOffAt;
        this.walk = thread.submit(() -> {
            while (!ends) {
                round();
                rounds.incrementAndGet();
            }
            return null;
        });
    }

    private void round() throws IOException {
        for (QuickStartProcess node : good.nodes().all()) {
            assertLetIn(good.pair(node));
            assertLetIn(good.cookie(node));
            assertThat(revoked.pair(node)).isIn(401, 503);
            assertThat(revoked.cookie(node)).isIn(401, 503);
        }
    }

    private void assertLetIn(int status) {
        if (System.nanoTime() - cutOffAt < CERTAINLY_TRUSTED.toNanos()) {
            assertThat(status).isEqualTo(200);
        } else {
            assertThat(status).isIn(200, 503);
        }
    }

    /** Waits until it has been everywhere once more. */
    void awaitRound() {
        int seen = rounds.get() + 2;
        await().atMost(LIMIT).until(() -> walk.isDone() || rounds.get() >= seen);
    }

    /** Ends, and fails if an answer was wrong. */
    @Override
    public void close() throws ExecutionException {
        ends = true;
        thread.shutdown();
        try {
            walk.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
