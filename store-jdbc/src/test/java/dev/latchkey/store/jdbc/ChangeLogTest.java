package dev.latchkey.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.store.jdbc.ChangeLog.Changes;
import dev.latchkey.store.jdbc.ChangeLog.Entry;
import dev.latchkey.store.jdbc.ChangeLog.Kind;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class ChangeLogTest {

    private static final Entry TOKEN = new Entry(Kind.TOKEN, "a.access");
    private static final Entry OTHER = new Entry(Kind.TOKEN, "b.access");
    private static final Entry SESSION = new Entry(Kind.SESSION, "session-1");

    private TestDatabase database;
    private BoundedConnection db;

    @BeforeEach
    void open() throws Exception {
        database = TestDatabase.of(SqlDialect.H2);
        database.store().open().close();
        db = BoundedConnection.of(database.source().getConnection(), SqlDialect.H2, Duration.ofSeconds(20));
    }

    @AfterEach
    void close() {
        db.close();
        database.close();
    }

    private static StateRow state(long number) {
        return number == 0 ? new StateRow(0, 0, 0, 0) : new StateRow(number, 100 + number, 0, 0);
    }

    private void log(long... numbers) throws SQLException {
        for (long number : numbers) {
            ChangeLog.append(db.autoCommitting(), state(number), List.of(number == 3 ? SESSION : TOKEN, OTHER));
        }
    }

    private Changes between(StateRow seen, StateRow now) throws SQLException {
        return ChangeLog.between(db, seen, now, (number, stamp) -> number == 4);
    }

    @Test
    void listsChanges() throws Exception {
        log(1, 2, 3, 4);

        assertThat(between(state(0), state(4)))
                .isEqualTo(new Changes(List.of("a.access", "b.access", "a.access", "b.access", "b.access"), true));
        assertThat(between(state(2), state(4))).isEqualTo(new Changes(List.of("b.access"), true));
        assertThat(between(state(3), state(4))).isEqualTo(new Changes(List.of(), false));
        assertThat(between(state(4), state(4))).isEqualTo(new Changes(List.of(), false));
    }

    @Test
    void returnsNullIfChangeIsMissing() throws Exception {
        log(1, 2, 4);

        assertThat(between(state(2), state(4))).isNull();
        assertThat(between(state(0), state(4))).isNull();
        assertThat(between(state(4), state(5))).isNull();
        assertThat(between(state(3), state(4))).isNull();
        assertThat(between(state(5), state(5))).isNull();
        assertThat(between(state(1), state(2))).isNull();
    }

    @Test
    void returnsNullForOtherHistory() throws Exception {
        log(1, 2);

        assertThat(between(new StateRow(1, 7, 0, 0), state(2))).isNull();
        assertThat(between(state(1), new StateRow(2, 7, 0, 0))).isNull();
        assertThat(between(state(0), new StateRow(0, 7, 0, 0))).isNull();
    }

    @Test
    void returnsNullForTooManyRows() throws Exception {
        ChangeLog.append(db.autoCommitting(), state(1), Collections.nCopies(ChangeLog.MOST_ROWS, SESSION));
        assertThat(between(state(0), state(1))).isEqualTo(new Changes(List.of(), true));

        ChangeLog.append(db.autoCommitting(), state(2), List.of(SESSION));
        assertThat(between(state(0), state(2))).isNull();
        assertThat(between(state(2), state(2))).isEqualTo(new Changes(List.of(), false));
    }
}
