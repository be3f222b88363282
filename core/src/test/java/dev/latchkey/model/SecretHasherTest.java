package dev.latchkey.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.latchkey.model.SecretDigest.Algorithm;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("management contract, section 1: digests, with and without a pepper")
class SecretHasherTest {

    private static final ClientSecret SECRET = ClientSecret.of("what do ya want for nothing?");

    @Test
    void withAPepperItIsHmacSha256() {
        // Checked against OpenSSL: the key is the 16 characters of the pepper.
        byte[] pepper = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
        SecretHasher hasher = SecretHasher.peppered(pepper);

        assertThat(hasher.algorithm()).isEqualTo(Algorithm.HMAC_SHA_256);
        assertThat(hasher.digest(SECRET).toStoredText())
                .isEqualTo("hmac-sha256:e9265dc1bf18d4ec36915d9e82226c7ea0fa4e7f8077f611515bd5e29ec9988c");
    }

    @Test
    void keepsACopyOfThePepper() {
        byte[] pepper = new byte[16];
        SecretHasher hasher = SecretHasher.peppered(pepper);
        SecretDigest before = hasher.digest(SECRET);
        Arrays.fill(pepper, (byte) 1);

        assertThat(hasher.digest(SECRET)).isEqualTo(before);
        assertThat(SecretHasher.peppered(pepper).digest(SECRET)).isNotEqualTo(before);
    }

    @Test
    void aPepperHas16BytesOrMore() {
        assertThatIllegalArgumentException().isThrownBy(() -> SecretHasher.peppered(new byte[15]));
        assertThat(SecretHasher.peppered(new byte[16]).supports(Algorithm.HMAC_SHA_256))
                .isTrue();
    }

    @Test
    void withoutAPepperThereIsNoHmac() {
        SecretHasher plain = SecretHasher.sha256();

        assertThat(plain.algorithm()).isEqualTo(Algorithm.SHA_256);
        assertThat(plain.supports(Algorithm.SHA_256)).isTrue();
        assertThat(plain.supports(Algorithm.HMAC_SHA_256)).isFalse();
        assertThatIllegalStateException()
                .isThrownBy(() -> plain.digest(SECRET, Algorithm.HMAC_SHA_256))
                .withMessageNotContaining(SECRET.reveal());
    }

    @Test
    void aPepperLeavesPlainDigestsAsTheyWere() {
        assertThat(SecretHasher.peppered(new byte[16]).digest(SECRET, Algorithm.SHA_256))
                .isEqualTo(SecretHasher.sha256().digest(SECRET));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ff0102030405060708090a0b0c0d0e0f3e",
                "FF0102030405060708090A0B0C0D0E0F3E",
                "/wECAwQFBgcICQoLDA0ODz4=",
                "_wECAwQFBgcICQoLDA0ODz4"
            })
    void readsAPepperInHexAndInBothAlphabetsOfBase64(String text) {
        byte[] pepper = {-1, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 62};

        assertThat(SecretHasher.peppered(text).digest(SECRET))
                .isEqualTo(SecretHasher.peppered(pepper).digest(SECRET));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "abcd", "this is no pepper!", "/wEC_wQF", "c2hvcnQ="})
    void refusesATextThatIsNoPepperAndDoesNotRepeatIt(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SecretHasher.peppered(text))
                .withMessageStartingWith("a pepper ")
                .withNoCause()
                .satisfies(e -> assertThat(text.isEmpty() || !e.getMessage().contains(text))
                        .isTrue());
    }

    @Test
    void isSafeForManyThreads() {
        SecretHasher hasher = SecretHasher.peppered(new byte[32]);
        SecretDigest expected = hasher.digest(SECRET);

        assertThat(IntStream.range(0, 20_000).parallel().mapToObj(i -> hasher.digest(SECRET)))
                .allMatch(expected::equals);
    }
}
