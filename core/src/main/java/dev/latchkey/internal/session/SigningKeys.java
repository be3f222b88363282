package dev.latchkey.internal.session;

import dev.latchkey.event.KeysRotatedEvent;
import dev.latchkey.model.Organization;
import dev.latchkey.store.SigningKeyStore;
import dev.latchkey.store.StoredSigningKey;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The signing keys in force, as the store has them: makes the first one when there is none, and a new one when the
 * newest has become too old (request contract, section 4: every 6 weeks by default, and the one before goes on
 * verifying for 7 days). Several processes may share a store: of those that rotate at once, one wins, and all use its
 * key. Thread-safe; a request waits only for the very first key.
 */
public final class SigningKeys {

    private static final Logger LOG = LoggerFactory.getLogger(SigningKeys.class);

    private static final long ROTATION_RETRY_MILLIS = 60_000;

    /** Making a key is much work: a store that is down must not bring it about on each request. */
    private static final long FIRST_KEY_RETRY_MILLIS = 1_000;

    /** Far from any moment, but not so far that a difference overflows. */
    private static final long NEVER = Long.MIN_VALUE / 2;

    private static final Duration FIRST_KEY_LIMIT = Duration.ofSeconds(10);

    /** How long a changed interval may go unnoticed: asked for on each request, it would cost each request. */
    private static final long LOOK_AGAIN_MILLIS = 60_000;

    /** A key from further in the future was made while a clock was ahead. It would not be rotated for as long. */
    private static final Duration AHEAD = Duration.ofDays(1);

    /**
     * What the store answered, and what was made of it.
     *
     * @param rotateAtMillis when the newest key is too old, as far as is known
     * @param lookedAtMillis when that was found out
     */
    private record Loaded(List<StoredSigningKey> snapshot, KeyRing ring, long rotateAtMillis, long lookedAtMillis) {

        boolean isRecent(long nowMillis) {
            return nowMillis < rotateAtMillis && isWithin(LOOK_AGAIN_MILLIS, lookedAtMillis, nowMillis);
        }
    }

    private final SigningKeyStore store;
    private final InstantSource clock;
    private final SecureRandom random;
    private final Callable<Duration> rotationInterval;
    private final Executor background;
    private final Consumer<KeysRotatedEvent> onRotation;

    private final KeyNews news;
    private final SingleFlight<Loaded> firstKey = new SingleFlight<>(FIRST_KEY_LIMIT);
    private final AtomicBoolean rotating = new AtomicBoolean();
    private volatile @Nullable Loaded loaded;
    private volatile Duration lastInterval = Organization.DEFAULT.keyRotationInterval();
    private volatile long firstKeyFailedAtMillis = NEVER;
    private volatile long rotationTriedAtMillis = NEVER;

    /**
     * @param rotationInterval tells how old the newest key gets; asked again about once a minute, so that a change counts.
     *     Where it fails, the interval that it told last goes on counting
     * @param background where keys are rotated while requests go on with the old one
     * @param onRotation is told when a key made here came into force; what it throws is logged
     */
    public SigningKeys(
            SigningKeyStore store,
            InstantSource clock,
            SecureRandom random,
            Callable<Duration> rotationInterval,
            Executor background,
            Consumer<KeysRotatedEvent> onRotation) {
        this.store = store;
        this.clock = clock;
        this.random = random;
        this.rotationInterval = rotationInterval;
        this.background = background;
        this.onRotation = onRotation;
        this.news = new KeyNews(store, clock);
    }

    /**
     * {@return the keys in force} As long as the store has the same ones it is the same object.
     *
     * @throws Exception if they cannot be known or used, or the first one cannot be made or kept; the request is
     *     answered 503
     */
    public KeyRing current() throws Exception {
        List<StoredSigningKey> snapshot = store.signingKeys();
        Loaded current = loaded;
        if (current == null || current.snapshot() != snapshot) {
            current = snapshot.isEmpty() ? makeFirst() : load(snapshot);
        }
        long now = clock.millis();
        if (current.isRecent(now)) {
            return current.ring();
        }
        current = keep(current.snapshot(), current.ring(), now);
        if (now < current.rotateAtMillis()) {
            return current.ring();
        }
        if (!current.ring().newest().verifiesAt(now)) {
            // Someone took away the key that signed, and what is left has had its time.
            return makeFirst().ring();
        }
        rotateInBackground(now);
        return current.ring();
    }

    /**
     * {@return the keys in force, with those that another process made a moment ago; {@code known} itself where there are
     * no others} For who met the id of a key that {@code known} does not have. The store is asked once a second at most.
     *
     * @throws Exception if the store cannot tell, or could not within the last second; the request is answered 503
     */
    public KeyRing newerThan(KeyRing known) throws Exception {
        KeyRing current = current();
        if (current != known) {
            return current;
        }
        news.ask();
        return current();
    }

    /**
     * Replaces the newest key now, however old it is. Where another thread or process does the same at the same moment,
     * one new key comes of it.
     *
     * @throws Exception if the new key cannot be made or kept; the old one stays in force
     */
    public void rotate() throws Exception {
        replace(store.signingKeys());
    }

