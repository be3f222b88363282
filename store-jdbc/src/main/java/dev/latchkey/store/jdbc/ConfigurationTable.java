package dev.latchkey.store.jdbc;

import dev.latchkey.configuration.ConfigurationException;
import dev.latchkey.configuration.Fault;
import dev.latchkey.store.jdbc.ConfigurationRows.Kind;
import dev.latchkey.store.jdbc.ConfigurationRows.Row;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The table {@code latchkey_configuration}. Stateless. */
final class ConfigurationTable {

    private static final String INSERT =
            "INSERT INTO latchkey_configuration (place, body, kind, id) VALUES (?, ?, ?, ?)";
    private static final String UPDATE =
            "UPDATE latchkey_configuration SET place = ?, body = ? WHERE kind = ? AND id = ?";

    private ConfigurationTable() {}

    /**
     * Returns all rows in the order of their places.
     *
     * @throws ConfigurationException if a row has an unknown kind, because it was edited or belongs to a newer version
     */
    static Map<ConfigurationRows.Key, Row> read(BoundedConnection db) throws SQLException {
        Map<ConfigurationRows.Key, Row> rows = new LinkedHashMap<>();
        try (PreparedStatement statement =
                        db.prepare("SELECT kind, id, place, body FROM latchkey_configuration ORDER BY place");
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                rows.put(key(row), new Row(row.getInt("place"), row.getString("body")));
            }
        }
        return rows;
    }

    @SuppressWarnings("UnusedException") // It does not name the table.
    private static ConfigurationRows.Key key(ResultSet row) throws SQLException {
        try {
            return new ConfigurationRows.Key(Kind.valueOf(row.getString("kind")), UUID.fromString(row.getString("id")));
        } catch (IllegalArgumentException e) {
            // Skipping the row could admit clients that it denies.
            throw new ConfigurationException(
                    "latchkey_configuration",
                    List.of(new Fault("", "a row has an unknown kind, or an ID that is not a UUID")));
        }
    }

    /** Replaces the rows {@code before} by {@code after}. */
    static void write(
            BoundedConnection db, Map<ConfigurationRows.Key, Row> before, Map<ConfigurationRows.Key, Row> after)
            throws SQLException {
        for (ConfigurationRows.Key key : before.keySet()) {
            if (!after.containsKey(key)) {
                delete(db, key);
            }
        }
        for (Map.Entry<ConfigurationRows.Key, Row> each : after.entrySet()) {
            Row old = before.get(each.getKey());
            if (!each.getValue().equals(old)) {
                write(db, old == null ? INSERT : UPDATE, each.getKey(), each.getValue());
            }
        }
    }

    private static void delete(BoundedConnection db, ConfigurationRows.Key key) throws SQLException {
        try (PreparedStatement statement = db.prepare("DELETE FROM latchkey_configuration WHERE kind = ? AND id = ?")) {
            statement.setString(1, key.kind().name());
            statement.setObject(2, key.id());
            statement.executeUpdate();
        }
    }

    private static void write(BoundedConnection db, String sql, ConfigurationRows.Key key, Row row)
            throws SQLException {
        try (PreparedStatement statement = db.prepare(sql)) {
            statement.setInt(1, row.place());
            statement.setString(2, row.body());
            statement.setString(3, key.kind().name());
            statement.setObject(4, key.id());
            statement.executeUpdate();
        }
    }
}
