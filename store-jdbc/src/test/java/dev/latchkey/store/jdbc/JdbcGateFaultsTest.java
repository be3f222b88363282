package dev.latchkey.store.jdbc;

import static dev.latchkey.store.jdbc.Rows.application;
import static dev.latchkey.store.jdbc.Rows.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.latchkey.AccessDecision;
import dev.latchkey.AccessGate;
import dev.latchkey.AccessGate.Answer;
import dev.latchkey.PlainRequest;
import dev.latchkey.admin.Administration;
import dev.latchkey.model.IssuedServiceToken;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A gate on a node that loses its database, while another node does not. */
@DisplayName("request contract, section 3: requests while the database is down, slow or exhausted")
@Timeout(60)
class JdbcGateFaultsTest {

    private static final Duration LOOK = Duration.ofSeconds(20);
    private static final Duration BOUND = Duration.ofSeconds(30);

    private final ManualNanos nanos = new ManualNanos();
    private final IssuedServiceToken known = IssuedServiceToken.issue("known", Duration.ofDays(1), Instant.now());
    private final IssuedServiceToken unmet = IssuedServiceToken.issue("unmet", Duration.ofDays(1), Instant.now());

    private TestDatabase database;
    private FaultyDataSource source;
    private JdbcStore store;
    private JdbcStore other;
    private AccessGate gate;
    private AccessGate otherGate;
    private String jwt;

    @BeforeEach
    void letTheKnownOneIn() throws Exception {
        database = TestDatabase.of(SqlDialect.H2);
        source = new FaultyDataSource(database.source());
        other = database.store().open();
        put(other, application("api"));
        put(other, known.token());
        put(other, unmet.token());
        open(LOOK);
        otherGate = AccessGate.builder().store(other).build();
    }

    private void open(Duration timeout) throws Exception {
        store = JdbcStore.builder(source)
                .nanos(nanos)
                .pollInterval(Duration.ofMillis(5))
                .readTimeout(timeout)
                .operationTimeout(timeout)
                .unknownIds(1000, Duration.ofSeconds(10), 25)
                .open();
        gate = AccessGate.builder().store(store).build();
        // With a short timeout, the first attempts may fail on a busy machine.
        AccessDecision letIn = await().until(() -> gate.decide(pair(known)), AccessDecision.LetIn.class::isInstance);
        jwt = ((AccessDecision.LetIn) letIn).applicationToken();
    }

    @AfterEach
    void close() {
        source.refuse(true);
        otherGate.close();
        gate.close();
        store.close();
        other.close();
        database.close();
    }

    private static PlainRequest request() {
        return PlainRequest.get("https://api.example.com/");
    }

    private static PlainRequest pair(String clientId, String secret) {
        return request().header("CF-Access-Client-Id", clientId).header("CF-Access-Client-Secret", secret);
    }

    private static PlainRequest pair(IssuedServiceToken issued) {
        return pair(issued.clientId(), issued.secret().reveal());
    }

    private static PlainRequest cookie(String applicationToken) {
        return request().header("Cookie", "CF_Authorization=" + applicationToken);
    }

    /** Returns the status of a denial, or 200. */
    private int status(PlainRequest request) {
        AccessDecision decision = gate.decide(request);
        return decision instanceof AccessDecision.Denied denied ? denied.status() : 200;
    }

    private int pair() {
        return status(pair(known));
    }

    private int cookie() {
        return status(cookie(jwt));
    }

    /** Stops the database and waits until this node notices. */
    private void cutOff() throws Exception {
        store.awaitChanges(LOOK);
        source.refuse(true);
        await().untilAsserted(() ->
                assertThatThrownBy(() -> store.awaitChanges(LOOK)).isInstanceOf(JdbcStoreException.class));
    }

    /** Restores the database. Until this node has polled, it may answer 503, but nothing else that is wrong. */
    private void eventually(int expected, PlainRequest request) {
        source.refuse(false);
        ThrowingRunnable assertion = () -> assertThat(status(request)).isEqualTo(expected);
        await().failFast(() -> assertThat(status(request)).isIn(expected, 503)).untilAsserted(assertion);
    }

    @Test
    void admitsCachedClientUntilExpiry() throws Exception {
        cutOff();

        nanos.pass(BOUND);
        assertThat(pair()).isEqualTo(200);
        assertThat(cookie()).isEqualTo(200);
        assertThat(status(request())).isEqualTo(401);

        nanos.pass(Duration.ofMillis(1));
        assertThat(pair()).isEqualTo(503);
        assertThat(cookie()).isEqualTo(503);
        assertThat(status(request())).isEqualTo(503);
        assertThat(gate.certificates(request())).isInstanceOf(Answer.Refused.class);

        eventually(200, pair(known));
        assertThat(cookie()).isEqualTo(200);
        assertThat(status(request())).isEqualTo(401);
    }

    @Test
    void wrongSecretIs401UntilExpiryThen503() throws Exception {
        cutOff();
        PlainRequest wrong = pair(known.clientId(), unmet.secret().reveal());

        assertThat(status(wrong)).isEqualTo(401);

        nanos.pass(BOUND.plusMillis(1));
        assertThat(status(wrong)).isEqualTo(503);
    }

