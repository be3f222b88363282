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
 * Private keys as the database has them: encrypted with AES-256-GCM where a key-encryption key is given, else as they are.
 * The signing key's id is authenticated with it, so that no row passes for another. Thread-safe; prints nothing.
 *
 * <p>{@code aes256gcm.v1.} + the id of the key-encryption key + {@code .} + base64 of nonce, ciphertext and tag, or
 * {@code plain.v1.} + base64.
 *
 * <p>It keeps from whoever reads the table (or a backup of it) what would let him sign, and nothing from who writes to
 * it: he need only add a service token. So what is not encrypted is read where there is a key, too.
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
     * @param keys the key-encryption keys: all of them decrypt, and the first encrypts; empty for none
     * @param random where nonces come from: one key may have at most 2^32 random ones, which is more rotations than there
     *     will ever be
     */
    KeyCipher(List<KeyEncryptionKey> keys, SecureRandom random) {
        this.keys = List.copyOf(keys);
        this.random = random;
    }

    /** {@return whether keys are encrypted from here on} */
    boolean encrypts() {
        return !keys.isEmpty();
    }

    /** {@return whether a stored text is what {@link #seal} would make of it now} */
    boolean isUpToDate(String stored) {
        return stored.startsWith(keys.isEmpty() ? PLAIN : prefix(keys.get(0)));
    }

    private static String prefix(KeyEncryptionKey key) {
        return SEALED + key.id() + '.';
    }

    /** {@return what is to be kept of a private key} */
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
     * {@return the private key that was kept}
     *
     * @throws ConfigurationException if it cannot be had with the key-encryption keys that are given, or none; it is
     *     never taken for something else
     */
    byte[] open(String kid, String stored) {
        if (stored.startsWith(PLAIN)) {
            return decode(kid, stored.substring(PLAIN.length()));
        } else if (!stored.startsWith(SEALED)) {
            throw refused(kid, "is kept in a form that this version does not know");
        } else if (keys.isEmpty()) {
            throw refused(kid, "is encrypted, and no key-encryption key is configured");
        }
        for (KeyEncryptionKey key : keys) {
            if (stored.startsWith(prefix(key))) {
                byte[] all = decode(kid, stored.substring(prefix(key).length()));
                return decrypted(kid, key, ByteBuffer.wrap(all));
            }
        }
        throw refused(
                kid,
                "is encrypted with another key-encryption key than "
                        + keys.stream().map(KeyEncryptionKey::id).collect(Collectors.joining(", ")));
    }

    @SuppressWarnings("UnusedException") // It tells nothing more, and what it is about is a private key.
    private static byte[] decrypted(String kid, KeyEncryptionKey with, ByteBuffer all) {
        if (all.remaining() <= NONCE_BYTES) {
            throw refused(kid, "is cut short");
        }
        byte[] nonce = new byte[NONCE_BYTES];
        all.get(nonce);
        byte[] sealed = new byte[all.remaining()];
        all.get(sealed);
        try {
            return cipher(Cipher.DECRYPT_MODE, with, nonce, kid).doFinal(sealed);
        } catch (GeneralSecurityException e) {
            throw refused(kid, "cannot be decrypted: the row was altered");
        }
    }

    private static Cipher cipher(int mode, KeyEncryptionKey key, byte[] nonce, String kid)
            throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance(TRANSFORMATION);
        cipher.init(mode, key.aes(), new GCMParameterSpec(TAG_BITS, nonce));
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
