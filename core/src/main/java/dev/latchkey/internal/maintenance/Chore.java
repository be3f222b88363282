package dev.latchkey.internal.maintenance;

import dev.latchkey.store.StoreUnavailableException;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Something to be done later, in the background, and again and again. A failure is logged once until it works again.
 * Whatever waits for its time holds it weakly: once nobody else holds it, it is done no more. Thread-safe.
 */
final class Chore {

    private static final Logger LOG = LoggerFactory.getLogger(Chore.class);

    /** What is to be done. */
    @FunctionalInterface
    interface Task {
        void run() throws Exception;
    }

    /** When it is to be done again. */
    @FunctionalInterface
    interface Again {

        /** {@return after how long; null for not until it is planned anew} */
        @Nullable
        Duration after(boolean worked);
    }

    private final String what;
    private final Task task;
    private final Again again;
    private final Executor background;
    private final Delays delays;
    private final AtomicBoolean planned = new AtomicBoolean();
    private final AtomicBoolean failing = new AtomicBoolean();
    private volatile @Nullable Runnable callOff;
    private volatile boolean closed;

    /** @param what names it in the log */
    Chore(String what, Task task, Again again, Executor background, Delays delays) {
        this.what = what;
        this.task = task;
        this.again = again;
        this.background = background;
        this.delays = delays;
    }

    /** Plans it, unless it is planned already. Throws nothing: it may be called on a request's way. */
    void plan(Duration delay) {
        if (closed || planned.get() || !planned.compareAndSet(false, true)) {
            return;
        }
        try {
            WeakReference<Chore> self = new WeakReference<>(this);
            callOff = delays.after(delay, () -> due(self));
        } catch (RuntimeException | Error noTimer) {
            planned.set(false);
            failed(noTimer);
        }
        if (closed) {
            // Closed meanwhile, which may have been too early to see what is to be called off.
            callOff();
        }
    }

    /** Plans it where it should be and is not: the timer failed it, and nobody else would ever plan it again. */
    void planUnlessPlanned() {
        if (!planned.get()) {
            planAgain(true);
        }
    }

    private static void due(WeakReference<Chore> chore) {
        Chore there = chore.get();
        if (there != null) {
            there.handOver();
        }
    }

    private void handOver() {
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
        // First of all: what comes up while it runs may have come too late for it.
        planned.set(false);
        if (closed) {
            return;
        }
        boolean worked = false;
        try {
            worked = attempt();
        } finally {
            // Whatever it was, even one for which there was no memory to tell of it: the next time may be better.
            planAgain(worked);
        }
    }

    /** Does it now, on this thread. {@return whether that worked} What it throws is told, errors included. */
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

    private void planAgain(boolean worked) {
        Duration delay = again.after(worked);
        if (delay != null) {
            plan(delay);
        }
    }

    /** Names what was thrown and no more: a database's message may quote the row it could not write. */
    private void failed(Throwable failure) {
        if (failing.compareAndSet(false, true)) {
            LOG.warn("{} failed and is tried again: {}", what, kind(failure));
        }
    }

    private static String kind(Throwable failure) {
        Throwable cause = failure instanceof StoreUnavailableException ? failure.getCause() : failure;
        return (cause == null ? failure : cause).getClass().getName();
    }

    /** Does it no more, but for what is under way. */
    void close() {
        closed = true;
        callOff();
    }

    private void callOff() {
        Runnable pending = callOff;
        if (pending != null) {
            pending.run();
        }
    }
}
