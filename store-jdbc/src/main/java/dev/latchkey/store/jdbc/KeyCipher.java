package dev.latchkey.store.jdbc;

import dev.latchkey.configuration.ConfigurationException;
import dev.latchkey.configuration.Fault;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;

/**
 * Encrypts private keys for the database with AES-256-GCM, if there is a key-encryption key. The ID of the signing key
 * is authenticated, so rows cannot be exchanged. Thread-safe.
 *
 * <p>The format is {@code aes256gcm.v1.}, the ID of the key-encryption key, {@code .}, and the base64 of nonce,
 * ciphertext and tag; or {@code plain.v1.} and base64.
 *
 * <p>It protects signing keys from readers of the table or a backup, not from writers, who could simply add a service
 * token. So unencrypted keys are accepted even if there is a key-encryption key.
 */
final class KeyCipher {

    private static final String SEALED = "aes256gcm.v1.";
    private static final String PLAIN = "plain.v1.";
    private static final String TRANSFORMATION = "AES/GCM/NoPadding";
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final List<KeyEncryptionKey> keys;
    private final SecureRandom random;

    /**
     * Creates a cipher.
     *
     * @param keys the key-encryption keys: the first one encrypts, all of them decrypt; empty for none
     * @param random the source of nonces; one key allows 2^32 of them, more than there will ever be rotations
     */
    KeyCipher(List<KeyEncryptionKey> keys, SecureRandom random) {
        this.keys = List.copyOf(keys);
        this.random = random;
    }

    /** Returns whether keys are encrypted. */
    boolean encrypts() {
        return !keys.isEmpty();
    }

    /** Returns whether a stored text has the form that {@link #seal} would produce now. */
    boolean isUpToDate(String stored) {
        return stored.startsWith(keys.isEmpty() ? PLAIN : prefix(keys.get(0)));
    }

    private static String prefix(KeyEncryptionKey key) {
        return SEALED + key.id() + '.';
    }

    /** Returns the stored form of a private key. */
    String seal(String kid, byte[] privateKey) {
        if (keys.isEmpty()) {
            return PLAIN + Base64.getEncoder().encodeToString(privateKey);
        }
        KeyEncryptionKey with = keys.get(0);
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            byte[] sealed = cipher(Cipher.ENCRYPT_MODE, with, nonce, kid).doFinal(privateKey);
            byte[] all = ByteBuffer.allocate(nonce.length + sealed.length)
                    .put(nonce)
                    .put(sealed)
                    .array();
            return prefix(with) + Base64.getEncoder().encodeToString(all);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has AES in GCM", e);
        }
    }

    /**
     * Returns a stored private key.
     *
     * @throws ConfigurationException if it cannot be decrypted with the configured key-encryption keys
     */
    byte[] open(String kid, String stored) {
        if (stored.startsWith(PLAIN)) {
            return decode(kid, stored.substring(PLAIN.length()));
        } else if (!stored.startsWith(SEALED)) {
            throw refused(kid, "has a format that this version does not know");
        } else if (keys.isEmpty()) {
            throw refused(kid, "is encrypted, but no key-encryption key is configured");
        }
        for (KeyEncryptionKey key : keys) {
            if (stored.startsWith(prefix(key))) {
                byte[] all = decode(kid, stored.substring(prefix(key).length()));
                return decrypted(kid, key, ByteBuffer.wrap(all));
            }
        }
        throw refused(
                kid,
                "is encrypted with a key-encryption key other than "
                        + keys.stream().map(KeyEncryptionKey::id).collect(Collectors.joining(", ")));
    }

    @SuppressWarnings("UnusedException") // It adds nothing, and concerns a private key.
    private static byte[] decrypted(String kid, KeyEncryptionKey with, ByteBuffer all) {
        if (all.remaining() <= NONCE_BYTES + TAG_BITS / 8) {
            throw refused(kid, "is truncated");
        }
        byte[] nonce = new byte[NONCE_BYTES];
        all.get(nonce);
        byte[] sealed = new byte[all.remaining()];
        all.get(sealed);
        try {
            return cipher(Cipher.DECRYPT_MODE, with, nonce, kid).doFinal(sealed);
        } catch (GeneralSecurityException e) {
            throw refused(kid, "cannot be decrypted; the row was altered");
        }
    }

    private static Cipher cipher(int mode, KeyEncryptionKey key, byte[] nonce, String kid)
            throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance(TRANSFORMATION);
        cipher.init(mode, key.aes(), new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(("latchkey signing key v1 " + kid).getBytes(StandardCharsets.UTF_8));
        return cipher;
    }

    @SuppressWarnings("UnusedException") // Its message quotes the input.
    private static byte[] decode(String kid, String base64) {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw refused(kid, "is not base64");
        }
    }

    private static ConfigurationException refused(String kid, String why) {
        return new ConfigurationException("signing key " + kid, List.of(new Fault("", "the private key " + why)));
    }
}
