package dev.latchkey.store.jdbc;

import dev.latchkey.configuration.ConfigurationException;
import dev.latchkey.configuration.Fault;
import dev.latchkey.model.ServiceToken;
import dev.latchkey.store.AccessConfiguration;
import dev.latchkey.store.WritableStore;
import dev.latchkey.store.jdbc.ConfigurationRows.Row;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The draft of a change inside a transaction that excludes all other writers, so it reads the latest state. Service
 * tokens are accessed one by one, regardless of their total number.
 */
final class JdbcDraft implements WritableStore.Draft {

    private final WriteTransaction transaction;
    private final BoundedConnection db;
    private final Snapshot<AccessConfiguration> known;
    private @Nullable Map<ConfigurationRows.Key, Row> rows;
    private @Nullable AccessConfiguration before;
    private @Nullable AccessConfiguration replacement;
    private long nextPlace;
    private @Nullable JdbcStoreException failure;
    private boolean over;

    /**
     * Creates a draft.
     *
     * @param known this node's configuration, which may be the latest
     */
    JdbcDraft(WriteTransaction transaction, Snapshot<AccessConfiguration> known) {
        this.transaction = transaction;
        this.db = transaction.db();
        this.known = known;
    }

    @Override
    public AccessConfiguration configuration() throws JdbcStoreException {
        AccessConfiguration now = replacement == null ? before : replacement;
        if (now == null) {
            boolean isNewest = known.stamp() == transaction.before().configurationStamp();
            now = isNewest ? known.value() : ConfigurationRows.read(rows());
            before = now;
        }
        return now;
    }

    private Map<ConfigurationRows.Key, Row> rows() throws JdbcStoreException {
        requireOpen();
        Map<ConfigurationRows.Key, Row> read = rows;
        if (read == null) {
            try {
                read = ConfigurationTable.read(db);
            } catch (SQLException e) {
                throw failed(e);
            }
            rows = read;
        }
        return read;
    }

    @Override
    public @Nullable ServiceToken serviceToken(UUID id) throws JdbcStoreException {
        return find(() -> TokenRows.find(db, id));
    }

    @Override
    public @Nullable ServiceToken serviceToken(String clientId) throws JdbcStoreException {
        return find(() -> TokenRows.find(db, clientId));
    }

    @Override
    public void put(AccessConfiguration configuration) throws JdbcStoreException {
        requireOpen();
        replacement = configuration;
    }

    @Override
    public void put(ServiceToken token) throws JdbcStoreException {
        ServiceToken namesake = serviceToken(token.clientId());
        if (namesake != null && !namesake.id().equals(token.id())) {
            throw refused("/client_id", "another service token has this Client ID");
        }
        ServiceToken old = namesake == null ? serviceToken(token.id()) : namesake;
        if (old == null) {
            write(() -> TokenRows.insert(db, token, place()));
        } else if (TokenRows.haveEqualRows(old, token)) {
            return;
        } else {
            write(() -> TokenRows.update(db, token));
            transaction.touchToken(old.clientId());
        }
        transaction.touchToken(token.clientId());
    }

    private long place() throws SQLException {
        nextPlace = nextPlace == 0 ? TokenRows.nextPlace(db) : nextPlace + 1;
        return nextPlace;
    }

    private static ConfigurationException refused(String pointer, String why) {
        return new ConfigurationException("service token", List.of(new Fault(pointer, why)));
    }

    @Override
    public void remove(UUID tokenId) throws JdbcStoreException {
        ServiceToken old = serviceToken(tokenId);
        if (old != null) {
            write(() -> TokenRows.delete(db, tokenId));
            transaction.touchToken(old.clientId());
        }
    }

    /**
     * Writes the configuration if it changed, and ends the draft.
     *
     * @throws ConfigurationException if the configuration cannot be represented in JSON
     * @throws JdbcStoreException if writing failed, now or earlier: the database may have rolled back earlier writes
     */
    void finish() throws JdbcStoreException {
        AccessConfiguration now = replacement;
        if (now != null) {
            Map<ConfigurationRows.Key, Row> old = rows();
            Map<ConfigurationRows.Key, Row> after = ConfigurationRows.of(now, old);
            if (!after.equals(old)) {
                write(() -> ConfigurationTable.write(db, old, after));
                transaction.replaceConfiguration(now);
            }
        }
        over = true;
        if (failure != null) {
            throw failure;
        }
    }

    /** A query for a service token. */
    @FunctionalInterface
    private interface Look {
        @Nullable
        ServiceToken find() throws SQLException;
    }

    private @Nullable ServiceToken find(Look look) throws JdbcStoreException {
        requireOpen();
        try {
            return look.find();
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    /** A write. */
    @FunctionalInterface
    private interface Step {
        void run() throws SQLException;
    }

    private void write(Step step) throws JdbcStoreException {
        requireOpen();
        try {
            step.run();
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    private JdbcStoreException failed(SQLException e) {
        JdbcStoreException why = new JdbcStoreException("preparing a change", e);
        failure = why;
        return why;
    }

    private void requireOpen() {
        if (over) {
            throw new IllegalStateException("the change has ended, so its draft cannot be used");
        }
    }
}
