package dev.latchkey.internal.maintenance;

import dev.latchkey.admin.Administration;
import dev.latchkey.event.AccessEventListener;
import dev.latchkey.store.ApplicationStore;
import dev.latchkey.store.WritableStore;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The background work of a gate for its store (management contract, section 1): it writes {@code last_seen_at} in
 * batches, retires inactive tokens and gives expiry notices. {@link #used} is the only method on the way of a request.
 * It ends with {@link #close}. Thread-safe.
 */
public final class Maintenance implements AutoCloseable {

    /** Half of the permitted delay of {@code last_seen_at}; the other half is for slow stores. */
    static final Duration BATCH = Duration.ofSeconds(30);

    private static final Duration FIRST_ROUND = Duration.ofMinutes(1);
    private static final Duration ROUND = Duration.ofHours(1);

    private final LastSeen lastSeen = new LastSeen();
    private final Runnable endOfBackground;
    private final RecurringTask writing;
    private final List<RecurringTask> rounds = new ArrayList<>();
    private final ExpiryNotices notices;

    /**
     * Starts the maintenance.
     *
     * @param administration changes the store and reports changes
     * @param inForce the settings of the gate
     * @param clock the clock of the gate
     * @param listener receives expiry notices; must not throw
     * @param expiryNotice how long before its expiry a service token gets a notice; 0 for never
     * @param background runs the work
     * @param scheduler delays the work
     * @param nanos elapsed time in nanoseconds
     * @param endOfBackground ends the background work, and waits for what is running
     */
    public Maintenance(
            Administration administration,
            ApplicationStore inForce,
            InstantSource clock,
            AccessEventListener listener,
            Duration expiryNotice,
            Executor background,
            Scheduler scheduler,
            LongSupplier nanos,
            Runnable endOfBackground) {
        this.endOfBackground = endOfBackground;
        WritableStore store = administration.store();
        InactivityCleanUp cleanUp =
                new InactivityCleanUp(lastSeen, administration, inForce, clock, new ClockCheck(clock, nanos));
        RecurringTask.Task writeUses = () -> {
            cleanUp.prepare();
            lastSeen.writeTo(store);
        };
        this.writing = new RecurringTask(
                "writing last_seen_at", writeUses, succeeded -> succeeded ? null : BATCH, background, scheduler);
        rounds.add(round("the inactivity clean-up", cleanUp, background, scheduler));
        this.notices = new ExpiryNotices(store, clock, expiryNotice, listener);
        if (!expiryNotice.isZero()) {
            rounds.add(round("giving expiry notices", notices, background, scheduler));
        }
        rounds.forEach(round -> round.plan(jittered(FIRST_ROUND, 0.5)));
    }

    private static RecurringTask round(String what, RecurringTask.Task task, Executor background, Scheduler scheduler) {
        return new RecurringTask(what, task, succeeded -> jittered(ROUND, 0.1), background, scheduler);
    }

    /** Returns a random time around {@code middle}, so that the gates of many machines do not act at the same time. */
    private static Duration jittered(Duration middle, double part) {
        double factor = 1 - part + 2 * part * ThreadLocalRandom.current().nextDouble();
        return Duration.ofMillis(Math.round(middle.toMillis() * factor));
    }

    /** Returns how many service tokens expire within the time of expiry notices; null before the first count. */
    public @Nullable Integer tokensExpiringSoon() {
        return notices.expiringSoon();
    }

    /**
     * Records a successful use of a service token. It takes no lock and throws nothing.
     *
     * @param nowMillis the time of use, in milliseconds since 1970
     */
    public void used(UUID tokenId, long nowMillis) {
        if (lastSeen.note(tokenId, nowMillis)) {
            writing.plan(BATCH);
            for (RecurringTask round : rounds) {
                round.planUnlessPlanned();
            }
        }
    }

    /**
     * Ends the maintenance and the background work, and writes the remaining uses on this thread. A failure is logged.
     */
    @Override
    public void close() {
        rounds.forEach(RecurringTask::close);
        writing.close();
        endOfBackground.run();
        writing.attempt();
    }
}
