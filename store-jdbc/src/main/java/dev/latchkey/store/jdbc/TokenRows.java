package dev.latchkey.store.jdbc;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.latchkey.configuration.ConfigurationException;
import dev.latchkey.configuration.Fault;
import dev.latchkey.internal.fault.Faults;
import dev.latchkey.internal.json.JsonObjectReader;
import dev.latchkey.internal.json.JsonObjectWriter;
import dev.latchkey.internal.json.JsonText;
import dev.latchkey.internal.json.ServiceTokenFormat;
import dev.latchkey.model.SecretDigest;
import dev.latchkey.model.ServiceToken;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The rows of {@code latchkey_service_token}. Stateless. */
final class TokenRows {

    /** The columns of a service token, except its place. */
    static final String COLUMNS = "id, client_id, name, enabled, secret_digest, previous_secret_digest,"
            + " previous_secret_expires_at, client_secret_version, duration, expires_at, created_at, updated_at,"
            + " last_seen_at, roles";

    private static final String SELECT = "SELECT " + COLUMNS + " FROM latchkey_service_token WHERE ";

    private TokenRows() {}

    static @Nullable ServiceToken find(BoundedConnection db, UUID id) throws SQLException {
        try (PreparedStatement statement = db.prepare(SELECT + "id = ?")) {
            statement.setObject(1, id);
            return one(statement);
        }
    }

    /** Returns the service token with exactly this Client ID, as some databases ignore case or trailing spaces. */
    static @Nullable ServiceToken find(BoundedConnection db, String clientId) throws SQLException {
        try (PreparedStatement statement = db.prepare(SELECT + "client_id = ?")) {
            statement.setString(1, clientId);
            ServiceToken found = one(statement);
            return found != null && found.clientId().equals(clientId) ? found : null;
        }
    }

