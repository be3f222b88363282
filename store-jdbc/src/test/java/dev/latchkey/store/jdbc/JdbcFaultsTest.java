package dev.latchkey.store.jdbc;

import static dev.latchkey.store.jdbc.Rows.put;
import static dev.latchkey.store.jdbc.Rows.token;
import static dev.latchkey.testing.internal.SampleSessions.session;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import dev.latchkey.configuration.ConfigurationException;
import dev.latchkey.model.ServiceToken;
import dev.latchkey.store.WritableStore;
import dev.latchkey.store.jdbc.FaultyDataSource.Commit;
import dev.latchkey.testing.internal.SampleKeys;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

@DisplayName("request contract, section 3: unavailable state gets 503, never 401")
@Timeout(60)
class JdbcFaultsTest {

    private static final Instant END = Instant.parse("9999-01-01T00:00:00Z");

    private final ManualNanos nanos = new ManualNanos();

    /** Threads of stores that other tests may have left open. */
    private final Set<Thread> before = threads();

    private TestDatabase database;
    private FaultyDataSource source;
    private JdbcStore store;

    @BeforeEach
    void open() throws Exception {
        database = TestDatabase.of(SqlDialect.H2);
        source = new FaultyDataSource(database.source());
        store = builder().open();
    }

    private JdbcStore.Builder builder() {
        return JdbcStore.builder(source)
                .migrate(true)
                .nanos(nanos)
                .pollInterval(Duration.ofMillis(5))
                .readTimeout(Duration.ofSeconds(20))
                .operationTimeout(Duration.ofSeconds(20));
    }

    @AfterEach
    void close() {
        store.close();
        database.close();
    }

    private void reopen(JdbcStore.Builder builder) throws Exception {
        store.close();
        store = builder.open();
    }

    private static void assertUnavailable(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOf(JdbcStoreException.class)
                .hasNoCause()
                .message()
                .doesNotContain("hunter2", "nightly", "sha256", "password");
    }

    @Test
    void servesCachedStateWhileDatabaseIsDown() throws Exception {
        put(store, token("nightly.access"));
        store.findByClientId("nightly.access");
        store.replaceSigningKeys(null, List.of(SampleKeys.key("1", Instant.EPOCH)));
        store.revoke(session("session-1", END));

        source.refuse(true);

        assertThat(store.findByClientId("nightly.access")).isNotNull();
        assertThat(store.configuration()).isNotNull();
        assertThat(store.signingKeys()).hasSize(1);
        assertThat(store.isRevoked(session("session-1"))).isTrue();
        assertThat(store.isRevoked(session("session-2"))).isFalse();
    }

    @Test
    void ageGrowsWhileDatabaseIsDown() {
        Duration much = Duration.ofMillis(200);
        source.refuse(true);
        await().until(() -> store.age().compareTo(much) > 0);

        source.refuse(false);
        await().until(() -> store.age().compareTo(much) < 0);
    }

    @Test
    void failsForUncachedStateWhileDatabaseIsDown() throws Exception {
        source.refuse(true);

        assertUnavailable(() -> store.findByClientId("nightly.access"));
        assertUnavailable(() -> store.findById(token("nightly.access").id()));
        assertUnavailable(() -> put(store, token("nightly.access")));
        assertUnavailable(() -> store.revoke(session("session-1", END)));
        assertThat(store.isRevoked(session("session-1"))).isFalse();

        source.refuse(false);
        assertThat(store.findByClientId("nightly.access")).isNull();
    }

    @Test
    void cachedStateExpires() throws Exception {
        put(store, token("nightly.access"));
        store.findByClientId("nightly.access");
        store.awaitChanges(Duration.ofSeconds(20));
        source.refuse(true);
        awaitFailedLook();

        nanos.pass(Duration.ofSeconds(30));
        assertThat(store.findByClientId("nightly.access")).isNotNull();

        nanos.pass(Duration.ofMillis(1));
        assertUnavailable(() -> store.findByClientId("nightly.access"));
        assertUnavailable(() -> store.configuration());
        assertUnavailable(() -> store.signingKeys());
        assertUnavailable(() -> store.isRevoked(session("session-1")));

        source.refuse(false);
        await().ignoreException(JdbcStoreException.class).until(() -> store.findByClientId("nightly.access") != null);
    }

