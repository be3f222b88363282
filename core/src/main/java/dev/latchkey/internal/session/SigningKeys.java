package dev.latchkey.internal.session;

import dev.latchkey.event.AccessEvent;
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
 * The signing keys in force. It creates the first key, and a new one when the newest is too old (request contract,
 * section 4: every 6 weeks by default; the previous key verifies for 7 more days). Several processes may share a store:
 * if they rotate at once, one wins, and all use its key. Requests wait only for the very first key, unless {@link
 * #prepare} has created it. Thread-safe.
 */
public final class SigningKeys {

    private static final Logger LOG = LoggerFactory.getLogger(SigningKeys.class);

    /** How many keys verify at most, so that frequent rotations do not make the key document grow. */
    static final int MOST_KEYS = 10;

    private static final long ROTATION_RETRY_MILLIS = 60_000;

    /** Generating a key is expensive, so a failing store must not cause it on each request. */
    private static final long FIRST_KEY_RETRY_MILLIS = 1_000;

    /** A time that no clock shows, and that is safe to subtract. */
    private static final long NEVER = Long.MIN_VALUE / 2;

    private static final Duration FIRST_KEY_LIMIT = Duration.ofSeconds(10);

    /** How long a changed interval may stay unnoticed; reading it on each request would be too expensive. */
    private static final long LOOK_AGAIN_MILLIS = 60_000;

    /** A key from further in the future was created while a clock was ahead; it would not be rotated for as long. */
    private static final Duration AHEAD = Duration.ofDays(1);

    /**
     * The keys of the store, and what follows from them.
     *
     * @param rotateAtMillis when the newest key should be replaced
     * @param lookedAtMillis when that was determined
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
    private final Consumer<AccessEvent.KeysRotated> onRotation;

    private final SigningKeyRefresh refresh;
    private final SingleFlight<Loaded> firstKey = new SingleFlight<>(FIRST_KEY_LIMIT);
    private final AtomicBoolean preparing = new AtomicBoolean();
    private final AtomicBoolean rotating = new AtomicBoolean();
    private volatile @Nullable Loaded loaded;
    private volatile Duration lastInterval = Organization.DEFAULT.keyRotationInterval();
    private volatile long firstKeyFailedAtMillis = NEVER;
    private volatile long rotationTriedAtMillis = NEVER;

    /**
     * Creates a key manager.
     *
     * @param rotationInterval returns the maximum age of the newest key; it is called about once a minute. If it fails,
     *     its last result remains in force
     * @param background runs rotations, while requests use the old key
     * @param onRotation receives an event when a key that was created here comes into force; its exceptions are logged
     */
    public SigningKeys(
            SigningKeyStore store,
            InstantSource clock,
            SecureRandom random,
            Callable<Duration> rotationInterval,
            Executor background,
            Consumer<AccessEvent.KeysRotated> onRotation) {
        this.store = store;
        this.clock = clock;
        this.random = random;
        this.rotationInterval = rotationInterval;
        this.background = background;
        this.onRotation = onRotation;
        this.refresh = new SigningKeyRefresh(store, clock);
    }

    /**
     * Loads the keys in the background, and creates the first one, so that no request has to wait for that. It throws
     * nothing: if it fails, the first request and {@link #newestCreatedAt} try again. Nodes that start at the same time
     * all use the key of the first one.
     */
    public void prepare() {
        if (!preparing.compareAndSet(false, true)) {
            return;
        }
        try {
            background.execute(this::prepareNow);
        } catch (RuntimeException | Error refused) {
            preparing.set(false);
            notPrepared(refused);
        }
    }

    private void prepareNow() {
        try {
            current();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (Exception | Error failure) {
            notPrepared(failure);
        } finally {
            preparing.set(false);
        }
    }

    /** Logs the class only, like {@link #rotationFailed}. */
    private static void notPrepared(Throwable failure) {
        LOG.warn(
                "could not load or create the signing keys ({}); the next request tries again",
                failure.getClass().getName());
    }

    /**
     * Returns the keys in force: the same object as long as the store's keys are unchanged.
     *
     * @throws Exception if the keys are unavailable or invalid, or the first one cannot be created or stored; the
     *     request gets 503
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
            // The signing key was removed from the store, and the remaining ones have expired.
            return makeFirst().ring();
        }
        rotateInBackground(now);
        return current.ring();
    }

    /**
     * Returns when the loaded signing key was created. If none is loaded yet, it returns null and {@link #prepare}s one:
     * a node that reports itself as not ready gets no request that would try again.
     */
    public @Nullable Instant newestCreatedAt() {
        Loaded current = loaded;
        if (current == null) {
            prepare();
            return null;
        }
        return current.ring().newestCreatedAt();
    }

    /**
     * Returns the keys in force, including those that another process has just created; {@code known} itself if there
     * are none. It is called for an unknown key ID, and asks the store at most once a second.
     *
     * @throws Exception if the store failed, now or within the last second; the request gets 503
     */
    public KeyRing newerThan(KeyRing known) throws Exception {
        KeyRing current = current();
        if (current != known) {
            return current;
        }
        refresh.ask();
        return current();
    }

    /**
     * Replaces the newest key regardless of its age. If other threads or processes do so at the same time, only one new
     * key results.
     *
     * @throws Exception if the new key cannot be created or stored; the old one stays in force
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
                throw new IllegalStateException("there is no signing key, and storing one has just failed");
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
        // A store may read the same keys again; parsing them is expensive.
        KeyRing ring = before != null && before.snapshot().equals(snapshot) ? before.ring() : KeyRing.of(snapshot);
        return keep(snapshot, ring, clock.millis());
    }

    private Loaded keep(List<StoredSigningKey> snapshot, KeyRing ring, long now) {
        Loaded kept = new Loaded(snapshot, ring, rotateAt(snapshot.get(0), now), now);
        loaded = kept;
        return kept;
    }

    /**
     * Returns whether less than {@code millis} have passed in either direction, so that a clock which was set back
     * blocks nothing.
     */
    private static boolean isWithin(long millis, long thenMillis, long nowMillis) {
        return Math.abs(nowMillis - thenMillis) < millis;
    }

    /** Returns when to replace the newest key: at once if it has an end, which means that its successor was removed. */
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
                    "could not read the key rotation interval: {}",
                    unknown.getClass().getName());
        }
        return lastInterval;
    }

    private void rotateInBackground(long now) {
        if (isWithin(ROTATION_RETRY_MILLIS, rotationTriedAtMillis, now) || !rotating.compareAndSet(false, true)) {
            return;
        }
        // Set whatever the result: a store may be slow to show a new key.
        rotationTriedAtMillis = now;
        try {
            background.execute(this::rotateIfDue);
        } catch (RuntimeException | Error refused) {
            // Errors are caught as well: if no thread can be started, the request continues with the old key.
            rotationFailed(refused);
            rotating.set(false);
        }
    }

    private void rotateIfDue() {
        try {
            List<StoredSigningKey> snapshot = store.signingKeys();
            // Checked again, as another process or thread may have rotated.
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

    /** Logs the class only: a database's message may quote the row that it could not write. */
    private void rotationFailed(Throwable failure) {
        LOG.warn(
                "could not rotate the signing keys ({}); the old key stays in force, next attempt in {} s",
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
            if (until.isAfter(now) && keys.size() < MOST_KEYS) {
                keys.add(old.verifyingUntil(until));
            } else if (until.isAfter(now)) {
                LOG.warn(
                        "signing key {} no longer verifies, because keys were rotated {} times within a week",
                        old.kid(),
                        MOST_KEYS);
            }
        }
        String expected = before.isEmpty() ? null : before.get(0).kid();
        List<StoredSigningKey> kept = store.replaceSigningKeys(expected, List.copyOf(keys));
        if (kept.isEmpty()) {
            throw new IllegalStateException("the store returned no signing keys after one was stored");
        }
        if (kept.get(0).kid().equals(fresh.kid())) {
            reportRotation(new AccessEvent.KeysRotated(now, fresh.kid()));
        }
        return kept;
    }

    private void reportRotation(AccessEvent.KeysRotated event) {
        LOG.info("signing key {} is in force", event.keyId());
        try {
            onRotation.accept(event);
        } catch (RuntimeException failure) {
            LOG.warn(
                    "a listener failed to handle a key rotation event: {}",
                    failure.getClass().getName());
        }
    }
}