    private Loaded makeFirst() throws Exception {
        return firstKey.join(() -> {
            List<StoredSigningKey> snapshot = store.signingKeys();
            Instant now = clock.instant();
            if (!snapshot.isEmpty() && signs(snapshot.get(0), now)) {
                return load(snapshot);
            }
            if (isWithin(FIRST_KEY_RETRY_MILLIS, firstKeyFailedAtMillis, now.toEpochMilli())) {
                throw new IllegalStateException("there is no signing key, and keeping one has just failed");
            }
            try {
                return load(replace(snapshot));
            } catch (Exception failure) {
                firstKeyFailedAtMillis = now.toEpochMilli();
                throw failure;
            }
        });
    }

    private static boolean signs(StoredSigningKey key, Instant now) {
        Instant until = key.verifyUntil();
        return until == null || now.isBefore(until);
    }

    private Loaded load(List<StoredSigningKey> snapshot) throws Exception {
        Loaded before = loaded;
        // A store may read the same keys again; parsing them is the work that is worth saving.
        KeyRing ring = before != null && before.snapshot().equals(snapshot) ? before.ring() : KeyRing.of(snapshot);
        return keep(snapshot, ring, clock.millis());
    }

    private Loaded keep(List<StoredSigningKey> snapshot, KeyRing ring, long now) {
        Loaded kept = new Loaded(snapshot, ring, rotateAt(snapshot.get(0), now), now);
        loaded = kept;
        return kept;
    }

    /** {@return whether less time has passed since then} A clock that was set back must not keep anything waiting. */
    private static boolean isWithin(long millis, long thenMillis, long nowMillis) {
        return Math.abs(nowMillis - thenMillis) < millis;
    }

    /** The newest key ends only where the one that replaced it was taken away: then it is high time. */
    private long rotateAt(StoredSigningKey newest, long now) {
        boolean isAhead = newest.createdAt().minus(AHEAD).toEpochMilli() > now;
        return newest.verifyUntil() != null || isAhead
                ? Long.MIN_VALUE
                : newest.createdAt().plus(interval()).toEpochMilli();
    }

    private Duration interval() {
        try {
            lastInterval = rotationInterval.call();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (Exception unknown) {
            LOG.debug(
                    "the key rotation interval is not known now: {}",
                    unknown.getClass().getName());
        }
        return lastInterval;
    }

    private void rotateInBackground(long now) {
        if (isWithin(ROTATION_RETRY_MILLIS, rotationTriedAtMillis, now) || !rotating.compareAndSet(false, true)) {
            return;
        }
        // Whatever comes of it: a store may take its time to show a key that it keeps.
        rotationTriedAtMillis = now;
        try {
            background.execute(this::rotateIfDue);
        } catch (RuntimeException | Error refused) {
            // An error as well: no thread may be had, and the request goes on with the old key all the same.
            rotationFailed(refused);
            rotating.set(false);
        }
    }

    private void rotateIfDue() {
        try {
            List<StoredSigningKey> snapshot = store.signingKeys();
            // Asked again: another process, or the thread before, may have done it.
            long now = clock.millis();
            if (snapshot.isEmpty() || now >= rotateAt(snapshot.get(0), now)) {
                replace(snapshot);
            }
        } catch (InterruptedException interrupted) {
            rotationFailed(interrupted);
            Thread.currentThread().interrupt();
        } catch (Exception failure) {
            rotationFailed(failure);
        } finally {
            rotating.set(false);
        }
    }

    /** Names what was thrown and no more: a database's message may quote the row it could not write. */
    private void rotationFailed(Throwable failure) {
        LOG.warn(
                "signing keys were due and could not be rotated ({}); the old one stays in force, next try after {} s",
                failure.getClass().getName(),
                ROTATION_RETRY_MILLIS / 1000);
    }

    private List<StoredSigningKey> replace(List<StoredSigningKey> before) throws Exception {
        Instant now = clock.instant();
        StoredSigningKey fresh = SigningKey.generate(now, random);
        List<StoredSigningKey> keys = new ArrayList<>();
        keys.add(fresh);
        for (StoredSigningKey old : before) {
            Instant ends = old.verifyUntil();
            Instant latest = now.plus(KeyRing.VERIFIES_AFTER);
            // A later end was set while a clock was ahead.
            Instant until = ends == null || ends.isAfter(latest) ? latest : ends;
            if (until.isAfter(now)) {
                keys.add(old.verifyingUntil(until));
            }
        }
        String expected = before.isEmpty() ? null : before.get(0).kid();
        List<StoredSigningKey> kept = store.replaceSigningKeys(expected, List.copyOf(keys));
        if (kept.isEmpty()) {
            throw new IllegalStateException("the store was given a signing key and keeps none");
        }
        if (kept.get(0).kid().equals(fresh.kid())) {
            tell(new KeysRotatedEvent(now, fresh.kid()));
        }
        return kept;
    }

    private void tell(KeysRotatedEvent event) {
        LOG.info("signing key {} is in force", event.keyId());
        try {
            onRotation.accept(event);
        } catch (RuntimeException failure) {
            LOG.warn("a listener failed at the event of a new signing key", failure);
        }
    }
}