    /** Elapsed time stops while a machine sleeps; the wall clock does not. */
    @Test
    void doesNotTrustCachedStateAfterTheMachineSlept() throws Exception {
        AtomicReference<Instant> wall = new AtomicReference<>(Instant.parse("2026-11-20T12:00:00Z"));
        reopen(builder().clock(wall::get));
        put(store, token("nightly.access"));
        store.findByClientId("nightly.access");
        store.awaitChanges(Duration.ofSeconds(20));
        source.refuse(true);
        awaitFailedLook();

        wall.updateAndGet(now -> now.plusSeconds(31));

        assertUnavailable(() -> store.findByClientId("nightly.access"));
        source.refuse(false);
        await().ignoreException(JdbcStoreException.class).until(() -> store.findByClientId("nightly.access") != null);

        // Setting the clock back does not age the state.
        source.refuse(true);
        awaitFailedLook();
        wall.updateAndGet(now -> now.minus(Duration.ofDays(3)));
        assertThat(store.findByClientId("nightly.access")).isNotNull();
    }

    @Test
    void cachedStateNeverExpiresIfConfigured() throws Exception {
        reopen(builder().failClosedAfter(null));
        put(store, token("nightly.access"));
        store.findByClientId("nightly.access");
        source.refuse(true);
        awaitFailedLook();

        nanos.pass(Duration.ofDays(100));

        assertThat(store.findByClientId("nightly.access")).isNotNull();
    }

    private void awaitFailedLook() {
        await().untilAsserted(() -> assertUnavailable(() -> store.awaitChanges(Duration.ofSeconds(20))));
    }

    @Test
    void missedChangeDoesNotExtendCachedState() throws Exception {
        put(store, token("nightly.access"));
        store.findByClientId("nightly.access");
        source.refuse(true);
        awaitFailedLook();
        try (JdbcStore other = database.store().open()) {
            put(other, token("nightly.access").toBuilder().enabled(false).build());
        }
        nanos.pass(Duration.ofSeconds(31));
        assertUnavailable(() -> store.findByClientId("nightly.access"));

        source.refuse(false);

        // The first successful read returns the new token.
        ServiceToken first = await().ignoreException(JdbcStoreException.class)
                .until(() -> store.findByClientId("nightly.access"), found -> found != null);
        assertThat(first.enabled()).isFalse();
    }

    @Test
    void limitsWaitForBlockingPool() throws Exception {
        reopen(builder().readTimeout(Duration.ofMillis(50)).operationTimeout(Duration.ofMillis(50)));
        CountDownLatch over = source.hang();

        assertUnavailable(() -> store.findByClientId("nightly.access"));
        assertUnavailable(() -> put(store, token("nightly.access")));
        assertUnavailable(() ->
                store.recordLastSeen(java.util.Map.of(token("nightly.access").id(), END)));
        assertThat(store.configuration()).isNotNull();
        assertUnavailable(() -> builder().openTimeout(Duration.ofMillis(50)).open());

        over.countDown();
        await().ignoreException(JdbcStoreException.class)
                .untilAsserted(
                        () -> assertThat(store.findByClientId("nightly.access")).isNull());
    }

    @Test
    void limitsWaitForSilentDatabase() throws Exception {
        reopen(builder().readTimeout(Duration.ofMillis(50)));
        CountDownLatch over = source.holdAnswers();

        assertUnavailable(() -> store.findByClientId("nightly.access"));

        over.countDown();
        await().ignoreException(JdbcStoreException.class)
                .untilAsserted(
                        () -> assertThat(store.findByClientId("nightly.access")).isNull());
    }

    @Test
    void limitsTotalTimeOfSigningKeyRead() throws Exception {
        reopen(builder().readTimeout(Duration.ofMillis(50)));
        CountDownLatch over = source.holdState();

        assertUnavailable(() -> store.refreshSigningKeys());

        over.countDown();
        await().ignoreException(JdbcStoreException.class).until(() -> !store.refreshSigningKeys());
    }

