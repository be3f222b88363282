package dev.latchkey.benchmarks.nodes;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.SQLException;
import java.util.HexFormat;

/**
 * Service tokens that were put into the table by SQL, as to make a million by the API would take an hour. They differ
 * in their Client IDs and share one secret. Immutable.
 */
final class TokenRows {

    private static final String INSERT = """
            INSERT INTO latchkey_service_token (id, place, client_id, name, enabled, secret_digest,
                client_secret_version, duration, expires_at, created_at, updated_at, search_text)
            SELECT gen_random_uuid(), (SELECT max(place) FROM latchkey_service_token) + row + 1, md5('row ' || row) || '.access',
                'row ' || row, true, secret_digest, 1, duration, expires_at, created_at, updated_at,
                'row ' || row || chr(10) || md5('row ' || row) || '.access'
            FROM generate_series(0, %d - 1) row, latchkey_service_token WHERE client_id = '%s'
            """;

    private final int count;
    private final String secret;

    private TokenRows(int count, String secret) {
        this.count = count;
        this.secret = secret;
    }

    /** Puts as many in as asked for, each like that one but for its Client ID. */
    static TokenRows insert(Postgres database, int count, Token like) throws SQLException {
        database.execute(INSERT.formatted(count, like.clientId()));
        database.execute("VACUUM ANALYZE latchkey_service_token");
        return new TokenRows(count, like.secret());
    }

    int count() {
        return count;
    }

    /** Returns the header lines that present one of them, counted from 0. */
    String[] pair(int row) {
        if (row >= count) {
            throw new IllegalArgumentException("there are " + count + " rows only");
        }
        return Token.pair(md5("row " + row) + ".access", secret);
    }

    /** Not to keep anything secret: PostgreSQL has it built in, so that both know the Client IDs. */
    private static String md5(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
