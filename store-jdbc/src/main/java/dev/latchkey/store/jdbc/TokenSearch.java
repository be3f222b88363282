package dev.latchkey.store.jdbc;

import dev.latchkey.model.ServiceToken;
import dev.latchkey.store.ServiceTokenQuery;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A search for service tokens as SQL. Not thread-safe. */
final class TokenSearch {

    private static final int ROWS_AT_ONCE = 1_000;

    private final ServiceTokenQuery query;
    private final List<String> conditions = new ArrayList<>();
    private final List<Object> parameters = new ArrayList<>();

    TokenSearch(ServiceTokenQuery query) {
        this.query = query;
        if (query.name() != null) {
            add("name = ?", query.name());
        }
        if (query.search() != null) {
            add("POSITION(? IN search_text) > 0", query.search().toLowerCase(Locale.ROOT));
        }
        if (query.expiresAfter() != null) {
            add("expires_at > ?", EpochMicros.of(query.expiresAfter()));
        }
        if (query.expiresBefore() != null) {
            add("expires_at < ?", EpochMicros.of(query.expiresBefore()));
        }
        if (query.unusedSince() != null) {
            long since = EpochMicros.of(query.unusedSince());
            add("(created_at IS NULL OR created_at < ?)", since);
            add("(updated_at IS NULL OR updated_at < ?)", since);
            add("(last_seen_at IS NULL OR last_seen_at < ?)", since);
            // Without a creation time and a use, it may be new.
            conditions.add("(created_at IS NOT NULL OR last_seen_at IS NOT NULL)");
        }
    }

    private void add(String condition, Object parameter) {
        conditions.add(condition);
        parameters.add(parameter);
    }

    private String from() {
        return " FROM latchkey_service_token"
                + (conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions));
    }

    /** Returns the page; call it in a transaction with a consistent snapshot. */
    ServiceTokenQuery.Page read(BoundedConnection db) throws SQLException {
        long total = count(db);
        return new ServiceTokenQuery.Page(query.offset() >= total ? List.of() : page(db), total);
    }

    private long count(BoundedConnection db) throws SQLException {
        try (PreparedStatement statement = db.prepare("SELECT COUNT(*)" + from())) {
            bind(statement);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    private List<ServiceToken> page(BoundedConnection db) throws SQLException {
        List<ServiceToken> tokens = new ArrayList<>();
        String sql = "SELECT " + TokenRows.COLUMNS + from() + " ORDER BY place LIMIT ? OFFSET ?";
        try (PreparedStatement statement = db.prepare(sql)) {
            int next = bind(statement);
            statement.setInt(next, query.limit());
            statement.setLong(next + 1, query.offset());
            statement.setFetchSize(ROWS_AT_ONCE);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    tokens.add(TokenRows.read(row));
                }
            }
        }
        return tokens;
    }

    /** Binds all parameters and returns the next index. */
    private int bind(PreparedStatement statement) throws SQLException {
        int index = 1;
        for (Object parameter : parameters) {
            statement.setObject(index++, parameter);
        }
        return index;
    }
}
