package dev.latchkey.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyEncryptionKeyTest {

    private static final byte[] BYTES =
            HexFormat.of().parseHex("fbff02030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "fbff02030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
                "FBFF02030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F",
                "+/8CAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
                "-_8CAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8",
                " +/8CAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n"
            })
    void parsesHexAndBase64(String text) {
        assertThat(KeyEncryptionKey.parse(text).aes().getEncoded()).isEqualTo(BYTES);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a passphrase of 32 characters!!!",
                "0123456789abcdef0123456789abcdef",
                "+/8CAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gIQ==",
                "${LATCHKEY_KEY_ENCRYPTION_KEY}"
            })
    void rejectsInvalidKeyWithoutRepeatingIt(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> KeyEncryptionKey.parse(text))
                .withMessageStartingWith("a key-encryption key ")
                .withNoCause()
                .satisfies(e -> assertThat(text.isEmpty() || !e.getMessage().contains(text))
                        .isTrue());
    }

    @Test
    void rejectsNull() {
        String unset = System.getenv("LATCHKEY_NO_SUCH_VARIABLE");

        assertThatNullPointerException()
                .isThrownBy(() -> KeyEncryptionKey.parse(unset))
                .withMessageContaining("key-encryption key");
    }

    @Test
    void parsesSeveralKeys() {
        String first = HexFormat.of().formatHex(BYTES);
        String second = "0".repeat(64);

        assertThat(KeyEncryptionKey.parseAll(first + ", " + second))
                .extracting(KeyEncryptionKey::id)
                .containsExactly(
                        KeyEncryptionKey.parse(first).id(),
                        KeyEncryptionKey.parse(second).id());
        assertThat(KeyEncryptionKey.parseAll(first)).hasSize(1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> KeyEncryptionKey.parseAll(first + "," + second + ","))
                .withMessageStartingWith("number 3: a key-encryption key ");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> KeyEncryptionKey.parseAll("00"))
                .withMessageStartingWith("a key-encryption key ");
    }

    @Test
    void copiesBytes() {
        byte[] bytes = BYTES.clone();
        KeyEncryptionKey key = KeyEncryptionKey.of(bytes);
        bytes[0]++;

        assertThat(key.aes().getEncoded()).isEqualTo(BYTES);
    }

    @Test
    void printsOnlyItsId() {
        KeyEncryptionKey key = KeyEncryptionKey.of(BYTES);

        assertThat(key.id())
                .matches("[0-9a-f]{16}")
                .isEqualTo(KeyEncryptionKey.of(BYTES).id())
                .isNotEqualTo(KeyEncryptionKey.of(new byte[32]).id());
        assertThat(key.toString())
                .contains(key.id())
                .doesNotContain(HexFormat.of().formatHex(BYTES, 0, 4))
                .doesNotContain(Base64.getEncoder().encodeToString(BYTES).substring(0, 8));
    }
}
