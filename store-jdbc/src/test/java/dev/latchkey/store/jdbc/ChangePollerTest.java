package dev.latchkey.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyBoolean;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.atLeastOnce;
import static org.mockito.Mockito.clearInvocations;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.timeout;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.LoggerFactory;

@DisplayName("Polling for the changes of other nodes")
@Timeout(60)
final class ChangePollerTest {

    private static final Duration NEVER = Duration.ofHours(1);
    private static final Duration SHORT = Duration.ofMillis(5);
    private static final int PROCESS = 4711;

    private final ManualNanos nanos = new ManualNanos();
    private final Database database = mock(Database.class);
    private final LocalState localState = mock(LocalState.class);
    private final ChangeFollower follower = mock(ChangeFollower.class);
    private final Connection connection = mock(Connection.class);
    private final Statement statement = mock(Statement.class);
    private final ResultSet process = mock(ResultSet.class);
    private final PGConnection driver = mock(PGConnection.class);

    /** What the driver gives to the thread that listens. */
    private final BlockingQueue<PGNotification[]> notifications = new LinkedBlockingQueue<>();

    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private ChangePoller poller;

    @BeforeEach
    void connect() throws Exception {
        PreparedStatement prepared = mock(PreparedStatement.class);
        when(prepared.executeQuery()).thenReturn(process);
        when(process.next()).thenReturn(true);
        when(process.getInt(1)).thenReturn(PROCESS);
        when(driver.getBackendPID()).thenReturn(PROCESS);
        when(driver.getNotifications(anyInt()))
                .thenAnswer(call -> notifications.poll(call.<Integer>getArgument(0), TimeUnit.MILLISECONDS));
        when(connection.prepareStatement(anyString())).thenReturn(prepared);
        when(connection.createStatement()).thenReturn(statement);
        when(connection.isWrapperFor(PGConnection.class)).thenReturn(true);
        when(connection.unwrap(PGConnection.class)).thenReturn(driver);
        when(connection.getAutoCommit()).thenReturn(true);
        when(database.dialect()).thenReturn(SqlDialect.POSTGRESQL);
        when(database.borrow(any())).thenAnswer(call -> borrowed());
        log.start();
        ((Logger) LoggerFactory.getLogger(ChangePoller.class)).addAppender(log);
    }

    private BoundedConnection borrowed() throws SQLException {
        return BoundedConnection.of(connection, SqlDialect.POSTGRESQL, TestSettings.LIMIT);
    }

    @AfterEach
    void close() {
        if (poller != null) {
            poller.close();
        }
        ((Logger) LoggerFactory.getLogger(ChangePoller.class)).detachAppender(log);
    }

    private void start(Duration pollInterval, boolean listen) {
        poller = new ChangePoller(database, localState, follower, TestSettings.of(nanos, pollInterval, listen));
        poller.start();
    }

    private List<String> logged() {
        return List.copyOf(log.list).stream()
                .map(event -> event.getLevel() + " " + event.getFormattedMessage())
                .toList();
    }

    private void awaitPolls(int atLeast) throws Exception {
        clearInvocations(follower);
        verify(follower, timeout(20_000).atLeast(atLeast)).poll(any(), anyBoolean());
    }

    @Test
    void repeatsUntilItIsClosed() throws Exception {
        start(SHORT, false);
        awaitPolls(3);
        verify(follower, never()).poll(any(), eq(true));
        verify(driver, never()).getNotifications(anyInt());
        verify(connection, atLeastOnce()).close();

        poller.close();

        clearInvocations(follower);
        assertThatThrownBy(() -> poller.awaitPoll(TestSettings.LIMIT))
                .isInstanceOf(JdbcStoreException.class)
                .hasMessageContaining("polling for changes: java.lang.IllegalStateException");
        verify(follower, never()).poll(any(), anyBoolean());
    }

    @Test
    void doesNotListenOnAnotherDatabase() throws Exception {
        when(database.dialect()).thenReturn(SqlDialect.H2);
        start(SHORT, true);

        awaitPolls(2);

        verify(driver, never()).getNotifications(anyInt());
        assertThat(logged()).isEmpty();
    }

    @Test
    void aPollCanBeAwaited() throws Exception {
        start(SHORT, false);

        poller.awaitPoll(TestSettings.LIMIT);

        verify(follower, atLeastOnce()).poll(any(), anyBoolean());
    }

    @Test
    void isNotAwaitedForever() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        doAnswer(call -> {
                    over.await();
                    return null;
                })
                .when(follower)
                .poll(any(), anyBoolean());
        start(SHORT, false);

        assertThatThrownBy(() -> poller.awaitPoll(Duration.ofMillis(20)))
                .isInstanceOf(JdbcStoreException.class)
                .hasMessage("the poll for changes did not finish within 20 ms");

