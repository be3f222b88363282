package dev.latchkey.store.jdbc;

import dev.latchkey.configuration.ConfigurationException;
import dev.latchkey.configuration.Fault;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Private keys as the database has them: encrypted with AES-256-GCM where a key-encryption key is given, else as they are.
 * The key's id is authenticated with it, so that no row passes for another. Thread-safe; prints nothing.
 *
 * <p>{@code aes256gcm.v1.} + base64 of nonce, ciphertext and tag, or {@code plain.v1.} + base64.
 */
final class KeyCipher {

    static final int KEY_BYTES = 32;

    private static final String SEALED = "aes256gcm.v1.";
    private static final String PLAIN = "plain.v1.";
    private static final String TRANSFORMATION = "AES/GCM/NoPadding";
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final @Nullable SecretKey key;
    private final SecureRandom random;

    /**
     * @param key the 32 bytes of the key-encryption key; null for none
     * @param random where nonces come from: one key may have at most 2^32 random ones, which is more rotations than there
     *     will ever be
     */
    KeyCipher(byte @Nullable [] key, SecureRandom random) {
        this.key = key == null ? null : new SecretKeySpec(key, "AES");
        this.random = random;
    }

    /** {@return whether keys are encrypted from here on} */
    boolean encrypts() {
        return key != null;
    }

    /** {@return whether a stored text is encrypted} */
    static boolean isEncrypted(String stored) {
        return stored.startsWith(SEALED);
    }

    /** {@return what is to be kept of a private key} */
    String seal(String kid, byte[] privateKey) {
        SecretKey with = key;
        if (with == null) {
            return PLAIN + Base64.getEncoder().encodeToString(privateKey);
        }
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            byte[] sealed = cipher(Cipher.ENCRYPT_MODE, with, nonce, kid).doFinal(privateKey);
            byte[] all = ByteBuffer.allocate(nonce.length + sealed.length)
                    .put(nonce)
                    .put(sealed)
                    .array();
            return SEALED + Base64.getEncoder().encodeToString(all);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has AES in GCM", e);
        }
    }

    /**
     * {@return the private key that was kept}
     *
     * @throws ConfigurationException if it cannot be had with the key-encryption key that is given, or none; it is never
     *     taken for something else
     */
    byte[] open(String kid, String stored) {
        if (stored.startsWith(PLAIN)) {
            return decode(kid, stored.substring(PLAIN.length()));
        } else if (!isEncrypted(stored)) {
            throw refused(kid, "is kept in a form that this version does not know");
        }
        SecretKey with = key;
        if (with == null) {
            throw refused(kid, "is encrypted, and no key-encryption key is configured");
        }
        byte[] all = decode(kid, stored.substring(SEALED.length()));
        if (all.length <= NONCE_BYTES) {
            throw refused(kid, "is cut short");
        }
        return decrypted(kid, with, ByteBuffer.wrap(all));
    }

    @SuppressWarnings("UnusedException") // It tells nothing more, and what it is about is a private key.
    private static byte[] decrypted(String kid, SecretKey with, ByteBuffer all) {
        byte[] nonce = new byte[NONCE_BYTES];
        all.get(nonce);
        byte[] sealed = new byte[all.remaining()];
        all.get(sealed);
        try {
            return cipher(Cipher.DECRYPT_MODE, with, nonce, kid).doFinal(sealed);
        } catch (GeneralSecurityException e) {
            throw refused(
                    kid,
                    "cannot be decrypted: the key-encryption key is not the one it was encrypted with, or the row"
                            + " was altered");
        }
    }

    private static Cipher cipher(int mode, SecretKey key, byte[] nonce, String kid) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance(TRANSFORMATION);
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(("latchkey signing key v1 " + kid).getBytes(StandardCharsets.UTF_8));
        return cipher;
    }

    @SuppressWarnings("UnusedException") // Its message repeats what it stumbled over.
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
