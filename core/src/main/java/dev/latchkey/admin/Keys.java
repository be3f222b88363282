package dev.latchkey.admin;

import dev.latchkey.event.AccessEvent;
import dev.latchkey.event.AccessEvent.Change.Action;
import dev.latchkey.event.AccessEvent.Change.Subject;
import dev.latchkey.internal.session.SigningKeys;
import dev.latchkey.internal.store.StoreCalls;
import dev.latchkey.model.Organization;
import dev.latchkey.store.StoredSigningKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Shows, schedules and rotates the signing keys (management contract, section 2). Thread-safe.
 *
 * <p>Every method throws {@link dev.latchkey.store.StoreUnavailableException} if the store cannot be read or written.
 */
public final class Keys {

    private final ChangeContext context;

    Keys(ChangeContext context) {
        this.context = context;
    }

    /** Returns the status of the keys. */
    public Status status() {
        return status(context.configuration().organization().keyRotationInterval());
    }

    /**
     * Sets how long a key signs.
     *
     * @param days 21 to 365
     * @throws dev.latchkey.configuration.ConfigurationException if {@code days} is out of range
     */
    public Status rotateEvery(int days) {
        Duration interval = Duration.ofDays(days);
        context.make(draft -> {
            Organization before = draft.configuration().organization();
            if (before.keyRotationInterval().equals(interval)) {
                return Outcome.of(before);
            }
            Organization made = before.toBuilder().keyRotationInterval(interval).build();
            draft.put(draft.configuration().with(made));
            return Outcome.of(made, context.event(Subject.KEYS, Action.UPDATED, null, null, null));
        });
        return status(interval);
    }

    /** Creates a new signing key. The previous one still verifies for 7 days. */
    public Status rotate() {
        Duration interval = context.configuration().organization().keyRotationInterval();
        List<AccessEvent.KeysRotated> made = new ArrayList<>();
        SigningKeys keys = new SigningKeys(
                context.store(), context.clock(), context.random(), () -> interval, Runnable::run, made::add);
        StoreCalls.read(() -> {
            keys.rotate();
            return keys;
        });
        made.forEach(context::tellListener);
        if (!made.isEmpty()) {
            context.tell(context.event(Subject.KEYS, Action.ROTATED, null, null, null));
        }
        return status(interval);
    }

    private Status status(Duration interval) {
        int days = Math.toIntExact(interval.toDays());
        List<StoredSigningKey> keys = StoreCalls.read(context.store()::signingKeys);
        if (keys.isEmpty()) {
            return new Status(days, null, 0);
        }
        StoredSigningKey newest = keys.get(0);
        // A replaced key is newest only if its successor was deleted; then a rotation is due.
        Instant due = newest.verifyUntil() == null ? newest.createdAt().plus(interval) : newest.createdAt();
        return new Status(days, newest.createdAt(), daysUntil(due));
    }

    /** Returns the days until then, rounded up. Just after a rotation, that is the interval. */
    private int daysUntil(Instant due) {
        Duration left = Duration.between(context.now(), due);
        boolean isWhole = left.equals(Duration.ofDays(left.toDays()));
        return left.isNegative() ? 0 : Math.toIntExact(left.toDays() + (isWhole ? 0 : 1));
    }

    /**
     * The status of the keys.
     *
     * @param rotationIntervalDays how long a key signs: 21 to 365
     * @param lastRotationAt when the newest key was created; null if there is none yet
     * @param daysUntilNextRotation the days until it is replaced, rounded up; 0 if it is due
     */
    public record Status(int rotationIntervalDays, @Nullable Instant lastRotationAt, int daysUntilNextRotation) {}
}
