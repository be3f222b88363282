package dev.latchkey.internal.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.latchkey.event.Reason;
import dev.latchkey.internal.credential.TokenText;
import dev.latchkey.store.StoredSigningKey;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;

/**
 * No text but the very token that was signed is taken for it (request contract, section 4). In an input, {@code GOOD}
 * is the whole of a good token, {@code HEAD}, {@code BODY} and {@code SIGN} are its parts, and {@code KID} the id of
 * the key. The build replays the seeds; {@code JAZZER_FUZZ=1 mvn -pl core test -Dtest=ApplicationTokenFuzzTest} looks
 * for more.
 */
class ApplicationTokenFuzzTest {

    private static final StoredSigningKey KEY = Forge.newKey(Forge.NOW);
    private static final KeyRing RING = Forge.ring(KEY);
    private static final String GOOD = Forge.jwt(KEY, Forge.header(KEY), Forge.claims());
    private static final String[] PARTS = GOOD.split("\\.", -1);
    private static final ApplicationTokens TOKENS = new ApplicationTokens(new SecureRandom(), false);

    @FuzzTest(maxDuration = "1m")
    void acceptsOnlySignedTokens(byte[] input) {
        String text = new String(input, StandardCharsets.UTF_8)
                .replace("GOOD", GOOD)
                .replace("HEAD", PARTS[0])
                .replace("BODY", PARTS[1])
                .replace("SIGN", PARTS[2])
                .replace("KID", KEY.kid());
        verify(text);
        // As header and claims, correctly encoded, with the signature of another token.
        String encoded = Forge.base64(text);
        verify(encoded + "." + PARTS[1] + "." + PARTS[2]);
        verify(PARTS[0] + "." + encoded + "." + PARTS[2]);

        CompactJws jws = CompactJws.parse(text);
        if (jws != null) {
            String[] parts = text.split("\\.", -1);
            assertThat(parts).hasSize(3);
            for (String part : parts) {
                byte[] bytes = Base64.getUrlDecoder().decode(part);
                assertThat(Forge.base64(bytes)).as("one encoding only").isEqualTo(part);
            }
            assertThat(Forge.base64(jws.payload())).isEqualTo(parts[1]);
        }
    }

    private static void verify(String text) {
        for (TokenText token : List.of(TokenText.of(text), TokenText.of(text).compact())) {
            Verification verification = TOKENS.verify(RING, token, Forge.ISSUER, Forge.NOW.toEpochMilli());
            assertThat(verification instanceof Session).as(text).isEqualTo(text.equals(GOOD));
            if (text.length() > 8192) {
                assertThat(verification).isEqualTo(new Verification.Refused(Reason.TOKEN_MALFORMED));
            }
        }
    }
}
