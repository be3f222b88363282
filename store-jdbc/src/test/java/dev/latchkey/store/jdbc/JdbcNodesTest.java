package dev.latchkey.store.jdbc;

import static dev.latchkey.store.jdbc.Rows.application;
import static dev.latchkey.store.jdbc.Rows.put;
import static dev.latchkey.store.jdbc.Rows.remove;
import static dev.latchkey.store.jdbc.Rows.token;
import static dev.latchkey.testing.internal.SampleSessions.session;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.latchkey.AccessDecision;
import dev.latchkey.AccessGate;
import dev.latchkey.PlainRequest;
import dev.latchkey.admin.Administration;
import dev.latchkey.event.AccessEvent;
import dev.latchkey.event.Reason;
import dev.latchkey.model.Application;
import dev.latchkey.model.CidrBlock;
import dev.latchkey.model.IpList;
import dev.latchkey.model.IssuedServiceToken;
import dev.latchkey.model.Policy;
import dev.latchkey.model.Rule;
import dev.latchkey.model.RuleGroup;
import dev.latchkey.model.ServiceToken;
import dev.latchkey.store.AccessConfiguration;
import dev.latchkey.store.EndedSessions;
import dev.latchkey.store.ForgottenSessions;
import dev.latchkey.store.RevocableSession;
import dev.latchkey.store.StoredSigningKey;
import dev.latchkey.testing.internal.SampleKeys;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two nodes on one database. */
@Timeout(60)
abstract class JdbcNodesTest {

    private static final Instant END = Instant.parse("9999-01-01T00:00:00Z");
    private static final Duration LOOK = Duration.ofSeconds(20);

    private final SqlDialect dialect;
    private TestDatabase database;
    private JdbcStore one;
    private JdbcStore two;

    JdbcNodesTest(SqlDialect dialect) {
        this.dialect = dialect;
    }

    @BeforeEach
    void open() throws Exception {
        database = TestDatabase.of(dialect);
        one = database.store().open();
        two = database.store().open();
    }

    @AfterEach
    void close() {
        if (two != null) {
            one.close();
            two.close();
        }
        if (database != null) {
            database.close();
        }
    }

    private static void eventually(ThrowingRunnable assertion) {
        await().untilAsserted(assertion);
    }

    @Test
    void tokenChangesReachOtherNode() throws Exception {
        ServiceToken made = token("nightly.access");
        assertThat(two.findByClientId("nightly.access")).isNull();

        put(one, made);
        eventually(() -> assertThat(two.findByClientId("nightly.access")).isNotNull());

        put(one, made.toBuilder().enabled(false).build());
        eventually(
                () -> assertThat(two.findByClientId("nightly.access").enabled()).isFalse());

        remove(one, made);
        eventually(() -> assertThat(two.findByClientId("nightly.access")).isNull());
    }

    @Test
    void changedClientIdReplacesOldOneEverywhere() throws Exception {
        ServiceToken made = token("old.access");
        put(one, made);
        assertThat(two.findByClientId("old.access")).isNotNull();

        put(
                one,
                ServiceToken.builder("new.access")
                        .id(made.id())
                        .digest(made.digest())
                        .build());

        eventually(() -> assertThat(two.findByClientId("old.access")).isNull());
        assertThat(two.findByClientId("new.access")).isNotNull();
    }

    @Test
    void onlyConfigurationChangeCreatesNewObject() throws Exception {
        AccessConfiguration first = two.configuration();
        put(one, application("api"));
        eventually(() -> assertThat(two.configuration().applications()).hasSize(1));
        AccessConfiguration second = two.configuration();
        assertThat(second).isNotSameAs(first);
        assertThat(second).isEqualTo(one.configuration());

        put(one, token("nightly.access"));
        one.revoke(session("session-1", END));
        eventually(() -> assertThat(two.isRevoked(session("session-1"))).isTrue());

        assertThat(two.configuration()).isSameAs(second);
    }

    @Test
    void otherNodeKeepsOrderAndUnknownMembers() throws Exception {
        for (String name : List.of("c", "a", "b")) {
            put(one, application(name));
        }
        Application a = one.configuration().applications().get(1);
        put(
                one,
                a.toBuilder()
                        .otherMembers(java.util.Map.of("logo_url", "https://example.com/\u0000é😀"))
                        .build());
        Application c = one.configuration().applications().get(0);
        one.change(draft -> {
            draft.put(draft.configuration().withoutApplication(c.id()));
            return c;
        });

        eventually(() -> assertThat(two.configuration().applications())
                .extracting(Application::name)
                .containsExactly("a", "b"));
        assertThat(two.configuration().applications().get(0).otherMembers())
                .containsEntry("logo_url", "https://example.com/\u0000é😀");
    }