    @Test
    void continuesPollingAfterError() throws Exception {
        AtomicBoolean noMemory = new AtomicBoolean();
        reopen(builder().nanos(() -> {
            if (noMemory.get() && Thread.currentThread().getName().equals("latchkey-jdbc-watch")) {
                throw new OutOfMemoryError("of a test");
            }
            return nanos.getAsLong();
        }));
        noMemory.set(true);
        awaitFailedLook();

        noMemory.set(false);

        await().ignoreException(JdbcStoreException.class).until(() -> {
            store.awaitChanges(Duration.ofSeconds(1));
            return true;
        });
    }

    // Commits

    @Test
    void changeCutOffBeforeCommitIsNotStored() throws Exception {
        source.commit(Commit.CUT_BEFORE);

        assertUnavailable(() -> put(store, token("nightly.access")));

        assertThat(store.findByClientId("nightly.access")).isNull();
        put(store, token("nightly.access"));
        assertThat(store.findByClientId("nightly.access")).isNotNull();
    }

    @Test
    void changeCutOffAfterCommitIsStored() throws Exception {
        source.commit(Commit.CUT_AFTER);

        put(store, token("nightly.access"));

        assertThat(store.findByClientId("nightly.access")).isNotNull();
        assertThat(database.query("SELECT change_number FROM latchkey_state")).isEqualTo("1");
    }

    @Test
    void changeThatIsRolledBackForAnotherIsMadeAgain() throws Exception {
        source.conflicts(2);

        put(store, token("nightly.access"));

        assertThat(store.findByClientId("nightly.access")).isNotNull();
    }

    @Test
    void changeThatIsRolledBackThreeTimesFails() throws Exception {
        source.conflicts(3);

        assertUnavailable(() -> put(store, token("nightly.access")));

        put(store, token("nightly.access"));
        assertThat(store.findByClientId("nightly.access")).isNotNull();
    }

    @Test
    void closedStoreLeavesNoThread() throws Exception {
        store.findByClientId("nightly.access");
        store.awaitChanges(Duration.ofSeconds(20));
        assertThat(threads()).isNotEqualTo(before);

        store.close();
        store.close();

        assertThat(before).containsAll(threads());
        assertUnavailable(() -> store.findByClientId("another.access"));
    }

