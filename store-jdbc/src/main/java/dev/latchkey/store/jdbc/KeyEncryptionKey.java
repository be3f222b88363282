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
 * A key that private signing keys are encrypted with in the database (AES-256-GCM). It belongs anywhere but into that
 * database. Immutable and thread-safe; it prints its id alone.
 */
public final class KeyEncryptionKey {

    private static final int BYTES = 32;

    private static final int ID_BYTES = 8;

    private final SecretKey key;
    private final String id;

    private KeyEncryptionKey(byte[] key) {
        if (key.length != BYTES) {
            throw new IllegalArgumentException(
                    "a key-encryption key has " + BYTES + " bytes, and this one " + key.length);
        }
        this.key = new SecretKeySpec(key, "AES");
        this.id = id(key);
    }

    /**
     * {@return the key of these bytes}
     *
     * @param key 32 random bytes; copied
     * @throws IllegalArgumentException if there are more or fewer
     */
    public static KeyEncryptionKey of(byte[] key) {
        return new KeyEncryptionKey(key);
    }

    /**
     * {@return the key of that text} {@code openssl rand -base64 32} makes one.
     *
     * @param hexOrBase64 32 random bytes, in hex or in base64 of either alphabet
     * @throws IllegalArgumentException if it is neither, or of another length; the message does not repeat it
     */
    public static KeyEncryptionKey parse(String hexOrBase64) {
        Objects.requireNonNull(hexOrBase64, "there is no text of a key-encryption key");
        return new KeyEncryptionKey(HexOrBase64.decode("a key-encryption key", hexOrBase64));
    }

    /**
     * {@return the keys of a text, such as a variable or a parameter holds} One key or, while it is being changed, more with
     * commas between them, for {@link JdbcStoreBuilder#keyEncryptionKeys}.
     *
     * @param text each as {@link #parse} reads it
     * @throws IllegalArgumentException if one is no key; the message says which, by its place, and does not repeat it
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
     * {@return 16 hex characters that tell one key from another} They stand in the database beside what it encrypted, and
     * in messages; nobody can work the key out of them.
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
