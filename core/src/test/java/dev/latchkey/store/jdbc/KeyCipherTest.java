package dev.latchkey.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.configuration.ConfigurationException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class KeyCipherTest {

    private static final String KID = "a".repeat(64);
    private static final byte[] PRIVATE = "a private key".getBytes(StandardCharsets.US_ASCII);

    private final KeyCipher cipher = cipher(1);
    private final KeyCipher plain = new KeyCipher(null, new SecureRandom());

    private static KeyCipher cipher(int fill) {
        byte[] key = new byte[KeyCipher.KEY_BYTES];
        Arrays.fill(key, (byte) fill);
        return new KeyCipher(key, new SecureRandom());
    }

    @Test
    void opensWhatItSealed() {
        String stored = cipher.seal(KID, PRIVATE);

        assertThat(stored).startsWith("aes256gcm.v1.");
        assertThat(cipher.open(KID, stored)).isEqualTo(PRIVATE);
        assertThat(new String(Base64.getDecoder().decode(stored.substring(13)), StandardCharsets.ISO_8859_1))
                .doesNotContain("private");
    }

    @Test
    void sealsTheSameKeyAnotherWayEachTime() {
        assertThat(cipher.seal(KID, PRIVATE)).isNotEqualTo(cipher.seal(KID, PRIVATE));
    }

    @Test
    void refusesAnotherKeyEncryptionKey() {
        assertRefused(cipher(2), KID, cipher.seal(KID, PRIVATE), "not the one it was encrypted with");
    }

    @Test
    void refusesToTakeOneKeyForAnother() {
        assertRefused(cipher, "b".repeat(64), cipher.seal(KID, PRIVATE), "or the row was altered");
    }

    @Test
    void refusesWhatWasAltered() {
        byte[] bytes = Base64.getDecoder().decode(cipher.seal(KID, PRIVATE).substring(13));
        for (int i = 0; i < bytes.length; i++) {
            byte[] altered = bytes.clone();
            altered[i] ^= 1;
            assertRefused(cipher, KID, "aes256gcm.v1." + Base64.getEncoder().encodeToString(altered), "altered");
        }
        assertRefused(cipher, KID, "aes256gcm.v1." + Base64.getEncoder().encodeToString(new byte[12]), "cut short");
        assertRefused(cipher, KID, "aes256gcm.v1.!", "not base64");
        assertRefused(cipher, KID, "aes256gcm.v2.AAAA", "does not know");
    }

    @Test
    void refusesAnEncryptedKeyWhereThereIsNoKeyEncryptionKey() {
        assertRefused(plain, KID, cipher.seal(KID, PRIVATE), "no key-encryption key is configured");
    }

    @Test
    void readsWhatWasKeptBeforeThereWasAKeyEncryptionKey() {
        String stored = plain.seal(KID, PRIVATE);

        assertThat(KeyCipher.isEncrypted(stored)).isFalse();
        assertThat(plain.open(KID, stored)).isEqualTo(PRIVATE);
        assertThat(cipher.open(KID, stored)).isEqualTo(PRIVATE);
    }

    private static void assertRefused(KeyCipher cipher, String kid, String stored, String why) {
        assertThatThrownBy(() -> cipher.open(kid, stored))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(kid)
                .hasMessageContaining(why)
                .hasMessageNotContaining("AAAA")
                .hasNoCause();
    }
}
