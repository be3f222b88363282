package dev.latchkey.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.configuration.ConfigurationException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeyCipherTest {

    private static final String KID = "a".repeat(64);
    private static final byte[] PRIVATE = "a private key".getBytes(StandardCharsets.US_ASCII);

    private final KeyCipher cipher = cipher(1);
    private final KeyCipher plain = new KeyCipher(List.of(), new SecureRandom());

    private static KeyEncryptionKey key(int fill) {
        byte[] key = new byte[32];
        Arrays.fill(key, (byte) fill);
        return KeyEncryptionKey.of(key);
    }

    private static KeyCipher cipher(int... fills) {
        return new KeyCipher(Arrays.stream(fills).mapToObj(KeyCipherTest::key).toList(), new SecureRandom());
    }

    private static final String PREFIX = "aes256gcm.v1." + key(1).id() + ".";

    @Test
    void opensSealedKey() {
        String stored = cipher.seal(KID, PRIVATE);

        assertThat(stored).startsWith(PREFIX);
        assertThat(cipher.open(KID, stored)).isEqualTo(PRIVATE);
        assertThat(new String(
                        Base64.getDecoder().decode(stored.substring(PREFIX.length())), StandardCharsets.ISO_8859_1))
                .doesNotContain("private");
    }

    @Test
    void sealsDifferentlyEachTime() {
        assertThat(cipher.seal(KID, PRIVATE)).isNotEqualTo(cipher.seal(KID, PRIVATE));
    }

    @Test
    void rejectsOtherKeyEncryptionKey() {
        assertRefused(cipher(2), KID, cipher.seal(KID, PRIVATE), "with a key-encryption key other than " + key(2).id());
    }

    @Test
    void opensWithAnyKeyAndSealsWithFirst() {
        String old = cipher.seal(KID, PRIVATE);
        KeyCipher both = cipher(2, 1);
        String sealedAnew = both.seal(KID, both.open(KID, old));

        assertThat(both.open(KID, old)).isEqualTo(PRIVATE);
        assertThat(both.isUpToDate(old)).isFalse();
        assertThat(both.isUpToDate(sealedAnew)).isTrue();
        assertThat(cipher(2).open(KID, sealedAnew)).isEqualTo(PRIVATE);
        assertRefused(cipher, KID, sealedAnew, "a key-encryption key other than");
    }

    @Test
    void rejectsWrongKeyId() {
        String relabelled = cipher.seal(KID, PRIVATE).replace(key(1).id(), key(2).id());

        assertRefused(cipher(1, 2), KID, relabelled, "the row was altered");
    }

    @Test
    void rejectsExchangedRows() {
        assertRefused(cipher, "b".repeat(64), cipher.seal(KID, PRIVATE), "the row was altered");
    }

    @Test
    void rejectsAlteredText() {
        byte[] bytes = Base64.getDecoder().decode(cipher.seal(KID, PRIVATE).substring(PREFIX.length()));
        for (int i = 0; i < bytes.length; i++) {
            byte[] altered = bytes.clone();
            altered[i] ^= 1;
            assertRefused(cipher, KID, PREFIX + Base64.getEncoder().encodeToString(altered), "altered");
        }
        assertRefused(cipher, KID, PREFIX + Base64.getEncoder().encodeToString(new byte[12]), "truncated");
        assertRefused(cipher, KID, PREFIX + "!", "not base64");
        assertRefused(cipher, KID, "aes256gcm.v2.AAAA", "does not know");
    }

    @Test
    void requiresKeyEncryptionKeyForEncryptedKey() {
        assertRefused(plain, KID, cipher.seal(KID, PRIVATE), "no key-encryption key is configured");
    }

    @Test
    void readsUnencryptedKey() {
        String stored = plain.seal(KID, PRIVATE);

        assertThat(plain.isUpToDate(stored)).isTrue();
        assertThat(cipher.isUpToDate(stored)).isFalse();
        assertThat(plain.open(KID, stored)).isEqualTo(PRIVATE);
        assertThat(cipher.open(KID, stored)).isEqualTo(PRIVATE);
    }

    @Test
    void rejectsTextThatHoldsNoKey() {
        assertRefused(cipher, KID, cipher.seal(KID, new byte[0]), "is truncated");
    }

    @Test
    void encryptsOnlyWithKeyEncryptionKey() {
        assertThat(cipher.encrypts()).isTrue();
        assertThat(plain.encrypts()).isFalse();
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
