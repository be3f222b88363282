package dev.latchkey.store.jdbc;

import dev.latchkey.internal.syntax.HexOrBase64;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/**
 * A key that encrypts private signing keys in the database (AES-256-GCM). Keep it outside that database. Immutable and
 * thread-safe; {@link #toString} shows only its ID.
 */
public final class KeyEncryptionKey {

    private static final int BYTES = 32;

    private static final int ID_BYTES = 8;

    private final SecretKey key;
    private final String id;

    private KeyEncryptionKey(byte[] key) {
        if (key.length != BYTES) {
            throw new IllegalArgumentException("a key-encryption key must have " + BYTES + " bytes, not " + key.length);
        }
        this.key = new SecretKeySpec(key, "AES");
        this.id = id(key);
    }

    /**
     * Creates a key.
     *
     * @param key 32 random bytes, which are copied
     * @throws IllegalArgumentException if the length is wrong
     */
    public static KeyEncryptionKey of(byte[] key) {
        return new KeyEncryptionKey(key);
    }

    /**
     * Parses a key; {@code openssl rand -base64 32} generates one.
     *
     * @param hexOrBase64 32 random bytes in hex, or in base64 of either alphabet
     * @throws IllegalArgumentException if it is neither, or has another length; the message does not contain it
     */
    public static KeyEncryptionKey parse(String hexOrBase64) {
        Objects.requireNonNull(hexOrBase64, "the key-encryption key is null; is its variable set?");
        return new KeyEncryptionKey(HexOrBase64.decode("a key-encryption key", hexOrBase64));
    }

    /**
     * Parses the value of a variable or parameter: one key or, during a change of keys, several keys separated by
     * commas.
     *
     * @param text keys in the format of {@link #parse}
     * @throws IllegalArgumentException if a key is invalid; the message contains its position, but not the key
     */
    public static List<KeyEncryptionKey> parseAll(String text) {
        String[] each = text.split(",", -1);
        List<KeyEncryptionKey> keys = new ArrayList<>();
        for (int i = 0; i < each.length; i++) {
            try {
                keys.add(parse(each[i]));
            } catch (IllegalArgumentException e) {
                throw each.length == 1 ? e : new IllegalArgumentException("number " + (i + 1) + ": " + e.getMessage());
            }
        }
        return List.copyOf(keys);
    }

    private static String id(byte[] key) {
        try {
            Mac hmac = Mac.getInstance("HmacSHA256");
            hmac.init(new SecretKeySpec(key, "HmacSHA256"));
            byte[] all = hmac.doFinal("latchkey key-encryption key id v1".getBytes(StandardCharsets.US_ASCII));
            return HexFormat.of().formatHex(all, 0, ID_BYTES);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HmacSHA256", e);
        }
    }

    /**
     * Returns 16 hex characters that identify the key in the database and in messages. The key cannot be derived from
     * them.
     */
    public String id() {
        return id;
    }

    SecretKey aes() {
        return key;
    }

    @Override
    public String toString() {
        return "KeyEncryptionKey[id=" + id + "]";
    }
}
