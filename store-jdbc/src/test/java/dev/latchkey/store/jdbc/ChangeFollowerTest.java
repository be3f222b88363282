package dev.latchkey.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

final class ChangeFollowerTest {

    private final LocalState localState = mock(LocalState.class);
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private TestDatabase database;
    private BoundedConnection db;
    private StateRow now;

    @BeforeEach
    void open() throws Exception {
        database = TestDatabase.of(SqlDialect.H2);
        database.store().open().close();
        db = BoundedConnection.of(database.source().getConnection(), SqlDialect.H2, TestSettings.LIMIT);
        now = StateRow.read(db.autoCommitting());
        log.start();
        ((Logger) LoggerFactory.getLogger(ChangeFollower.class)).addAppender(log);
    }

    @AfterEach
    void close() {
        ((Logger) LoggerFactory.getLogger(ChangeFollower.class)).detachAppender(log);
        db.close();
        database.close();
    }

    private ChangeFollower after(StateRow seen) {
        return new ChangeFollower(localState, mock(KeyRows.class), TestSettings.of(new ManualNanos()), seen);
    }

    @Test
    void confirmsTheCopyIfNothingChanged() throws Exception {
        after(now).poll(db, false);

        verify(localState, never()).learn(any());
        verify(localState).confirm(any());
    }

    @Test
    void readsChangesWhenItIsNotified() throws Exception {
        after(now).poll(db, true);

        verify(localState).learn(any());
        verify(localState).confirm(any());
        assertThat(log.list).isEmpty();
    }

    @Test
    void reloadsOnceIfHistoryIsAnother() throws Exception {
        ChangeFollower follower = after(new StateRow(now.number() + 7, 1, 1, 1));

        follower.poll(db, false);
        follower.poll(db, false);

        verify(localState, times(1)).learn(any());
        verify(localState, times(2)).confirm(any());
        assertThat(log.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .containsExactly("change log is incomplete (" + (now.number() + 7) + ".." + now.number()
                        + "); reloading everything");
    }
}
