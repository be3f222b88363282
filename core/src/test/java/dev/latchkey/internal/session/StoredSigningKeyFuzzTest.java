package dev.latchkey.internal.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.latchkey.store.StoredSigningKey;
import dev.latchkey.testing.internal.Edits;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.util.Base64;
import java.util.HexFormat;

/**
 * A stored key that was changed is refused, without a word of its private half, or signs what its own public half
 * verifies (request contract, section 4). An input is changes, see {@link Edits}, to the private key, if its first byte
 * is even, or else to the certificate. The build replays the seeds; {@code JAZZER_FUZZ=1 mvn -pl core test
 * -Dtest=StoredSigningKeyFuzzTest} looks for more.
 */
class StoredSigningKeyFuzzTest {

    private static final StoredSigningKey KEY = Forge.newKey(Forge.NOW);
    private static final byte[] CLAIMS = Forge.claims().getBytes(StandardCharsets.UTF_8);

    @FuzzTest(maxDuration = "1m")
    void rejectsOrSignsVerifiably(byte[] input) {
        boolean certificate = input.length > 0 && (input[0] & 1) == 1;
        byte[] edits = java.util.Arrays.copyOfRange(input, Math.min(1, input.length), input.length);
        StoredSigningKey changed = new StoredSigningKey(
                KEY.kid(),
                certificate ? KEY.privateKey() : Edits.of(KEY.privateKey(), edits),
                certificate ? Edits.of(KEY.certificate(), edits) : KEY.certificate(),
                KEY.createdAt(),
                null);
        SigningKey key;
        try {
            key = SigningKey.of(changed, Long.MAX_VALUE);
        } catch (InvalidKeyException refused) {
            assertThat(refused.getMessage())
                    .contains(KEY.kid())
                    .matches("[ -~]+")
                    .hasSizeLessThan(250);
            assertThat(refused).hasNoCause();
            assertThat(refused.getMessage())
                    .doesNotContain(HexFormat.of().formatHex(KEY.privateKey(), 40, 60))
                    .doesNotContain(
                            Base64.getEncoder().encodeToString(KEY.privateKey()).substring(80, 100));
            return;
        }
        assertThat(key.kid()).isEqualTo(KEY.kid());
        assertThat(key.publicKey()).isEqualTo(Forge.ring(KEY).newest().publicKey());
        signs(key);
    }

    private static void signs(SigningKey key) {
        String jwt;
        try {
            jwt = key.sign(CLAIMS);
        } catch (IllegalStateException doesNotSign) {
            // The platform verifies its signatures, so inconsistent keys never produce one.
            return;
        }
        CompactJws jws = CompactJws.parse(jwt);
        assertThat(jws).isNotNull();
        assertThat(jws.isSignedBy(key)).isTrue();
    }
}
