package dev.latchkey.internal.maintenance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.internal.file.LogCapture;
import dev.latchkey.store.StoreUnavailableException;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What a task in the background does when it fails. */
final class RecurringTaskTest {

    private final ManualScheduler scheduler = new ManualScheduler();

    private RecurringTask task(RecurringTask.Task task) {
        return new RecurringTask("the test", task, succeeded -> null, Runnable::run, scheduler);
    }

    @Test
    void interruptionFailsAndStaysVisible() {
        RecurringTask task = task(() -> {
            throw new InterruptedException();
        });
        try (LogCapture log = new LogCapture()) {
            boolean succeeded = task.attempt();

            assertThat(Thread.interrupted()).isTrue();
            assertThat(succeeded).isFalse();
            assertThat(log.lines())
                    .singleElement()
                    .asString()
                    .contains("the test failed and will be retried: java.lang.InterruptedException");
        }
    }

    @Test
    void logsTheKindOfFailureBehindAnUnavailableStore() {
        RecurringTask task = task(() -> {
            throw new StoreUnavailableException(new IOException("may quote a row"));
        });
        try (LogCapture log = new LogCapture()) {
            assertThat(task.attempt()).isFalse();

            assertThat(log.lines())
                    .singleElement()
                    .asString()
                    .contains("will be retried: java.io.IOException")
                    .doesNotContain("may quote a row");
        }
    }

    @Test
    void isPlannedOnce() {
        RecurringTask task = task(() -> {});

        task.plan(Duration.ofSeconds(30));
        task.plan(Duration.ofSeconds(1));
        assertThat(scheduler.waiting()).containsExactly(Duration.ofSeconds(30));

        task.close();
        assertThat(scheduler.waiting()).isEmpty();
        task.plan(Duration.ofSeconds(1));
        assertThat(scheduler.waiting()).isEmpty();
    }
}
