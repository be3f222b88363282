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

/**
 * What a gate does for its store beside deciding (management contract, section 1): {@code last_seen_at} in batches, the
 * inactivity clean-up and the expiry notices. Thread-safe. All of it but {@link #used} happens in the background; it ends
 * with {@link #close}, or when nobody holds this any more.
 */
public final class Upkeep implements AutoCloseable {

    /** Half of what a moment may be behind: the other half is for a store that takes its time. */
    static final Duration BATCH = Duration.ofSeconds(30);

    private static final Duration FIRST_ROUND = Duration.ofMinutes(1);
    private static final Duration ROUND = Duration.ofHours(1);

    private final LastSeen lastSeen = new LastSeen();
    private final Runnable endOfBackground;
    private final Chore writing;
    private final List<Chore> rounds = new ArrayList<>();

    /**
     * Begins.
     *
     * @param administration changes the store, and tells of that
     * @param inForce tells the settings that the gate goes by
     * @param clock the gate's
     * @param listener is told of service tokens that end soon; throws nothing
     * @param expiryNotice how long before its end that is told of a service token; 0 for not at all
     * @param background where all of this happens
     * @param delays tells when it is time
     * @param nanos elapsed time in nanoseconds
     * @param endOfBackground waits for what is under way in the background, and lets nothing more begin there
     */
    public Upkeep(
            Administration administration,
            ApplicationStore inForce,
            InstantSource clock,
            AccessEventListener listener,
            Duration expiryNotice,
            Executor background,
            Delays delays,
            LongSupplier nanos,
            Runnable endOfBackground) {
        this.endOfBackground = endOfBackground;
        WritableStore store = administration.store();
        // Not this one's methods: a chore must not hold this, or whatever waits for its time would.
        LastSeen seen = lastSeen;
        InactivityCleanUp cleanUp =
                new InactivityCleanUp(seen, administration, inForce, clock, new ClockCheck(clock, nanos));
        Chore.Task writeUses = () -> {
            cleanUp.prepare();
            seen.writeTo(store);
        };
        this.writing =
                new Chore("writing last_seen_at", writeUses, worked -> worked ? null : BATCH, background, delays);
        rounds.add(round("the inactivity clean-up", cleanUp, background, delays));
        if (!expiryNotice.isZero()) {
            Chore.Task notices = new ExpiryNotices(store, clock, expiryNotice, listener);
            rounds.add(round("giving notice of service tokens that expire", notices, background, delays));
        }
        rounds.forEach(round -> round.plan(jittered(FIRST_ROUND, 0.5)));
    }

    private static Chore round(String what, Chore.Task task, Executor background, Delays delays) {
        return new Chore(what, task, worked -> jittered(ROUND, 0.1), background, delays);
    }

    /** {@return about this long, so that the gates of many machines do not come all at once} */
    private static Duration jittered(Duration middle, double part) {
        double factor = 1 - part + 2 * part * ThreadLocalRandom.current().nextDouble();
        return Duration.ofMillis(Math.round(middle.toMillis() * factor));
    }

    /**
     * Notes that a service token was used with success. Takes no lock and throws nothing.
     *
     * @param nowMillis the moment, in milliseconds since 1970
     */
    public void used(UUID tokenId, long nowMillis) {
        if (lastSeen.note(tokenId, nowMillis)) {
            writing.plan(BATCH);
            for (Chore round : rounds) {
                round.planUnlessPlanned();
            }
        }
    }

    /**
     * Ends it, the background included, and writes what is not written yet, on this thread; where that fails it is logged.
     */
    @Override
    public void close() {
        rounds.forEach(Chore::close);
        writing.close();
        endOfBackground.run();
        writing.attempt();
    }
}
