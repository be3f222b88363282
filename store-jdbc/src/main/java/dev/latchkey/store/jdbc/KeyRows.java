package dev.latchkey.store.jdbc;

import dev.latchkey.configuration.ConfigurationException;
import dev.latchkey.configuration.Fault;
import dev.latchkey.store.StoredSigningKey;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The rows of {@code latchkey_signing_key}. Thread-safe. */
final class KeyRows {

    private static final Logger LOG = LoggerFactory.getLogger(KeyRows.class);

    private static final Pattern KID = Pattern.compile("[0-9a-f]{64}");

    private final KeyCipher cipher;

    KeyRows(KeyCipher cipher) {
        this.cipher = cipher;
    }

    /**
     * Returns the keys, the newest first.
     *
     * @throws ConfigurationException if a key cannot be decrypted or a row was edited
     */
    List<StoredSigningKey> read(BoundedConnection db) throws SQLException {
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
        // The kid appears in log lines and messages.
        if (!KID.matcher(kid).matches()) {
            throw new ConfigurationException(
                    "latchkey_signing_key", List.of(new Fault("", "a kid is not 64 lower-case hex characters")));
        }
        String stored = row.getString("private_key");
        byte[] privateKey = cipher.open(kid, stored);
        if (cipher.encrypts() && !cipher.isUpToDate(stored)) {
            LOG.warn(
                    "signing key {} is encrypted with an old key-encryption key, or not at all; the next rotation of signing"
                            + " keys will encrypt it",
                    kid);
        }
        return new StoredSigningKey(
                kid,
                privateKey,
                certificate(kid, row.getString("certificate")),
                EpochMicros.instant(row.getLong("created_at")),
                EpochMicros.read(row, "verify_until"));
    }

    @SuppressWarnings("UnusedException") // It does not name the key.
    private static byte[] certificate(String kid, String base64) {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(
                    "signing key " + kid, List.of(new Fault("", "the certificate is not base64")));
        }
    }

    /** Replaces all keys. */
    void replace(BoundedConnection db, List<StoredSigningKey> keys) throws SQLException {
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
                statement.setLong(5, EpochMicros.of(key.createdAt()));
                EpochMicros.set(statement, 6, key.verifyUntil());
                statement.executeUpdate();
            }
        }
    }
}