    @Test
    void uncachedClientIs503() throws Exception {
        PlainRequest madeUp = pair("made-up.access", known.secret().reveal());
        String jwtOfUnmet = ((AccessDecision.LetIn) otherGate.decide(pair(unmet))).applicationToken();
        cutOff();

        assertThat(status(pair(unmet))).isEqualTo(503);
        assertThat(status(cookie(jwtOfUnmet))).isEqualTo(503);
        assertThat(status(madeUp)).isEqualTo(503);

        eventually(200, pair(unmet));
        assertThat(status(cookie(jwtOfUnmet))).isEqualTo(200);
        assertThat(status(madeUp)).isEqualTo(401);
    }

    @Test
    @DisplayName("section 4: a key of another node is unavailable, not unknown")
    void sessionOfUnknownKeyIs503() throws Exception {
        cutOff();
        Administration.builder(other).build().keys().rotate();
        IssuedServiceToken later = IssuedServiceToken.issue("later", Duration.ofDays(1), Instant.now());
        put(other, later.token());
        String signedAnew = ((AccessDecision.LetIn) otherGate.decide(pair(later))).applicationToken();

        assertThat(status(cookie(signedAnew))).isEqualTo(503);
        assertThat(cookie()).isEqualTo(200);

        eventually(200, cookie(signedAnew));
        assertThat(cookie()).isEqualTo(200);
    }

    @Test
    void revokedBeforeOutageStaysDenied() throws Exception {
        put(other, known.token().toBuilder().enabled(false).build());
        store.awaitChanges(LOOK);
        assertThat(pair()).isEqualTo(401);
        cutOff();

        assertThat(pair()).isEqualTo(401);
        assertThat(cookie()).isEqualTo(401);

        nanos.pass(BOUND.plusMillis(1));
        assertThat(pair()).isEqualTo(503);
        assertThat(cookie()).isEqualTo(503);

        eventually(401, pair(known));
        assertThat(cookie()).isEqualTo(401);
    }

    @Test
    void revokedAndUnusedBeforeOutageStaysDenied() throws Exception {
        put(other, known.token().toBuilder().enabled(false).build());
        cutOff();

        assertThat(pair()).isEqualTo(503);
        assertThat(cookie()).isEqualTo(503);

        eventually(401, pair(known));
        assertThat(cookie()).isEqualTo(401);
    }

    @Test
    void endedSessionStaysDenied() throws Exception {
        assertThat(otherGate.endSession(cookie(jwt))).isInstanceOf(Answer.Good.class);
        cutOff();

        assertThat(cookie()).isEqualTo(401);
        assertThat(pair()).isEqualTo(200);

        nanos.pass(BOUND.plusMillis(1));
        assertThat(cookie()).isEqualTo(503);

        eventually(401, cookie(jwt));
    }

    @Test
    void revokedDuringOutageWorksOnlyUntilExpiry() throws Exception {
        cutOff();
        put(other, known.token().toBuilder().enabled(false).build());
        assertThat(pair()).isEqualTo(200);

        nanos.pass(BOUND.plusMillis(1));
        assertThat(pair()).isEqualTo(503);
        assertThat(cookie()).isEqualTo(503);

        eventually(401, pair(known));
        assertThat(cookie()).isEqualTo(401);
    }

    @Test
    void logoutFailsIfItCannotBeStored() throws Exception {
        cutOff();

        assertThat(gate.endSession(cookie(jwt)))
                .isInstanceOfSatisfying(
                        Answer.Refused.class,
                        refused -> assertThat(refused.denied().status()).isEqualTo(503));
        assertThat(cookie()).isEqualTo(200);
    }

    @Test
    void exhaustedPoolDoesNotDelayCachedClients() throws Exception {
        gate.close();
        store.close();
        open(Duration.ofMillis(50));
        CountDownLatch over = source.hang();
        try {
            assertThat(pair()).isEqualTo(200);
            assertThat(cookie()).isEqualTo(200);
            assertThat(status(pair(unmet))).isEqualTo(503);
            assertThat(status(pair("made-up.access", "secret"))).isEqualTo(503);
        } finally {
            over.countDown();
        }
        eventually(200, pair(unmet));
    }

    @Test
    void slowDatabaseDoesNotDelayCachedClients() throws Exception {
        gate.close();
        store.close();
        open(Duration.ofMillis(50));
        CountDownLatch over = source.holdAnswers();
        try {
            assertThat(pair()).isEqualTo(200);
            assertThat(status(pair(unmet))).isEqualTo(503);
        } finally {
            over.countDown();
        }
        eventually(200, pair(unmet));
    }

    @Test
    void floodOfUnknownIdsIs401ThenLimitedTo503() throws Exception {
        nanos.pass(Duration.ofSeconds(5));
        store.awaitChanges(LOOK);
        for (int i = 0; i < 25; i++) {
            assertThat(status(pair("made-up-" + i, "secret"))).isEqualTo(401);
        }
        assertThat(status(pair("made-up-25", "secret"))).isEqualTo(503);
        assertThat(status(pair(unmet))).isEqualTo(503);
        assertThat(pair()).isEqualTo(200);
        assertThat(cookie()).isEqualTo(200);

        nanos.pass(Duration.ofSeconds(1));
        assertThat(status(pair(unmet))).isEqualTo(200);
    }
}
