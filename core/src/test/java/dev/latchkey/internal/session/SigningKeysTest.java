package dev.latchkey.internal.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.latchkey.event.AccessEvent;
import dev.latchkey.store.SigningKeyStore;
import dev.latchkey.store.StoredSigningKey;
import dev.latchkey.store.memory.InMemoryStore;
import java.io.IOException;
import java.security.InvalidKeyException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

@DisplayName("Signing keys and their rotation (request contract, section 4)")
final class SigningKeysTest {

    private static final Duration SIX_WEEKS = Duration.ofDays(42);
    private static final Duration WEEK = Duration.ofDays(7);
    private static final StoredSigningKey FIRST = Forge.newKey(Forge.NOW);
    private static final StoredSigningKey OTHER = Forge.newKey(Forge.NOW);

    /** A store that fails on command and counts writes. */
    private static final class MoodyStore implements SigningKeyStore {

        private final InMemoryStore store = new InMemoryStore();
        private volatile boolean readable = true;
        private volatile boolean writable = true;
        private int writes;

        @Override
        public List<StoredSigningKey> signingKeys() throws IOException {
            if (!readable) {
                throw new IOException("cannot read");
            }
            return store.signingKeys();
        }

        @Override
        public synchronized List<StoredSigningKey> replaceSigningKeys(
                @Nullable String expectedNewest, List<StoredSigningKey> keys) throws IOException {
            writes++;
            if (!writable) {
                throw new IOException("cannot write the row (0, TOP SECRET)");
            }
            return store.replaceSigningKeys(expectedNewest, keys);
        }
    }

    private final MoodyStore store = new MoodyStore();
    private final ManualClock clock = new ManualClock(Forge.NOW);
    private final Deque<Runnable> background = new ArrayDeque<>();
    private final List<AccessEvent.KeysRotated> events = Collections.synchronizedList(new ArrayList<>());
    private final SigningKeys keys = keys(store, events::add);
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    private SigningKeys keys(SigningKeyStore source, Consumer<AccessEvent.KeysRotated> onRotation) {
        return new SigningKeys(source, clock, new SecureRandom(), () -> SIX_WEEKS, background::add, onRotation);
    }

    private static Logger logger() {
        return (Logger) LoggerFactory.getLogger(SigningKeys.class);
    }

    @BeforeEach
    void listen() {
        log.start();
        logger().addAppender(log);
    }

    @AfterEach
    void stopListening() {
        logger().detachAppender(log);
    }

    private void runBackground() {
        while (!background.isEmpty()) {
            background.remove().run();
        }
    }

    private void keep(StoredSigningKey... stored) {
        List<StoredSigningKey> before = store.store.signingKeys();
        store.store.replaceSigningKeys(before.isEmpty() ? null : before.get(0).kid(), List.of(stored));
    }

    // ---- the first key ----

    @Test
    void createsFirstKeyAtOnce() throws Exception {
        KeyRing ring = keys.current();

        assertThat(store.signingKeys()).singleElement().satisfies(key -> {
            assertThat(key.kid()).isEqualTo(ring.newest().kid());
            assertThat(key.createdAt()).isEqualTo(Forge.NOW);
            assertThat(key.verifyUntil()).isNull();
        });
        assertThat(events)
                .containsExactly(
                        new AccessEvent.KeysRotated(Forge.NOW, ring.newest().kid()));
        assertThat(keys.current()).isSameAs(ring);
        assertThat(background).isEmpty();
    }

    @Test
    void createsOneFirstKeyForAllThreads() throws Exception {
        assertThat(newestFromManyThreads(List.of(keys)))
                .hasSize(4)
                .containsOnly(keys.current().newest().kid());
        assertThat(store.writes).isEqualTo(1);
    }

    @Test
    void createsOneFirstKeyForAllProcesses() throws Exception {
        List<SigningKeys> processes = List.of(keys, keys(store, events::add));

        assertThat(newestFromManyThreads(processes))
                .containsOnly(keys.current().newest().kid());
        assertThat(store.signingKeys()).hasSize(1);
        assertThat(events).hasSize(1);
    }

    @Test
    void preparesFirstKeyInTheBackground() throws Exception {
        keys.prepare();
        assertThat(store.signingKeys()).isEmpty();

        runBackground();
        assertThat(store.signingKeys()).hasSize(1);
        keys.current();
        assertThat(store.writes).isEqualTo(1);
    }