    @Test
    void groupAndIpListChangesReachOtherNode() throws Exception {
        IssuedServiceToken issued = IssuedServiceToken.issue("nightly", Duration.ofDays(1), Instant.now());
        put(one, issued.token());
        IpList list = IpList.builder("offices")
                .block(CidrBlock.parse("203.0.113.0/24"))
                .build();
        RuleGroup group = RuleGroup.builder("jobs")
                .include(new Rule.AnyValidServiceToken())
                .require(new Rule.OfIpList(list.id()))
                .build();
        Application api = Application.named("api")
                .domain("api.example.com")
                .policy(Policy.builder("jobs", Policy.Decision.NON_IDENTITY)
                        .include(new Rule.OfGroup(group.id()))
                        .build())
                .build();
        configure(api, group, list);
        try (AccessGate there = AccessGate.builder().store(two).build()) {
            PlainRequest pair = pair(issued);
            eventually(() -> assertThat(there.decide(pair).reason()).isEqualTo(Reason.NO_POLICY));

            configure(
                    api,
                    group,
                    IpList.builder("here")
                            .id(list.id())
                            .block(CidrBlock.parse("127.0.0.1/32"))
                            .build());
            eventually(() -> assertThat(there.decide(pair)).isInstanceOf(AccessDecision.LetIn.class));

            RuleGroup others = RuleGroup.builder("others")
                    .id(group.id())
                    .include(new Rule.OneServiceToken(UUID.randomUUID()))
                    .build();
            configure(api, others);
            eventually(() -> assertThat(there.decide(pair).reason()).isEqualTo(Reason.NO_POLICY));
        }
    }

    private void configure(Application application, RuleGroup group, IpList... lists) throws Exception {
        one.change(draft -> {
            draft.put(new AccessConfiguration(
                    draft.configuration().organization(),
                    List.of(application),
                    List.of(),
                    List.of(group),
                    List.of(lists)));
            return group;
        });
    }

    private static PlainRequest pair(IssuedServiceToken issued) {
        return PlainRequest.get("https://api.example.com/")
                .header("CF-Access-Client-Id", issued.clientId())
                .header("CF-Access-Client-Secret", issued.secret().reveal());
    }

    @Test
    @DisplayName("management contract, section 1: last_seen_at is the last use on any node")
    void useReachesOtherNode() throws Exception {
        Instant first = Instant.parse("2026-11-20T12:00:00Z");
        Instant second = first.plusSeconds(90);
        IssuedServiceToken issued = IssuedServiceToken.issue("nightly", Duration.ofDays(1), first);
        put(one, issued.token());
        put(one, application("api"));
        two.awaitChanges(LOOK);

        // The later use is written first, and must not be overwritten by the earlier one.
        use(two, issued, second);
        assertThat(one.findById(issued.token().id()).lastSeenAt()).isEqualTo(second);
        use(one, issued, first);
        assertThat(two.findById(issued.token().id()).lastSeenAt()).isEqualTo(second);
    }

    private static void use(JdbcStore store, IssuedServiceToken issued, Instant moment) {
        try (AccessGate gate =
                AccessGate.builder().store(store).clock(() -> moment).build()) {
            assertThat(gate.decide(pair(issued))).isInstanceOf(AccessDecision.LetIn.class);
        }
    }

    @Test
    void sessionEndsOnBothNodes() throws Exception {
        one.revoke(session("session-1", END));

        eventually(() -> assertThat(two.isRevoked(session("session-1"))).isTrue());
        try (JdbcStore three = database.store().open()) {
            assertThat(three.isRevoked(session("session-1"))).isTrue();
            assertThat(three.isRevoked(session("session-2"))).isFalse();
        }
    }

