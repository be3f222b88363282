package dev.latchkey.store.jdbc;

import dev.latchkey.store.StoredSigningKey;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The rows of {@code latchkey_signing_key}. Thread-safe. */
final class KeyRows {

    private static final Logger LOG = LoggerFactory.getLogger(KeyRows.class);

    private final KeyCipher cipher;

    KeyRows(KeyCipher cipher) {
        this.cipher = cipher;
    }

    /**
     * {@return the keys, the newest first}
     *
     * @throws dev.latchkey.configuration.ConfigurationException if one cannot be decrypted
     */
    List<StoredSigningKey> read(Borrowed db) throws SQLException {
        String sql = "SELECT kid, private_key, certificate, created_at, verify_until FROM latchkey_signing_key"
                + " ORDER BY place";
        List<StoredSigningKey> keys = new ArrayList<>();
        try (PreparedStatement statement = db.prepare(sql);
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                keys.add(read(row));
            }
        }
        return List.copyOf(keys);
    }

    private StoredSigningKey read(ResultSet row) throws SQLException {
        String kid = row.getString("kid");
        String stored = row.getString("private_key");
        if (cipher.encrypts() && !KeyCipher.isEncrypted(stored)) {
            LOG.warn(
                    "signing key {} was kept before there was a key-encryption key, and is not encrypted;"
                            + " the next rotation encrypts it",
                    kid);
        }
        return new StoredSigningKey(
                kid,
                cipher.open(kid, stored),
                Base64.getDecoder().decode(row.getString("certificate")),
                Micros.instant(row.getLong("created_at")),
                Micros.read(row, "verify_until"));
    }

    /** Replaces all keys. */
    void replace(Borrowed db, List<StoredSigningKey> keys) throws SQLException {
        db.execute("DELETE FROM latchkey_signing_key");
        String sql = "INSERT INTO latchkey_signing_key (kid, place, private_key, certificate, created_at, verify_until)"
                + " VALUES (?, ?, ?, ?, ?, ?)";
        try (PreparedStatement statement = db.prepare(sql)) {
            for (int place = 0; place < keys.size(); place++) {
                StoredSigningKey key = keys.get(place);
                statement.setString(1, key.kid());
                statement.setInt(2, place);
                statement.setString(3, cipher.seal(key.kid(), key.privateKey()));
                statement.setString(4, Base64.getEncoder().encodeToString(key.certificate()));
                statement.setLong(5, Micros.of(key.createdAt()));
                Micros.set(statement, 6, key.verifyUntil());
                statement.executeUpdate();
            }
        }
    }
}
