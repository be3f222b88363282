package dev.latchkey.internal.maintenance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.internal.file.LogCapture;
import dev.latchkey.store.StoreUnavailableException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
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
    void saysOnceThatItFailsAndOnceThatItWorksAgain() {
        AtomicBoolean fails = new AtomicBoolean(true);
        RecurringTask task = task(() -> {
            if (fails.get()) {
                throw new IOException("may quote a row");
            }
        });
        try (LogCapture log = new LogCapture()) {
            assertThat(task.attempt()).isFalse();
            assertThat(task.attempt()).isFalse();
            fails.set(false);
            assertThat(task.attempt()).isTrue();
            assertThat(task.attempt()).isTrue();

            assertThat(log.lines()).hasSize(2);
            assertThat(log.lines().get(0)).contains("will be retried: java.io.IOException");
            assertThat(log.lines().get(1)).contains("the test works again");
        }
    }

    @Test
    void canBePlannedAfterTheSchedulerRefused() {
        AtomicBoolean refuses = new AtomicBoolean(true);
        Scheduler refusing = (delay, then) -> {
            if (refuses.get()) {
                throw new RejectedExecutionException();
            }
            return scheduler.after(delay, then);
        };
        RecurringTask task =
                new RecurringTask("the test", () -> {}, succeeded -> Duration.ofSeconds(7), Runnable::run, refusing);
        try (LogCapture log = new LogCapture()) {
            task.plan(Duration.ofSeconds(1));
            assertThat(log.lines())
                    .singleElement()
                    .asString()
                    .contains("will be retried: java.util.concurrent.RejectedExecutionException");
        }
        assertThat(scheduler.waiting()).isEmpty();

        refuses.set(false);
        task.planUnlessPlanned();
        task.planUnlessPlanned();

        assertThat(scheduler.waiting()).containsExactly(Duration.ofSeconds(7));
    }

    @Test
    void isPlannedAgainAfterTheExecutorRefused() {
        RecurringTask task = new RecurringTask(
                "the test",
                () -> {},
                succeeded -> succeeded ? Duration.ofDays(1) : Duration.ofSeconds(5),
                work -> {
                    throw new RejectedExecutionException();
                },
                scheduler);

        task.plan(Duration.ofSeconds(1));
        scheduler.pass(Duration.ofSeconds(1));

        assertThat(scheduler.waiting()).containsExactly(Duration.ofSeconds(5));
    }

    @Test
    void closedWhileItIsPlannedItIsCancelled() {
        AtomicReference<RecurringTask> itself = new AtomicReference<>();
        RecurringTask task =
                new RecurringTask("the test", () -> {}, succeeded -> null, Runnable::run, (delay, then) -> {
                    itself.get().close();
                    return scheduler.after(delay, then);
                });
        itself.set(task);

        task.plan(Duration.ofSeconds(1));

        assertThat(scheduler.waiting()).isEmpty();
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