    private static @Nullable ServiceToken one(PreparedStatement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery()) {
            return row.next() ? read(row) : null;
        }
    }

    /**
     * Returns the service token of a row.
     *
     * @throws ConfigurationException if the row is invalid, because it was edited
     */
    static ServiceToken read(ResultSet row) throws SQLException {
        UUID id = UUID.fromString(row.getString("id"));
        try {
            ServiceToken.Builder out = ServiceToken.builder(row.getString("client_id"))
                    .id(id)
                    .name(row.getString("name"))
                    .enabled(row.getBoolean("enabled"))
                    .digest(SecretDigest.parse(row.getString("secret_digest")))
                    .clientSecretVersion(row.getInt("client_secret_version"))
                    .createdAt(EpochMicros.read(row, "created_at"))
                    .updatedAt(EpochMicros.read(row, "updated_at"))
                    .lastSeenAt(EpochMicros.read(row, "last_seen_at"))
                    .expiresAt(EpochMicros.instant(row.getLong("expires_at")));
            String previous = row.getString("previous_secret_digest");
            Instant until = EpochMicros.read(row, "previous_secret_expires_at");
            out.previous(previous == null ? null : SecretDigest.parse(previous), until);
            String duration = row.getString("duration");
            if (duration != null) {
                ServiceTokenFormat.setDuration(duration, out);
            }
            return out.roles(roles(row.getString("roles"))).build();
        } catch (ConfigurationException e) {
            throw new ConfigurationException("service token " + id, e.faults());
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(
                    "service token " + id, List.of(new Fault("", String.valueOf(e.getMessage()))));
        }
    }

    /** Returns whether both have the same row, except for the last use. */
    static boolean haveEqualRows(ServiceToken one, ServiceToken other) {
        return Arrays.equals(values(one), values(other));
    }

    private static @Nullable Object[] values(ServiceToken token) {
        SecretDigest previous = token.previousDigest();
        return new @Nullable Object[] {
            token.clientId(),
            token.name(),
            token.enabled(),
            token.digest().toStoredText(),
            previous == null ? null : previous.toStoredText(),
            EpochMicros.ofNullable(token.previousExpiresAt()),
            token.clientSecretVersion(),
            duration(token),
            EpochMicros.of(token.expiresAt()),
            EpochMicros.ofNullable(token.createdAt()),
            EpochMicros.ofNullable(token.updatedAt()),
            roles(token),
            searchText(token)
        };
    }

    private static @Nullable String duration(ServiceToken token) {
        return token.duration() == null ? null : ServiceTokenFormat.durationAsWritten(token);
    }

    /** Inserts a row. */
    static void insert(BoundedConnection db, ServiceToken token, long place) throws SQLException {
        String sql = "INSERT INTO latchkey_service_token (client_id, name, enabled, secret_digest,"
                + " previous_secret_digest, previous_secret_expires_at, client_secret_version, duration, expires_at,"
                + " created_at, updated_at, roles, search_text, id, place, last_seen_at)"
                + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
        try (PreparedStatement statement = db.prepare(sql)) {
            int next = bind(statement, token);
            statement.setObject(next, token.id());
            statement.setLong(next + 1, place);
            EpochMicros.set(statement, next + 2, token.lastSeenAt());
            statement.executeUpdate();
        }
    }

    /** Updates a row, except its place and last use. */
    static void update(BoundedConnection db, ServiceToken token) throws SQLException {
        String sql = "UPDATE latchkey_service_token SET client_id = ?, name = ?, enabled = ?, secret_digest = ?,"
                + " previous_secret_digest = ?, previous_secret_expires_at = ?, client_secret_version = ?, duration = ?,"
                + " expires_at = ?, created_at = ?, updated_at = ?, roles = ?, search_text = ? WHERE id = ?";
        try (PreparedStatement statement = db.prepare(sql)) {
            statement.setObject(bind(statement, token), token.id());
            statement.executeUpdate();
        }
    }

    /** Binds all values and returns the next index. */
    private static int bind(PreparedStatement statement, ServiceToken token) throws SQLException {
        SecretDigest previous = token.previousDigest();
        statement.setString(1, token.clientId());
        statement.setString(2, token.name());
        statement.setBoolean(3, token.enabled());
        statement.setString(4, token.digest().toStoredText());
        statement.setString(5, previous == null ? null : previous.toStoredText());
        EpochMicros.set(statement, 6, token.previousExpiresAt());
        statement.setInt(7, token.clientSecretVersion());
        statement.setString(8, duration(token));
        EpochMicros.set(statement, 9, token.expiresAt());
        EpochMicros.set(statement, 10, token.createdAt());
        EpochMicros.set(statement, 11, token.updatedAt());
        statement.setString(12, roles(token));
        statement.setString(13, searchText(token));
        return 14;
    }

    static void delete(BoundedConnection db, UUID id) throws SQLException {
        try (PreparedStatement statement = db.prepare("DELETE FROM latchkey_service_token WHERE id = ?")) {
            statement.setObject(1, id);
            statement.executeUpdate();
        }
    }

    /** Returns the next free place. */
    static long nextPlace(BoundedConnection db) throws SQLException {
        try (PreparedStatement statement = db.prepare("SELECT MAX(place) FROM latchkey_service_token");
                ResultSet row = statement.executeQuery()) {
            return row.next() ? row.getLong(1) + 1 : 1;
        }
    }

    /** Returns the text that searches use, in lower case independent of the database's settings. */
    private static String searchText(ServiceToken token) {
        return (token.name() + "\n" + token.clientId() + "\n" + token.id()).toLowerCase(Locale.ROOT);
    }

    private static @Nullable String roles(ServiceToken token) {
        if (token.roles().isEmpty()) {
            return null;
        }
        ObjectNode out = JsonNodeFactory.instance.objectNode();
        JsonObjectWriter.put(out, "roles", token.roles().stream().sorted().toList());
        try {
            return new String(JsonText.write(out), StandardCharsets.UTF_8);
        } catch (CharacterCodingException e) {
            throw new ConfigurationException(
                    "service token", List.of(new Fault("/roles", "contains half of a surrogate pair")));
        }
    }

    private static List<String> roles(@Nullable String json) {
        if (json == null) {
            return List.of();
        }
        JsonText text = JsonText.of("roles", json.getBytes(StandardCharsets.UTF_8));
        JsonObjectReader in = new JsonObjectReader(text.object(), "", new Faults());
        List<String> roles = in.texts("roles");
        text.throwIfAny(in.faults());
        return roles;
    }
}