        over.countDown();
    }

    @Test
    void saysOnceThatItFailsAndOnceThatItWorksAgain() throws Exception {
        AtomicBoolean fails = new AtomicBoolean(true);
        doAnswer(call -> {
                    if (fails.get()) {
                        throw new SQLException("may quote a row", "08006");
                    }
                    return null;
                })
                .when(follower)
                .poll(any(), anyBoolean());
        start(SHORT, false);
        awaitPolls(3);
        assertThatThrownBy(() -> poller.awaitPoll(TestSettings.LIMIT)).hasMessageContaining("08006");

        fails.set(false);
        await().until(() -> logged().size() == 2);

        awaitPolls(3);
        assertThat(logged())
                .containsExactly(
                        "WARN cannot poll the database for changes (java.sql.SQLException, SQLState 08006);"
                                + " continuing with cached state",
                        "INFO polling the database for changes works again");
    }

    @Test
    void saysOnceThatTheCopyHasExpired() throws Exception {
        doThrow(new SQLException("may quote a row", "08006")).when(follower).poll(any(), anyBoolean());
        when(localState.isStale()).thenReturn(true);
        when(localState.age()).thenReturn(Duration.ofSeconds(31));
        start(SHORT, false);
        awaitPolls(3);

        assertThat(logged())
                .filteredOn(line -> line.startsWith("ERROR"))
                .containsExactly(
                        "ERROR cached state is 31000 ms old and expired; requests get 503 until the database is"
                                + " reachable");
    }

    @Test
    void sweepsOnceAMinute() throws Exception {
        start(SHORT, false);
        awaitPolls(2);
        nanos.pass(Duration.ofMinutes(1));
        awaitPolls(2);
        verify(localState, never()).sweep();

        nanos.pass(Duration.ofNanos(1));
        awaitPolls(3);

        verify(localState).sweep();
    }

    @Test
    void pollsWhenANotificationArrives() throws Exception {
        start(NEVER, true);
        verify(statement, timeout(20_000)).execute("LISTEN latchkey_change");
        verify(follower, timeout(20_000)).poll(any(), eq(false));

        notifications.add(new PGNotification[0]);
        notifications.add(new PGNotification[] {mock(PGNotification.class)});

        verify(follower, timeout(20_000)).poll(any(), eq(true));
        poller.close();
        verify(statement).execute("UNLISTEN latchkey_change");
        verify(connection, atLeastOnce()).close();
        assertThat(logged()).isEmpty();
    }

    @Test
    void keepsPollingWhileItListens() throws Exception {
        start(SHORT, true);
        verify(statement, timeout(20_000)).execute("LISTEN latchkey_change");

        awaitPolls(3);

        verify(follower, never()).poll(any(), eq(true));
    }

    @Test
    void listensAgainAfterItsConnectionBroke() throws Exception {
        when(driver.getNotifications(anyInt()))
                .thenThrow(new SQLException("cut", "08006"))
                .thenAnswer(call -> notifications.poll(call.<Integer>getArgument(0), TimeUnit.MILLISECONDS));
        start(Duration.ofMillis(300), true);

        verify(statement, timeout(20_000).times(2)).execute("LISTEN latchkey_change");

        await().until(() -> logged().size() == 2);
        assertThat(logged().get(0)).startsWith("WARN cannot poll");
        assertThat(logged().get(1)).isEqualTo("INFO polling the database for changes works again");
    }

    private void assertPollsBecause(String why) throws Exception {
        start(SHORT, true);
        awaitPolls(3);
        assertThat(logged())
                .containsExactly("INFO LISTEN is not available (" + why + "); polling for changes every 5 ms");
        verify(driver, never()).getNotifications(anyInt());
        poller.close();
        verify(statement, never()).execute("UNLISTEN latchkey_change");
    }

    @Test
    void doesNotListenThroughAPooler() throws Exception {
        when(process.getInt(1)).thenReturn(PROCESS + 1);

        assertPollsBecause("a connection pooler is in front of PostgreSQL");
    }

    @Test
    void doesNotListenWithAnotherDriver() throws Exception {
        when(connection.isWrapperFor(PGConnection.class)).thenReturn(false);

        assertPollsBecause("the driver is not the PostgreSQL JDBC driver");
    }

    @Test
    void doesNotListenOnTheOnlyConnection() throws Exception {
        AtomicBoolean first = new AtomicBoolean(true);
        when(database.borrow(any())).thenAnswer(call -> {
            if (!first.getAndSet(false)) {
                throw new JdbcStoreException("no database connection within 20000 ms");
            }
            return borrowed();
        });
        start(SHORT, true);

        await().until(() -> !logged().isEmpty());

        assertThat(logged().get(0))
                .isEqualTo("INFO LISTEN is not available (the connection pool has no second connection);"
                        + " polling for changes every 5 ms");
    }

    @Test
    void triesAgainIfAStandbyRefusesToListen() throws Exception {
        AtomicBoolean refuses = new AtomicBoolean(true);
        doAnswer(call -> {
                    if (refuses.get()) {
                        throw new SQLException("standby", "25006");
                    }
                    return true;
                })
                .when(statement)
                .execute("LISTEN latchkey_change");
        start(SHORT, true);
        awaitPolls(3);
        verify(statement, atLeastOnce()).execute("LISTEN latchkey_change");
        assertThat(logged())
                .containsExactly("INFO LISTEN is not available (java.sql.SQLException, SQLState 25006);"
                        + " polling for changes every 5 ms");

        refuses.set(false);
        await().untilAsserted(() -> verify(driver, atLeastOnce()).getNotifications(anyInt()));
    }

    @Test
    void failsIfItCannotAskWhetherToListen() throws Exception {
        doThrow(new SQLException("cut", "08006")).when(statement).execute("LISTEN latchkey_change");
        start(SHORT, true);

        await().until(() -> !logged().isEmpty());

        assertThat(logged().get(0)).startsWith("WARN cannot poll the database for changes");
        verify(follower, never()).poll(any(), anyBoolean());
        verify(connection, atLeastOnce()).close();
    }
}
