package dev.latchkey.store.jdbc;

import static dev.latchkey.store.jdbc.Rows.put;
import static dev.latchkey.store.jdbc.Rows.token;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import dev.latchkey.model.ServiceToken;
import dev.latchkey.store.AccessConfiguration;
import dev.latchkey.store.EndedSessions;
import dev.latchkey.store.ForgottenSessions;
import dev.latchkey.store.RevocableSession;
import dev.latchkey.store.ServiceTokenQuery;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Changes of one node")
final class JdbcChangesTest {

    private TestDatabase database;
    private JdbcStore store;

    @BeforeEach
    void open() throws Exception {
        database = TestDatabase.of(SqlDialect.H2);
        store = database.store().open();
    }

    @AfterEach
    void close() {
        store.close();
        database.close();
    }

    @Test
    void tokensOfOneChangeKeepTheirOrder() throws Exception {
        List<ServiceToken> tokens = List.of(token("c.access"), token("a.access"), token("b.access"));
        store.change(draft -> {
            for (ServiceToken token : tokens) {
                draft.put(token);
            }
            return null;
        });

        assertThat(store.serviceTokens(ServiceTokenQuery.ALL).tokens())
                .extracting(ServiceToken::clientId)
                .containsExactly("c.access", "a.access", "b.access");
    }

    @Test
    void equalTokenIsNoChange() throws Exception {
        ServiceToken token = token("nightly.access");
        put(store, token);
        String before = database.query("SELECT change_number FROM latchkey_state");

        put(store, token);

        assertThat(database.query("SELECT change_number FROM latchkey_state")).isEqualTo(before);
    }

    @Test
    void endedDraftTakesNoConfiguration() throws Exception {
        List<AccessConfiguration> late = new ArrayList<>();
        var draft = store.change(open -> {
            late.add(open.configuration());
            return open;
        });

        assertThatThrownBy(() -> draft.put(late.get(0))).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void sessionIdHasAtMost256Characters() throws Exception {
        RevocableSession longest = session("s".repeat(256));
        store.revokeAll(ended(longest));
        assertThat(store.isRevoked(longest)).isTrue();

        assertThatThrownBy(() -> store.revokeAll(ended(session("s".repeat(257)))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("256");
    }

    private static RevocableSession session(String id) {
        Instant issued = Instant.parse("2026-11-27T00:00:00Z");
        return new RevocableSession(id, issued, Instant.parse("9999-01-01T00:00:00Z"));
    }

    private static EndedSessions ended(RevocableSession session) {
        return new EndedSessions(Map.of(session.id(), session), ForgottenSessions.NONE);
    }

    @Test
    void notifiesOtherNodesOnPostgresql() throws Exception {
        Connection connection = mock(Connection.class);
        Statement statement = mock(Statement.class);
        PreparedStatement prepared = mock(PreparedStatement.class);
        when(connection.createStatement()).thenReturn(statement);
        when(connection.prepareStatement(anyString())).thenReturn(prepared);
        try (BoundedConnection db = BoundedConnection.of(connection, SqlDialect.POSTGRESQL, TestSettings.LIMIT)) {
            WriteTransaction transaction = new WriteTransaction(db, new StateRow(1, 1, 1, 1), 2);
            transaction.touchToken("nightly.access");
            transaction.seal();
        }

        verify(statement).execute("SELECT pg_notify('latchkey_change', '')");
    }
}
