package dev.latchkey.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.latchkey.configuration.ConfigurationException;
import dev.latchkey.testing.internal.Edits;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;

/**
 * A sealed key that was changed is refused, without a word of it, or is the very key that was sealed: no other ever
 * comes out of what begins as a sealed one. An input is changes to it, see {@link Edits}. The build replays the seeds;
 * {@code JAZZER_FUZZ=1 mvn -pl store-jdbc -am test -Dtest=KeyCipherFuzzTest} looks for more.
 */
class KeyCipherFuzzTest {

    private static final byte[] SECRET =
            "a private key, as far as anybody cares; long enough for two blocks".getBytes(StandardCharsets.US_ASCII);
    private static final KeyCipher CIPHER = new KeyCipher(
            List.of(
                    KeyEncryptionKey.of(new byte[32]),
                    KeyEncryptionKey.of("b".repeat(32).getBytes(StandardCharsets.US_ASCII))),
            new SecureRandom());
    private static final String SEALED = CIPHER.seal("kid", SECRET);

    @FuzzTest(maxDuration = "1m")
    void rejectsOrOpens(byte[] input) {
        String text = new String(Edits.of(SEALED.getBytes(StandardCharsets.US_ASCII), input), StandardCharsets.UTF_8);
        byte[] opened;
        try {
            opened = CIPHER.open("kid", text);
        } catch (ConfigurationException refused) {
            assertThat(refused.getMessage())
                    .startsWith("signing key kid: the private key ")
                    .matches("[ -~]+");
            return;
        }
        if (text.startsWith("plain.v1.")) {
            assertThat(opened).isEqualTo(Base64.getDecoder().decode(text.substring("plain.v1.".length())));
        } else {
            assertThat(text).startsWith("aes256gcm.v1.");
            assertThat(opened).isEqualTo(SECRET);
        }
    }
}