    @Test
    void preparingCreatesNothingBesideAnExistingKey() throws Exception {
        keep(FIRST);

        keys.prepare();
        runBackground();

        assertThat(store.signingKeys()).containsExactly(FIRST);
        assertThat(store.writes).isZero();
    }

    @Test
    void preparesAgainAfterTheExecutorRefused() throws Exception {
        boolean[] refuses = {true};
        Executor moody = task -> {
            if (refuses[0]) {
                throw new RejectedExecutionException();
            }
            task.run();
        };
        SigningKeys prepared = new SigningKeys(store, clock, new SecureRandom(), () -> SIX_WEEKS, moody, events::add);

        prepared.prepare();
        refuses[0] = false;
        prepared.prepare();

        assertThat(store.signingKeys()).hasSize(1);
    }

    @Test
    void logsThatPreparingFailed() throws Exception {
        store.writable = false;
        keys.prepare();
        runBackground();
        Executor refusing = task -> {
            throw new RejectedExecutionException("TOP SECRET");
        };
        new SigningKeys(store, clock, new SecureRandom(), () -> SIX_WEEKS, refusing, events::add).prepare();

        assertThat(log.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .containsExactly(
                        "could not load or create the signing keys (java.io.IOException); the next request tries again",
                        "could not load or create the signing keys (java.util.concurrent.RejectedExecutionException);"
                                + " the next request tries again");
        store.writable = true;
        clock.move(Duration.ofSeconds(1));
        assertThat(keys.current().newest().kid()).hasSize(64);
    }

    @Test
    void askingForTheAgeOfTheKeyPreparesOneAtATime() {
        store.writable = false;
        keys.prepare();
        runBackground();
        store.writable = true;
        clock.move(Duration.ofSeconds(1));

        assertThat(keys.newestCreatedAt()).isNull();
        assertThat(keys.newestCreatedAt()).isNull();
        assertThat(background).hasSize(1);

        runBackground();
        assertThat(keys.newestCreatedAt()).isEqualTo(Forge.NOW.plusSeconds(1));
        assertThat(background).isEmpty();
    }

    private static List<String> newestFromManyThreads(List<SigningKeys> processes) throws Exception {
        int threads = 4;
        CyclicBarrier start = new CyclicBarrier(threads);
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Future<String>> asked = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                SigningKeys asking = processes.get(i % processes.size());
                asked.add(pool.submit(() -> {
                    start.await();
                    return asking.current().newest().kid();
                }));
            }
            List<String> newest = new ArrayList<>();
            for (Future<String> each : asked) {
                newest.add(each.get());
            }
            return newest;
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void usesFirstKeyOfFasterProcess() throws Exception {
        SigningKeyStore beaten = new SigningKeyStore() {
            private volatile List<StoredSigningKey> kept = List.of();

            @Override
            public List<StoredSigningKey> signingKeys() {
                return kept;
            }

            @Override
            public List<StoredSigningKey> replaceSigningKeys(
                    @Nullable String expectedNewest, List<StoredSigningKey> replacement) {
                kept = List.of(FIRST);
                return kept;
            }
        };

        assertThat(keys(beaten, events::add).current().newest().kid()).isEqualTo(FIRST.kid());
        assertThat(events).isEmpty();
    }

    @Test
    void retriesFirstKeyAfterOneSecond() throws Exception {
        store.writable = false;
        assertThatExceptionOfType(IOException.class).isThrownBy(keys::current);
        assertThatIllegalStateException()
                .isThrownBy(keys::current)
                .withMessage("there is no signing key, and storing one has just failed");
        assertThat(store.writes).isEqualTo(1);
        assertThat(events).isEmpty();

        store.writable = true;
        clock.move(Duration.ofSeconds(1));
        assertThat(keys.current().newest().kid()).hasSize(64);
    }

    @Test
    void usesForeignKeyIfOwnCannotBeStored() throws Exception {
        store.writable = false;
        assertThatExceptionOfType(IOException.class).isThrownBy(keys::current);

        keep(FIRST);
        assertThat(keys.current().newest().kid()).isEqualTo(FIRST.kid());
    }

    @Test
    void failsIfStoreKeepsNothing() {
        SigningKeyStore forgetful = new SigningKeyStore() {
            @Override
            public List<StoredSigningKey> signingKeys() {
                return List.of();
            }

            @Override
            public List<StoredSigningKey> replaceSigningKeys(
                    @Nullable String expectedNewest, List<StoredSigningKey> replacement) {
                return List.of();
            }
        };

        assertThatIllegalStateException().isThrownBy(keys(forgetful, events::add)::current);
    }

    @Test
    void failsIfStoreIsUnreadable() throws Exception {
        keys.current();
        store.readable = false;

        assertThatExceptionOfType(IOException.class).isThrownBy(keys::current);
    }

    @Test
    void recoversFromCorruptKey() throws Exception {
        keep(new StoredSigningKey(FIRST.kid(), new byte[] {1}, FIRST.certificate(), Forge.NOW, null));
        assertThatExceptionOfType(InvalidKeyException.class)
                .isThrownBy(keys::current)
                .withMessageContaining(FIRST.kid());

        keep(FIRST);
        assertThat(keys.current().newest().kid()).isEqualTo(FIRST.kid());
    }

    // ---- the ring follows the store ----

    @Test
    void createsNewRingForOtherKeys() throws Exception {
        keep(FIRST);
        KeyRing before = keys.current();
        assertThat(keys.current()).isSameAs(before);

        keep(OTHER, FIRST.verifyingUntil(Forge.NOW.plus(WEEK)));

        assertThat(keys.current().newest().kid()).isEqualTo(OTHER.kid());
    }

    @Test
    void keepsRingForEqualKeys() throws Exception {
        keep(FIRST);
        KeyRing before = keys.current();

        keep(new StoredSigningKey(FIRST.kid(), FIRST.privateKey(), FIRST.certificate(), FIRST.createdAt(), null));

        assertThat(keys.current()).isSameAs(before);
    }

    // ---- rotation ----

    @Test
    void rotatesOldKeyInBackground() throws Exception {
        keep(FIRST);
        clock.move(SIX_WEEKS.minusMillis(1));
        assertThat(keys.current().newest().kid()).isEqualTo(FIRST.kid());
        assertThat(background).isEmpty();

        clock.move(Duration.ofMillis(1));
        assertThat(keys.current().newest().kid()).isEqualTo(FIRST.kid());
        assertThat(keys.current().newest().kid()).isEqualTo(FIRST.kid());
        assertThat(background).as("one rotation, however many requests").hasSize(1);
        assertThat(store.writes).isZero();

        runBackground();
        assertThat(keys.current().newest().kid()).isNotEqualTo(FIRST.kid());
        assertThat(background).isEmpty();
        assertThat(events)
                .containsExactly(new AccessEvent.KeysRotated(
                        clock.instant(), keys.current().newest().kid()));
    }

    @Test
    void retriesIfNoThreadCanBeStarted() throws Exception {
        keep(FIRST);
        Deque<Runnable> later = new ArrayDeque<>();
        Error[] once = {new OutOfMemoryError("unable to create native thread")};
        SigningKeys starved = new SigningKeys(
                store,
                clock,
                new SecureRandom(),
                () -> SIX_WEEKS,
                task -> {
                    Error error = once[0];
                    once[0] = null;
                    if (error != null) {
                        throw error;
                    }
                    later.add(task);
                },
                events::add);
        clock.move(SIX_WEEKS);

        assertThat(starved.current().newest().kid()).isEqualTo(FIRST.kid());
        clock.move(Duration.ofMinutes(1));
        starved.current();

        assertThat(later).hasSize(1);
    }

    @Test
    void previousKeyVerifiesForSevenDays() throws Exception {
        keep(FIRST);
        clock.move(SIX_WEEKS);
        keys.current();
        runBackground();
        Instant rotatedAt = clock.instant();

        assertThat(store.signingKeys().get(1)).isEqualTo(FIRST.verifyingUntil(rotatedAt.plus(WEEK)));
        long end = rotatedAt.plus(WEEK).toEpochMilli();
        assertThat(keys.current().verifying(FIRST.kid(), end - 1)).isNotNull();
        assertThat(keys.current().verifying(FIRST.kid(), end)).isNull();
    }

    @Test
    void rotationDropsExpiredKeys() throws Exception {
        keep(FIRST);
        clock.move(Duration.ofDays(1));
        keys.rotate();
        String second = keys.current().newest().kid();
        clock.move(WEEK.minusMillis(1));
        keys.rotate();
        assertThat(store.signingKeys()).extracting(StoredSigningKey::kid).contains(FIRST.kid(), second);

        clock.move(Duration.ofMillis(1));
        keys.rotate();
        assertThat(store.signingKeys())
                .extracting(StoredSigningKey::kid)
                .contains(second)
                .doesNotContain(FIRST.kid());
    }

    @Test
    void rotatesOnDemand() throws Exception {
        keep(FIRST);
        keys.rotate();

        assertThat(keys.current().newest().kid()).isNotEqualTo(FIRST.kid());
        assertThat(store.signingKeys()).hasSize(2);
        assertThat(events).hasSize(1);
    }

    @Test
    void frequentRotationsKeepTheNewestKeys() throws Exception {
        List<String> made = new ArrayList<>();
        for (int i = 0; i < SigningKeys.MOST_KEYS + 2; i++) {
            keys.rotate();
            made.add(0, store.signingKeys().get(0).kid());
        }

        assertThat(store.signingKeys())
                .extracting(StoredSigningKey::kid)
                .isEqualTo(made.subList(0, SigningKeys.MOST_KEYS));
        KeyRing ring = keys.current();
        assertThat(ring.verifying(made.get(SigningKeys.MOST_KEYS), clock.millis()))
                .isNull();
        assertThat(ring.verifying(made.get(SigningKeys.MOST_KEYS - 1), clock.millis()))
                .isNotNull();
        assertThat(log.list)
                .filteredOn(line -> line.getLevel() == Level.WARN)
                .hasSize(2)
                .first()
                .satisfies(line -> assertThat(line.getFormattedMessage())
                        .startsWith("signing key " + made.get(made.size() - 1) + " no longer verifies"));
    }

    @Test
    void rotationCreatesFirstKey() throws Exception {
        keys.rotate();

        assertThat(store.signingKeys()).hasSize(1);
        assertThat(keys.current().newest().kid())
                .isEqualTo(store.signingKeys().get(0).kid());
    }

    @Test
    void rotationOnDemandReportsFailure() {
        keep(FIRST);
        store.writable = false;

        assertThatExceptionOfType(IOException.class).isThrownBy(keys::rotate);
        assertThat(store.store.signingKeys()).containsExactly(FIRST);
    }

    @Test
    void concurrentRotationsCreateOneKey() throws Exception {
        keep(FIRST);
        clock.move(SIX_WEEKS);
        CyclicBarrier bothHaveRead = new CyclicBarrier(2);
        SigningKeyStore atOnce = new SigningKeyStore() {
            @Override
            public List<StoredSigningKey> signingKeys() throws IOException {
                return store.signingKeys();
            }

            @Override
            public List<StoredSigningKey> replaceSigningKeys(
                    @Nullable String expectedNewest, List<StoredSigningKey> replacement) throws Exception {
                bothHaveRead.await();
                return store.replaceSigningKeys(expectedNewest, replacement);
            }
        };
        ExecutorService pool = Executors.newFixedThreadPool(2);
        try {
            Future<?> one = pool.submit(() -> rotated(keys(atOnce, events::add)));
            Future<?> two = pool.submit(() -> rotated(keys(atOnce, events::add)));
            one.get();
            two.get();
        } finally {
            pool.shutdownNow();
        }

        assertThat(store.signingKeys()).hasSize(2);
        assertThat(store.signingKeys().get(1).kid()).isEqualTo(FIRST.kid());
        assertThat(events)
                .extracting(AccessEvent.KeysRotated::keyId)
                .containsExactly(store.signingKeys().get(0).kid());
    }

    private static @Nullable Void rotated(SigningKeys rotator) throws Exception {
        rotator.rotate();
        return null;
    }

    @Test
    void doesNotRepeatRotationOfOtherProcess() throws Exception {
        keep(FIRST);
        clock.move(SIX_WEEKS);
        keys.current();
        keys(store, event -> {}).rotate();
        List<StoredSigningKey> rotated = store.signingKeys();

        runBackground();

        assertThat(store.signingKeys()).isSameAs(rotated);
    }

    @Test
    void retriesFailedRotationAfterOneMinute() throws Exception {
        keep(FIRST);
        clock.move(SIX_WEEKS);
        store.writable = false;
        keys.current();
        runBackground();

        assertThat(keys.current().newest().kid()).isEqualTo(FIRST.kid());
        clock.move(Duration.ofMillis(59_999));
        keys.current();
        assertThat(background).isEmpty();
        clock.move(Duration.ofMillis(1));
        store.writable = true;
        keys.current();
        runBackground();
        assertThat(keys.current().newest().kid()).isNotEqualTo(FIRST.kid());
        assertThat(store.writes).isEqualTo(2);
    }

    @Test
    void doesNotRetryIfStoreShowsNewKeyLate() throws Exception {
        keep(FIRST);
        clock.move(SIX_WEEKS);
        List<StoredSigningKey> stale = store.signingKeys();
        SigningKeys behind = keys(
                new SigningKeyStore() {
                    @Override
                    public List<StoredSigningKey> signingKeys() {
                        return stale;
                    }

                    @Override
                    public List<StoredSigningKey> replaceSigningKeys(
                            @Nullable String expectedNewest, List<StoredSigningKey> replacement) throws IOException {
                        return store.replaceSigningKeys(expectedNewest, replacement);
                    }
                },
                events::add);
        behind.current();
        runBackground();

        assertThat(behind.current().newest().kid()).isEqualTo(FIRST.kid());
        assertThat(background).isEmpty();
        clock.move(Duration.ofMinutes(1));
        behind.current();
        runBackground();
        assertThat(store.signingKeys()).hasSize(2);
        assertThat(events).hasSize(1);
    }

    @Test
    void warnsOfFailedRotationWithoutStoreMessage() throws Exception {
        keep(FIRST);
        clock.move(SIX_WEEKS);
        store.writable = false;
        keys.current();
        runBackground();

        assertThat(log.list).singleElement().satisfies(line -> {
            assertThat(line.getLevel()).isEqualTo(Level.WARN);
            assertThat(line.getFormattedMessage())
                    .contains("java.io.IOException", "60 s")
                    .doesNotContain("TOP SECRET");
            assertThat(line.getThrowableProxy()).isNull();
        });
    }

    @Test
    void closedBackgroundDoesNotAffectRequests() throws Exception {
        keep(FIRST);
        clock.move(SIX_WEEKS);
        SigningKeys shutDown = new SigningKeys(
                store,
                clock,
                new SecureRandom(),
                () -> SIX_WEEKS,
                task -> {
                    throw new RejectedExecutionException();
                },
                events::add);

        assertThat(shutDown.current().newest().kid()).isEqualTo(FIRST.kid());
        assertThat(shutDown.current().newest().kid()).isEqualTo(FIRST.kid());
        assertThat(log.list).as("one warning a minute").hasSize(1);
        clock.move(Duration.ofMinutes(1));
        assertThat(shutDown.current().newest().kid()).isEqualTo(FIRST.kid());
        assertThat(log.list).hasSize(2);
    }

    @Test
    void keepsInterruptOfRotationThread() throws Exception {
        SigningKeys interrupted = keys(
                new SigningKeyStore() {
                    private final List<StoredSigningKey> kept = List.of(FIRST);

                    @Override
                    public List<StoredSigningKey> signingKeys() {
                        return kept;
                    }

                    @Override
                    public List<StoredSigningKey> replaceSigningKeys(
                            @Nullable String expectedNewest, List<StoredSigningKey> replacement)
                            throws InterruptedException {
                        throw new InterruptedException();
                    }
                },
                events::add);
        clock.move(SIX_WEEKS);
        interrupted.current();
        runBackground();

        assertThat(Thread.interrupted()).isTrue();
        assertThat(log.list).hasSize(1);
    }

    @Test
    void keepsInterruptOfThreadThatReadsTheInterval() throws Exception {
        keep(FIRST);
        SigningKeys interrupted = new SigningKeys(
                store,
                clock,
                new SecureRandom(),
                () -> {
                    throw new InterruptedException();
                },
                background::add,
                events::add);

        assertThat(interrupted.current().newest().kid()).isEqualTo(FIRST.kid());

        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void keepsInterruptOfThreadThatPreparesKeys() {
        SigningKeys interrupted = keys(
                new SigningKeyStore() {
                    @Override
                    public List<StoredSigningKey> signingKeys() throws InterruptedException {
                        throw new InterruptedException();
                    }

                    @Override
                    public List<StoredSigningKey> replaceSigningKeys(
                            @Nullable String expectedNewest, List<StoredSigningKey> replacement) {
                        throw new AssertionError("nothing to replace");
                    }
                },
                events::add);
        interrupted.prepare();
        runBackground();

        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void throwingListenerDoesNotAffectRotation() throws Exception {
        SigningKeys told = keys(store, event -> {
            throw new IllegalStateException("listener");
        });

        assertThat(told.current().newest().kid()).hasSize(64);
        assertThat(log.list).extracting(ILoggingEvent::getLevel).containsExactly(Level.INFO, Level.WARN);
    }

    // ---- when the signing key was removed manually ----

    @Test
    void replacesNewestKeyThatHasAnEnd() throws Exception {
        keep(FIRST.verifyingUntil(Forge.NOW.plus(WEEK)));

        assertThat(keys.current().newest().kid()).isEqualTo(FIRST.kid());
        runBackground();
        assertThat(keys.current().newest().kid()).isNotEqualTo(FIRST.kid());
        assertThat(store.signingKeys().get(1)).isEqualTo(FIRST.verifyingUntil(Forge.NOW.plus(WEEK)));
    }

    @Test
    void createsKeyIfNoneVerifies() throws Exception {
        keep(FIRST.verifyingUntil(Forge.NOW));

        assertThat(keys.current().newest().kid()).isNotEqualTo(FIRST.kid());
        assertThat(store.signingKeys()).hasSize(1);
        assertThat(background).isEmpty();
    }

    // ---- the interval ----

    @Test
    void appliesNewIntervalWithinOneMinute() throws Exception {
        Duration[] interval = {SIX_WEEKS};
        SigningKeys keys =
                new SigningKeys(store, clock, new SecureRandom(), () -> interval[0], background::add, events::add);
        keep(FIRST);
        keys.current();
        clock.move(Duration.ofDays(21));
        keys.current();
        assertThat(background).isEmpty();

        interval[0] = Duration.ofDays(21);
        clock.move(Duration.ofSeconds(59));
        keys.current();
        assertThat(background).as("the hot path does not ask").isEmpty();
        clock.move(Duration.ofSeconds(1));
        keys.current();

        assertThat(background).hasSize(1);
    }

    @Test
    void keepsLastIntervalIfUnreadable() throws Exception {
        Duration[] interval = {Duration.ofDays(21)};
        SigningKeys keys = new SigningKeys(
                store,
                clock,
                new SecureRandom(),
                () -> {
                    if (interval[0] == null) {
                        throw new IOException("down");
                    }
                    return interval[0];
                },
                background::add,
                events::add);
        keep(FIRST);
        keys.current();

        interval[0] = null;
        clock.move(Duration.ofDays(21).minusMillis(1));
        keys.current();
        assertThat(background).isEmpty();
        clock.move(Duration.ofMillis(1));
        keys.current();

        assertThat(background).hasSize(1);
    }

    // ---- clocks ----

    /** Such a key would otherwise sign for as long as the clock was ahead. */
    @Test
    void replacesKeyFromFarFuture() throws Exception {
        String first = keys.current().newest().kid();
        clock.move(Duration.ofDays(400));
        keys.current();
        runBackground();
        String ahead = keys.current().newest().kid();
        assertThat(ahead).isNotEqualTo(first);

        clock.move(Duration.ofDays(-400));
        keys.current();
        runBackground();

        assertThat(keys.current().newest().kid()).isNotIn(first, ahead);
        assertThat(store.signingKeys()).hasSize(3);
        assertThat(store.signingKeys().get(0).createdAt()).isEqualTo(clock.instant());
        assertThat(store.signingKeys().subList(1, 3))
                .allSatisfy(key ->
                        assertThat(key.verifyUntil()).isEqualTo(clock.instant().plus(Duration.ofDays(7))));
    }

    @Test
    void keepsKeyFromClockHoursAhead() throws Exception {
        String first = keys.current().newest().kid();
        clock.move(Duration.ofHours(-23));

        keys.current();
        runBackground();

        assertThat(keys.current().newest().kid()).isEqualTo(first);
    }
}