    @Test
    void sessionsOfAnotherStoreEndOnBothNodes() throws Exception {
        Instant issued = END.minus(Duration.ofDays(1));
        ForgottenSessions.Range range = new ForgottenSessions.Range(issued, issued.plusSeconds(60), END);
        RevocableSession forgotten = new RevocableSession("forgotten", issued.plusSeconds(30), END.minusSeconds(1));
        RevocableSession kept = session("kept", END.minus(Duration.ofDays(9)));

        one.revokeAll(new EndedSessions(Map.of(), ForgottenSessions.of(List.of(range))));
        assertThat(one.isRevoked(forgotten)).isTrue();
        eventually(() -> assertThat(two.isRevoked(forgotten)).isTrue());
        assertThat(two.isRevoked(kept)).isFalse();

        one.revokeAll(new EndedSessions(Map.of(kept.id(), kept), ForgottenSessions.NONE));
        eventually(() -> assertThat(two.isRevoked(kept)).isTrue());
        try (JdbcStore three = database.store().open()) {
            assertThat(three.isRevoked(forgotten)).isTrue();
            assertThat(three.isRevoked(kept)).isTrue();
        }
    }

    @Test
    void bothNodesUseNewSigningKey() throws Exception {
        StoredSigningKey key = SampleKeys.key("1", Instant.parse("2026-11-20T12:00:00Z"));
        one.replaceSigningKeys(null, List.of(key));

        two.awaitChanges(LOOK);
        List<StoredSigningKey> known = two.signingKeys();
        assertThat(known).containsExactly(key);

        put(one, token("nightly.access"));
        two.awaitChanges(LOOK);
        assertThat(two.signingKeys()).isSameAs(known);
    }

    @Test
    void nodesThatStartTogetherKeepOneKey() throws Exception {
        List<AccessEvent> made = new CopyOnWriteArrayList<>();
        try (JdbcStore three = lateStore()) {
            List<AccessGate> gates = Stream.of(one, two, three)
                    .map(store -> AccessGate.builder()
                            .store(store)
                            .eventListener(made::add)
                            .build())
                    .toList();
            eventually(() -> assertThat(three.signingKeys()).isNotEmpty());
            // Closing a gate waits for its background thread.
            gates.forEach(AccessGate::close);

            two.awaitChanges(LOOK);
            // Databases round the time of creation.
            assertThat(two.signingKeys())
                    .extracting(StoredSigningKey::kid)
                    .containsExactly(three.signingKeys().get(0).kid());
            assertThat(made).hasSize(1);
        }
    }

    @Test
    void loadsKeyOfOtherNodeAtOnce() throws Exception {
        try (JdbcStore late = lateStore()) {
            StoredSigningKey key = SampleKeys.key("1", Instant.parse("2026-11-20T12:00:00Z"));
            one.replaceSigningKeys(null, List.of(key));
            assertThat(late.signingKeys()).isEmpty();

            assertThat(late.refreshSigningKeys()).isTrue();

            List<StoredSigningKey> known = late.signingKeys();
            assertThat(known).containsExactly(key);
            assertThat(late.refreshSigningKeys()).isFalse();
            assertThat(late.signingKeys()).isSameAs(known);
        }
    }

    @Test
    void acceptsCookieSignedByNewKeyOfOtherNode() throws Exception {
        put(one, application("api"));
        IssuedServiceToken issued = IssuedServiceToken.issue("nightly", Duration.ofDays(1), Instant.now());
        put(one, issued.token());
        // The other node must not learn of the key by creating its own at start.
        try (AccessGate here =
                        AccessGate.builder().store(one).background(task -> {}).build();
                JdbcStore late = lateStore();
                AccessGate there =
                        AccessGate.builder().store(late).background(task -> {}).build()) {
            Administration.builder(one).build().keys().rotate();
            assertThat(late.signingKeys()).isEmpty();
            AccessDecision pair = here.decide(pair(issued));

            String jwt = ((AccessDecision.LetIn) pair).applicationToken();
            AccessDecision cookie = there.decide(
                    PlainRequest.get("https://api.example.com/").header("Cookie", "CF_Authorization=" + jwt));

            assertThat(cookie).isInstanceOf(AccessDecision.LetIn.class);
            assertThat(late.signingKeys())
                    .extracting(StoredSigningKey::kid)
                    .containsExactly(one.signingKeys().get(0).kid());
        }
    }

    /** A node that polls once an hour and does not listen. */
    private JdbcStore lateStore() throws Exception {
        return database.store()
                .listen(false)
                .pollInterval(Duration.ofHours(1))
                .failClosedAfter(null)
                .open();
    }

