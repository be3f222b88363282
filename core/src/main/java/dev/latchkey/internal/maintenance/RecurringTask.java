package dev.latchkey.internal.maintenance;

import dev.latchkey.store.StoreUnavailableException;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A background task that reschedules itself. A failure is logged once until the task succeeds again. Thread-safe. */
final class RecurringTask {

    private static final Logger LOG = LoggerFactory.getLogger(RecurringTask.class);

    /** The work. */
    @FunctionalInterface
    interface Task {
        void run() throws Exception;
    }

    /** Decides when to run again. */
    @FunctionalInterface
    interface Again {

        /** Returns the delay before the next run, or null to wait for {@link RecurringTask#plan}. */
        @Nullable
        Duration after(boolean succeeded);
    }

    private final String what;
    private final Task task;
    private final Again again;
    private final Executor background;
    private final Scheduler scheduler;
    private final AtomicBoolean planned = new AtomicBoolean();
    private final AtomicBoolean failing = new AtomicBoolean();
    private volatile @Nullable Runnable cancel;
    private volatile boolean closed;

    /**
     * Creates a task that is not planned yet.
     *
     * @param what the subject of log lines
     */
    RecurringTask(String what, Task task, Again again, Executor background, Scheduler scheduler) {
        this.what = what;
        this.task = task;
        this.again = again;
        this.background = background;
        this.scheduler = scheduler;
    }

    /** Plans a run unless one is planned. It throws nothing, as requests call it. */
    void plan(Duration delay) {
        if (closed || planned.get() || !planned.compareAndSet(false, true)) {
            return;
        }
        try {
            cancel = scheduler.after(delay, this::submit);
        } catch (RuntimeException | Error noTimer) {
            planned.set(false);
            failed(noTimer);
        }
        if (closed) {
            // Closed meanwhile, perhaps before there was anything to cancel.
            cancel();
        }
    }

    /** Plans a run if an earlier attempt to plan one failed, as nothing else would plan it again. */
    void planUnlessPlanned() {
        if (!planned.get()) {
            planAgain(true);
        }
    }

    private void submit() {
        try {
            background.execute(this::run);
        } catch (RuntimeException | Error refused) {
            planned.set(false);
            try {
                failed(refused);
            } finally {
                planAgain(false);
            }
        }
    }

    private void run() {
        // Reset first, so that work which arrives during the run plans another one.
        planned.set(false);
        if (closed) {
            return;
        }
        boolean succeeded = false;
        try {
            succeeded = attempt();
        } finally {
            // After any failure, even a lack of memory: the next attempt may succeed.
            planAgain(succeeded);
        }
    }

    /** Runs the task on this thread and returns whether it succeeded. Failures are logged, including errors. */
    boolean attempt() {
        try {
            task.run();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            failed(interrupted);
            return false;
        } catch (Exception | Error failure) {
            failed(failure);
            return false;
        }
        if (failing.compareAndSet(true, false)) {
            LOG.info("{} works again", what);
        }
        return true;
    }

    private void planAgain(boolean succeeded) {
        Duration delay = again.after(succeeded);
        if (delay != null) {
            plan(delay);
        }
    }

    /** Logs the class only: a database's message may quote the row that it could not write. */
    private void failed(Throwable failure) {
        if (failing.compareAndSet(false, true)) {
            LOG.warn("{} failed and will be retried: {}", what, kind(failure));
        }
    }

    private static String kind(Throwable failure) {
        Throwable cause = failure instanceof StoreUnavailableException ? failure.getCause() : failure;
        return (cause == null ? failure : cause).getClass().getName();
    }

    /** Plans no further run; a running one continues. */
    void close() {
        closed = true;
        cancel();
    }

    private void cancel() {
        Runnable pending = cancel;
        if (pending != null) {
            pending.run();
        }
    }
}
