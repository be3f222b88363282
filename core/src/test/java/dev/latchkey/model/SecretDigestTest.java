package dev.latchkey.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.latchkey.model.SecretDigest.Algorithm;
import java.util.Locale;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("management contract, section 1: only digests are stored")
class SecretDigestTest {

    /** Of "abc", as FIPS 180-4 gives it. */
    private static final String ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    @ParameterizedTest
    @CsvSource({
        "'', SHA_256, sha256:",
        "sha256:, SHA_256, sha256:",
        "SHA256:, SHA_256, sha256:",
        "hmac-sha256:, HMAC_SHA_256, hmac-sha256:",
        "HMAC-sha256:, HMAC_SHA_256, hmac-sha256:",
    })
    void readsAndWritesText(String label, Algorithm algorithm, String storedLabel) {
        SecretDigest digest = SecretDigest.parse(label + ABC);

        assertThat(digest.algorithm()).isEqualTo(algorithm);
        assertThat(digest.toStoredText()).isEqualTo(storedLabel + ABC);
        assertThat(SecretDigest.parse(digest.toStoredText())).isEqualTo(digest).hasSameHashCodeAs(digest);
        assertThat(SecretDigest.parse(label + ABC.toUpperCase(Locale.ROOT))).isEqualTo(digest);
        assertThat(SecretDigest.of(algorithm, digest.toBytes())).isEqualTo(digest);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "sha256:",
                "abc",
                "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015a",
                "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad0",
                "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ag",
                " ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
                "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad\n",
                "sha256: ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
                "sha256:sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
                "sha512:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
                "md5:ba7816bf8f01cfea414140de5dae2223",
                // Digits that are not ASCII.
                "\u0660\u0661a7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
                "\uff11\uff11a7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
            })
    void refusesOtherTextWithoutRepeatingIt(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SecretDigest.parse(text))
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("7816bf8f"))
                .withNoCause();
    }

    @Test
    void has32Bytes() {
        assertThatIllegalArgumentException().isThrownBy(() -> SecretDigest.of(Algorithm.SHA_256, new byte[31]));
        assertThatIllegalArgumentException().isThrownBy(() -> SecretDigest.of(Algorithm.SHA_256, new byte[33]));
    }

    @Test
    void keepsItsBytesToItself() {
        byte[] bytes = new byte[32];
        SecretDigest digest = SecretDigest.of(Algorithm.SHA_256, bytes);
        bytes[0] = 1;
        digest.toBytes()[1] = 1;

        assertThat(digest.toBytes()).isEqualTo(new byte[32]);
    }

    @Test
    void differsByEachByteAndByAlgorithm() {
        SecretDigest digest = SecretDigest.parse(ABC);
        for (int i = 0; i < 32; i++) {
            byte[] other = digest.toBytes();
            other[i] ^= 1;
            assertThat(SecretDigest.of(Algorithm.SHA_256, other)).isNotEqualTo(digest);
        }
        assertThat(SecretDigest.of(Algorithm.HMAC_SHA_256, digest.toBytes())).isNotEqualTo(digest);
        assertThat(digest).isNotEqualTo(ABC);
    }

    @Test
    void hashesToItsFirstFourBytes() {
        assertThat(SecretDigest.parse(ABC)).hasSameHashCodeAs(0xba7816bf);
    }

    @Test
    void masksItself() {
        assertThat(SecretDigest.parse(ABC).toString()).isEqualTo("SecretDigest[masked]");
    }

    @Test
    void isTheSha256OfTheSecretsUtf8() {
        assertThat(SecretHasher.sha256().digest(ClientSecret.of("abc")).toStoredText())
                .isEqualTo("sha256:" + ABC);
    }
}