    @Test
    void startOfRecordingIsEqualOnAllNodes() throws Exception {
        Instant since = one.usesRecordedSince();

        assertThat(since)
                .isBetween(Instant.now().minusSeconds(600), Instant.now().plusSeconds(60));
        assertThat(two.usesRecordedSince()).isEqualTo(since);
        try (JdbcStore three = database.store().open()) {
            assertThat(three.usesRecordedSince()).isEqualTo(since);
        }
    }

    @Test
    void concurrentRotationsHaveOneWinner() throws Exception {
        Instant now = Instant.parse("2026-11-20T12:00:00Z");
        for (int round = 0; round < 10; round++) {
            List<StoredSigningKey> before = one.signingKeys();
            String expected = before.isEmpty() ? null : before.get(0).kid();
            List<List<StoredSigningKey>> answers = atOnce(List.of(
                    () -> one.replaceSigningKeys(
                            expected, List.of(SampleKeys.key("a" + before.size() + expected, now))),
                    () -> two.replaceSigningKeys(
                            expected, List.of(SampleKeys.key("b" + before.size() + expected, now)))));
            assertThat(answers.get(0)).isEqualTo(answers.get(1)).hasSize(1);
            one.awaitChanges(LOOK);
            two.awaitChanges(LOOK);
            assertThat(one.signingKeys()).isEqualTo(answers.get(0));
            assertThat(two.signingKeys()).isEqualTo(answers.get(0));
        }
    }

    @Test
    void concurrentStartsCreateTablesOnce() throws Exception {
        try (TestDatabase empty = TestDatabase.of(dialect)) {
            Callable<JdbcStore> start = () -> empty.store().open();
            List<JdbcStore> started = atOnce(List.of(start, start, start, start));
            put(started.get(0), token("nightly.access"));
            for (JdbcStore store : started) {
                assertThat(store.findByClientId("nightly.access")).isNotNull();
            }
            started.forEach(JdbcStore::close);
            assertThat(empty.query("SELECT COUNT(*) FROM latchkey_schema")).isEqualTo("1");
        }
    }