    private static Set<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("latchkey-jdbc"))
                .collect(Collectors.toSet());
    }

    @Test
    void partlyFailedChangeIsNotStored() throws Exception {
        assertUnavailable(() -> store.change(draft -> {
            source.refuse(true);
            assertUnavailable(() -> draft.serviceToken("other.access"));
            source.refuse(false);
            draft.put(token("nightly.access"));
            return "done";
        }));

        assertThat(store.findByClientId("nightly.access")).isNull();
    }

    @Test
    void rejectsNestedChangeAndUseOfEndedDraft() throws Exception {
        assertThatThrownBy(() -> store.change(draft -> store.change(inner -> "inner")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("must not make another one");

        WritableStore.Draft over = store.change(draft -> draft);
        assertThatThrownBy(() -> over.put(token("nightly.access")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("has ended");
    }

    @Test
    void rejectsNameThatCannotBeStored() {
        for (String name : List.of("a\0b", "half \ud83d")) {
            assertThatThrownBy(() -> put(
                            store,
                            token("nightly.access").toBuilder().name(name).build()))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining("/name");
        }
    }

    // Misses

    @Test
    void concurrentReadsShareOneQuery() throws Exception {
        put(store, token("nightly.access"));
        // A store that sees its own change in the log forgets the read that runs then.
        reopen(builder());
        int before = source.tokenReads();
        CountDownLatch over = source.holdAnswers();
        ExecutorService threads = Executors.newFixedThreadPool(16);
        try {
            List<Future<ServiceToken>> answers = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                answers.add(threads.submit(() -> store.findByClientId("nightly.access")));
            }
            source.awaitHeldAnswer();
            over.countDown();
            for (Future<ServiceToken> answer : answers) {
                assertThat(answer.get()).isNotNull();
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(source.tokenReads() - before).isEqualTo(1);
    }

    @Test
    void doesNotCacheReadThatCrossedChange() throws Exception {
        put(store, token("nightly.access"));
        CountDownLatch over = source.holdAnswers();
        ExecutorService threads = Executors.newFixedThreadPool(1);
        try (JdbcStore other = database.store().open()) {
            Future<ServiceToken> before = threads.submit(() -> store.findByClientId("nightly.access"));
            source.awaitHeldAnswer();
            put(other, token("nightly.access").toBuilder().enabled(false).build());
            store.awaitChanges(Duration.ofSeconds(20));
            over.countDown();

            assertThat(before.get().enabled()).isTrue();
            assertThat(store.findByClientId("nightly.access").enabled()).isFalse();
            assertThat(store.findByClientId("nightly.access").enabled()).isFalse();
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void limitsQueriesForUnknownClientIds() throws Exception {
        reopen(builder().unknownIds(1000, Duration.ofSeconds(10), 25));
        put(store, token("nightly.access"));
        store.findByClientId("nightly.access");
        nanos.pass(Duration.ofSeconds(5));
        int before = source.tokenReads();

        int refused = 0;
        for (int i = 0; i < 500; i++) {
            try {
                assertThat(store.findByClientId("made-up-" + i)).isNull();
            } catch (JdbcStoreException e) {
                refused++;
            }
        }

        assertThat(source.tokenReads() - before).isEqualTo(25);
        assertThat(refused).isEqualTo(475);
        assertThat(store.findByClientId("nightly.access")).isNotNull();
        // A known Client ID is read again, even if the limit is exhausted.
        put(store, token("nightly.access").toBuilder().enabled(false).build());
        assertThat(store.findByClientId("nightly.access").enabled()).isFalse();

        nanos.pass(Duration.ofSeconds(1));
        assertThat(store.findByClientId("another")).isNull();
    }

    @Test
    void cachesUnknownClientId() throws Exception {
        int before = source.tokenReads();
        for (int i = 0; i < 10; i++) {
            assertThat(store.findByClientId("nobody.access")).isNull();
        }
        assertThat(source.tokenReads() - before).isEqualTo(1);

        nanos.pass(Duration.ofSeconds(11));
        store.awaitChanges(Duration.ofSeconds(20));
        assertThat(store.findByClientId("nobody.access")).isNull();
        assertThat(source.tokenReads() - before).isEqualTo(2);
    }

    @Test
    void findsNewTokenDespiteEarlierMiss() throws Exception {
        assertThat(store.findByClientId("new.access")).isNull();
        try (JdbcStore other = database.store().open()) {
            put(other, token("new.access"));
        }
        store.awaitChanges(Duration.ofSeconds(20));
        assertThat(store.findByClientId("new.access")).isNotNull();
    }

    @Test
    void unknownClientIdsEvictNoToken() throws Exception {
        reopen(builder().cachedTokens(10).unknownIds(10, Duration.ofSeconds(10), 1_000_000));
        put(store, token("nightly.access"));
        store.findByClientId("nightly.access");
        for (int i = 0; i < 500; i++) {
            assertThat(store.findByClientId("made-up-" + i)).isNull();
        }

        source.refuse(true);

        assertThat(store.findByClientId("nightly.access")).isNotNull();
    }

    // Logs

    @Test
    void logsNoDriverMessage() throws Exception {
        Logger logger = (Logger) LoggerFactory.getLogger("dev.latchkey.store.jdbc");
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        logger.addAppender(lines);
        logger.setLevel(Level.TRACE);
        logger.setAdditive(false);
        try {
            source.commit(Commit.CUT_AFTER);
            put(store, token("nightly.access"));
            source.refuse(true);
            awaitFailedLook();
            assertUnavailable(() -> store.findByClientId("other.access"));
            nanos.pass(Duration.ofSeconds(31));
            await().until(() -> List.copyOf(lines.list).stream().anyMatch(line -> line.getLevel() == Level.ERROR));
            source.refuse(false);
            await().ignoreException(JdbcStoreException.class).until(() -> store.findByClientId("other.access") == null);
        } finally {
            logger.setLevel(null);
            logger.setAdditive(true);
            logger.detachAppender(lines);
        }

        List<String> told = List.copyOf(lines.list).stream()
                .map(line -> line.getFormattedMessage() + ThrowableProxyUtil.asString(line.getThrowableProxy()))
                .toList();
        assertThat(told).anyMatch(line -> line.contains("SQLState 08001"));
        assertThat(told).noneMatch(line -> line.contains("hunter2") || line.contains("nightly"));
    }
}