    private static <R> List<R> atOnce(List<Callable<R>> tasks) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(tasks.size());
        try {
            CyclicBarrier start = new CyclicBarrier(tasks.size());
            List<Future<R>> futures = new ArrayList<>();
            for (Callable<R> task : tasks) {
                futures.add(threads.submit(() -> {
                    start.await();
                    return task.call();
                }));
            }
            List<R> answers = new ArrayList<>();
            for (Future<R> future : futures) {
                answers.add(future.get());
            }
            return answers;
        } finally {
            threads.shutdownNow();
        }
    }

    // Reloads

    @Test
    void reloadsIfChangesAreMissingFromLog() throws Exception {
        ServiceToken made = token("nightly.access");
        put(one, made);
        assertThat(two.findByClientId("nightly.access")).isNotNull();

        database.run("UPDATE latchkey_service_token SET enabled = FALSE");
        database.run("DELETE FROM latchkey_change_log");
        database.run("UPDATE latchkey_state SET change_number = change_number + 20000");

        eventually(
                () -> assertThat(two.findByClientId("nightly.access").enabled()).isFalse());
        put(one, made);
        eventually(
                () -> assertThat(two.findByClientId("nightly.access").enabled()).isTrue());
    }

    @Test
    void reloadsAfterManualChangeOfStamp() throws Exception {
        put(one, application("api"));
        put(one, token("nightly.access"));
        assertThat(two.findByClientId("nightly.access")).isNotNull();
        two.awaitChanges(LOOK);

        database.run("UPDATE latchkey_service_token SET enabled = FALSE");
        database.run("DELETE FROM latchkey_configuration");
        database.run("UPDATE latchkey_state SET stamp = stamp + 1");

        eventually(() -> {
            assertThat(two.findByClientId("nightly.access").enabled()).isFalse();
            assertThat(two.configuration().applications()).isEmpty();
        });
        one.awaitChanges(LOOK);
        put(one, application("other"));
        eventually(() -> assertThat(two.configuration().applications())
                .extracting(Application::name)
                .containsExactly("other"));
    }

    @Test
    void reloadsRestoredDatabaseWithLowerNumber() throws Exception {
        put(one, application("api"));
        put(one, token("nightly.access"));
        assertThat(two.findByClientId("nightly.access")).isNotNull();
        eventually(() -> assertThat(two.configuration().applications()).hasSize(1));

        restoreToTheBeginning("0");

        eventually(() -> assertThat(two.configuration().applications()).isEmpty());
        eventually(() -> assertThat(two.findByClientId("nightly.access")).isNull());
        put(two, application("other"));
        eventually(() -> assertThat(one.configuration().applications())
                .extracting(Application::name)
                .containsExactly("other"));
    }

    @Test
    void reloadsRestoredDatabaseWithSameNumber() throws Exception {
        put(one, application("api"));
        put(one, token("nightly.access"));
        assertThat(two.findByClientId("nightly.access")).isNotNull();
        eventually(() -> assertThat(two.configuration().applications()).hasSize(1));

        restoreToTheBeginning("2");

        eventually(() -> assertThat(two.configuration().applications()).isEmpty());
        eventually(() -> assertThat(two.findByClientId("nightly.access")).isNull());
    }

    @Test
    void changeAppliesToRestoredDatabase() throws Exception {
        put(one, application("api"));

        restoreToTheBeginning("1");
        put(one, application("other"));

        assertThat(one.configuration().applications())
                .extracting(Application::name)
                .doesNotContain("api");
        // A poll that began before the change may end after it. The next one sees the change.
        eventually(() -> assertThat(one.configuration().applications())
                .extracting(Application::name)
                .containsExactly("other"));
    }

    private void restoreToTheBeginning(String number) {
        database.run("DELETE FROM latchkey_service_token");
        database.run("DELETE FROM latchkey_configuration");
        database.run("DELETE FROM latchkey_change_log");
        database.run("UPDATE latchkey_state SET stamp = 42, configuration_stamp = 0, change_number = " + number);
    }

    @Test
    void limitsChangeLog() throws Exception {
        database.run("INSERT INTO latchkey_change_log (change_number, place, stamp, kind, subject)"
                + " VALUES (9, 0, 1, 'TOKEN', 'a')");
        database.run("UPDATE latchkey_state SET change_number = 10099");

        put(one, token("nightly.access"));

        assertThat(database.query("SELECT MIN(change_number) FROM latchkey_change_log"))
                .isEqualTo("10100");
    }

    /** A node with a fast clock sweeps; all nodes, including later ones, keep the sessions ended. */
    @Test
    void sessionsStayEndedDespiteFastClock() throws Exception {
        Instant now = Instant.now();
        List<RevocableSession> ended = new ArrayList<>();
        for (int i = 0; i < ForgottenSessions.KEPT_EXPIRED + 5; i++) {
            ended.add(new RevocableSession("ended-" + i, now.minusSeconds(i), now.plusSeconds(3600 - i)));
        }
        insert(ended);
        try (JdbcStore fast = database.store()
                .clock(() -> Instant.now().plus(Duration.ofDays(3)))
                .open()) {
            fast.revoke(session("another", END));
            assertThat(ended).allMatch(session -> isRevoked(fast, session));
        }
        assertThat(database.query("SELECT COUNT(*) FROM latchkey_revocation"))
                .isEqualTo(String.valueOf(ForgottenSessions.KEPT_EXPIRED + 1));

        try (JdbcStore three = database.store().open()) {
            assertThat(ended).allMatch(session -> isRevoked(three, session));
            assertThat(three.isRevoked(new RevocableSession("new", now.plusSeconds(1), now.plusSeconds(3601))))
                    .isFalse();
        }
        eventually(() -> assertThat(two.isRevoked(session("another"))).isTrue());
        assertThat(two.isRevoked(ended.get(ended.size() - 1))).isTrue();
    }

    private static boolean isRevoked(JdbcStore store, RevocableSession session) {
        try {
            return store.isRevoked(session);
        } catch (JdbcStoreException e) {
            throw new IllegalStateException(e);
        }
    }

    /** As earlier changes left them. */
    private void insert(List<RevocableSession> sessions) throws Exception {
        try (Connection connection = database.source().getConnection();
                PreparedStatement statement = connection.prepareStatement(
                        "INSERT INTO latchkey_revocation (session_id, issued_at, ends_at, change_number)"
                                + " VALUES (?, ?, ?, 0)")) {
            for (RevocableSession session : sessions) {
                statement.setString(1, session.id());
                statement.setLong(2, session.issuedAt().getEpochSecond() * 1_000_000);
                statement.setLong(3, session.expiresAt().getEpochSecond() * 1_000_000);
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }
}
