package dev.latchkey.internal.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.nimbusds.jose.jwk.RSAKey;
import dev.latchkey.event.Reason;
import dev.latchkey.internal.credential.TokenText;
import dev.latchkey.store.StoredSigningKey;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.Locale;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Attacks through key IDs, embedded keys, extensions and other serializations. */
@DisplayName("Attacks by header (request contract, section 4)")
final class HeaderAttacksTest {

    private static final StoredSigningKey KEY = Forge.newKey(Forge.NOW.minus(Duration.ofDays(1)));
    private static final StoredSigningKey ATTACKERS = Forge.newKey(Forge.NOW);
    private static final KeyRing RING = Forge.ring(KEY);
    private static final String CLAIMS = Forge.claims();
    private static final String GOOD = Forge.jwt(KEY, Forge.header(KEY), CLAIMS);

    private final ApplicationTokens tokens = new ApplicationTokens(new SecureRandom(), false);

    private Verification verify(String jwt) {
        return tokens.verify(RING, TokenText.of(jwt), Forge.ISSUER, Forge.NOW.toEpochMilli());
    }

    private static Verification refused(Reason reason) {
        return new Verification.Refused(reason);
    }

    // ---- kid ----

    static Stream<String> kids() {
        String kid = KEY.kid();
        return Stream.of(
                "\"../../../../../../dev/null\"",
                "\"/dev/null\"",
                "\"file:///dev/null\"",
                "\"C:\\\\Windows\\\\win.ini\"",
                "\"https://127.0.0.1/keys\"",
                "\"x' OR '1'='1\"",
                "\"x' UNION SELECT 'secret' -- \"",
                "\"'; DROP TABLE latchkey_signing_keys; --\"",
                "\"$(id)\"",
                "\"|id\"",
                "\"${jndi:ldap://127.0.0.1/a}\"",
                "\"{{7*7}}\"",
                "\"*\"",
                "\".*\"",
                "\"%\"",
                "\"0\"",
                "\"null\"",
                "\"\\u0000\"",
                "\"\\r\\nX-Injected: 1\"",
                "\"" + kid.toUpperCase(Locale.ROOT) + "\"",
                "\"" + kid + "\\u0000\"",
                "\"" + kid + "\\n\"",
                "\" " + kid + "\"",
                "\"" + kid + kid + "\"",
                "\"" + kid.substring(0, 63) + "\"",
                "\"" + ATTACKERS.kid() + "\"",
                "\"\\ud800\"",
                "\"" + "a".repeat(3000) + "\"",
                "{\"" + kid + "\":\"" + kid + "\"}",
                "[\"" + kid + "\"]",
                "true",
                "null",
                "1e999999999");
    }

    @ParameterizedTest
    @MethodSource("kids")
    void rejectsUnknownKid(String kid) throws GeneralSecurityException {
        String header = "{\"alg\":\"RS256\",\"typ\":\"JWT\",\"kid\":" + kid + "}";
        String signed = Forge.base64(header) + "." + Forge.base64(CLAIMS);

        assertThat(verify(Forge.jwt(ATTACKERS, header, CLAIMS))).isEqualTo(refused(Reason.TOKEN_UNKNOWN_KEY));
        assertThat(verify(Forge.jwt(KEY, header, CLAIMS))).isEqualTo(refused(Reason.TOKEN_UNKNOWN_KEY));
        // A verifier that reads an empty file as the key would accept this signature.
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(new byte[1], "RAW"));
        String emptyKey = Forge.base64(mac.doFinal(signed.getBytes(StandardCharsets.US_ASCII)));
        assertThat(verify(signed + "." + emptyKey)).isEqualTo(refused(Reason.TOKEN_UNKNOWN_KEY));
    }

    static Stream<String> doubled() {
        String kid = "\"kid\":\"" + KEY.kid() + "\"";
        String theirs = "\"kid\":\"" + ATTACKERS.kid() + "\"";
        return Stream.of(
                "{\"alg\":\"RS256\"," + kid + "," + kid + "}",
                "{\"alg\":\"RS256\"," + kid + "," + theirs + "}",
                "{\"alg\":\"RS256\"," + theirs + "," + kid + "}",
                "{\"alg\":\"RS256\"," + kid + ",\"k\\u0069d\":\"" + ATTACKERS.kid() + "\"}",
                "{\"alg\":\"none\",\"alg\":\"RS256\"," + kid + "}",
                "{\"alg\":\"RS256\",\"\\u0061\\u006c\\u0067\":\"none\"," + kid + "}",
                "{\"alg\":\"RS256\"," + kid + ",\"typ\":\"JWT\",\"typ\":\"JWT\"}");
    }

    @ParameterizedTest
    @MethodSource("doubled")
    void rejectsDuplicateMember(String header) {
        assertThat(verify(Forge.jwt(KEY, header, CLAIMS))).isEqualTo(refused(Reason.TOKEN_MALFORMED));
        assertThat(verify(Forge.jwt(ATTACKERS, header, CLAIMS))).isEqualTo(refused(Reason.TOKEN_MALFORMED));
    }

    // ---- embedded keys ----

    static Stream<String> keysThatComeAlong() throws GeneralSecurityException {
        String jwk = new RSAKey.Builder(Forge.ring(ATTACKERS).newest().publicKey())
                .keyID(KEY.kid())
                .build()
                .toJSONString();
        String der = Base64.getEncoder().encodeToString(ATTACKERS.certificate());
        String sha1 = Forge.base64(MessageDigest.getInstance("SHA-1").digest(ATTACKERS.certificate()));
        String sha256 = Forge.base64(MessageDigest.getInstance("SHA-256").digest(ATTACKERS.certificate()));
        return Stream.of(
                "\"jwk\":" + jwk,
                "\"jwk\":[" + jwk + "]",
                "\"jwk\":{\"kty\":\"oct\",\"k\":\"AA\"}",
                "\"jwk\":null",
                "\"jwks\":{\"keys\":[" + jwk + "]}",
                "\"jku\":\"https://127.0.0.1:1/keys\"",
                "\"jku\":\"data:application/json,{}\"",
                "\"jku\":7",
                "\"x5u\":\"https://127.0.0.1:1/certificate\"",
                "\"x5u\":\"file:///etc/ssl/certs/ca.pem\"",
                "\"x5c\":[\"" + der + "\"]",
                "\"x5c\":\"" + der + "\"",
                "\"x5c\":[]",
                "\"x5t\":\"" + sha1 + "\"",
                "\"x5t#S256\":\"" + sha256 + "\"",
                "\"iss\":\"https://127.0.0.1:1\"",
                "\"epk\":{\"kty\":\"EC\"},\"apu\":\"AA\"",
                "\"trust_chain\":[\"AA\"]");
    }

    @ParameterizedTest
    @MethodSource("keysThatComeAlong")
    void ignoresEmbeddedKey(String members) {
        String ours = "{\"alg\":\"RS256\",\"kid\":\"" + KEY.kid() + "\"," + members + "}";
        String theirs = "{\"alg\":\"RS256\",\"kid\":\"" + ATTACKERS.kid() + "\"," + members + "}";
        String none = "{\"alg\":\"RS256\"," + members + "}";

        assertThat(verify(Forge.jwt(ATTACKERS, ours, CLAIMS))).isEqualTo(refused(Reason.TOKEN_SIGNATURE));
        assertThat(verify(Forge.jwt(ATTACKERS, theirs, CLAIMS))).isEqualTo(refused(Reason.TOKEN_UNKNOWN_KEY));
        assertThat(verify(Forge.jwt(ATTACKERS, none, CLAIMS))).isEqualTo(refused(Reason.TOKEN_UNKNOWN_KEY));
        assertThat(verify(Forge.jwt(KEY, ours, CLAIMS))).isInstanceOf(Session.class);
    }

    // ---- extensions ----

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"crit\":[\"exp\"],\"exp\":1",
                "\"crit\":[\"alg\"]",
                "\"crit\":[\"b64\"],\"b64\":true",
                "\"crit\":[\"b64\"],\"b64\":false",
                "\"crit\":[\"kid\",\"kid\"]",
                "\"crit\":[]",
                "\"crit\":{}",
                "\"crit\":\"exp\"",
                "\"crit\":7",
                "\"crit\":false",
                "\"crit\":null",
                "\"\\u0063rit\":[\"x\"]",
                "\"b64\":false",
                "\"b64\":null",
            })
    void rejectsCriticalExtensions(String members) {
        String header = "{\"alg\":\"RS256\",\"kid\":\"" + KEY.kid() + "\"," + members + "}";

        assertThat(verify(Forge.jwt(KEY, header, CLAIMS))).isEqualTo(refused(Reason.TOKEN_MALFORMED));
        assertThat(verify(Forge.jwtOfParts(KEY, Forge.base64(header), CLAIMS)))
                .isEqualTo(refused(Reason.TOKEN_MALFORMED));
    }

    @Test
    void doesNotInflate() throws IOException {
        ByteArrayOutputStream deflated = new ByteArrayOutputStream();
        try (DeflaterOutputStream out = new DeflaterOutputStream(deflated, new Deflater(9, true))) {
            out.write(CLAIMS.getBytes(StandardCharsets.UTF_8));
        }
        String header = "{\"alg\":\"RS256\",\"kid\":\"" + KEY.kid() + "\",\"zip\":\"DEF\"}";

        assertThat(verify(Forge.jwtOfParts(KEY, Forge.base64(header), Forge.base64(deflated.toByteArray()))))
                .isEqualTo(refused(Reason.TOKEN_CLAIMS));
    }

    @Test
    void doesNotUnwrapNestedToken() {
        String header = "{\"alg\":\"RS256\",\"kid\":\"" + KEY.kid() + "\",\"cty\":\"JWT\"}";

        assertThat(verify(Forge.jwt(KEY, header, GOOD))).isEqualTo(refused(Reason.TOKEN_CLAIMS));
        assertThat(verify(Forge.jwt(KEY, header, "\"" + GOOD + "\""))).isEqualTo(refused(Reason.TOKEN_CLAIMS));
    }

    // ---- other forms ----

    static Stream<Arguments> otherForms() {
        String[] parts = GOOD.split("\\.", -1);
        String flat = "{\"payload\":\"" + parts[1] + "\",\"protected\":\"" + parts[0] + "\",\"signature\":\"" + parts[2]
                + "\"}";
        String jwe = Forge.base64("{\"alg\":\"RSA-OAEP\",\"enc\":\"A256GCM\",\"kid\":\"" + KEY.kid() + "\"}");
        return Stream.of(
                arguments("flattened JSON", flat),
                arguments("flattened JSON in base64url", Forge.base64(flat)),
                arguments(
                        "general JSON",
                        "{\"payload\":\"" + parts[1] + "\",\"signatures\":[{\"protected\":\"" + parts[0]
                                + "\",\"signature\":\"" + parts[2] + "\"}]}"),
                arguments("JWE", jwe + ".AA.AA.AA.AA"),
                arguments("JWE with direct encryption", jwe + "..AA.AA.AA"),
                arguments("JWE of a JWT", jwe + ".AA.AA." + Forge.base64(GOOD) + ".AA"),
                arguments("detached payload", parts[0] + ".." + parts[2]),
                arguments("five parts", GOOD + ".AA.AA"),
                arguments("two tokens", GOOD + "." + GOOD),
                arguments("two tokens joined by a comma", GOOD + "," + GOOD),
                arguments("a scheme before it", "Bearer " + GOOD),
                arguments("quotes around it", "\"" + GOOD + "\""),
                arguments("percent-encoded dots", GOOD.replace(".", "%2e")),
                arguments("dots of another script", GOOD.replace(".", "\u3002")),
                arguments("a BOM before it", "\ufeff" + GOOD),
                arguments("a zero-width space behind it", GOOD + "\u200b"),
                arguments("line breaks as MIME has them", GOOD.substring(0, 76) + "\r\n" + GOOD.substring(76)),
                arguments("a NUL behind it", GOOD + "\0"),
                arguments("padded parts", parts[0] + "=." + parts[1] + "=." + parts[2] + "=="));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("otherForms")
    void acceptsOnlyCompactJws(String what, String jwt) {
        assertThat(verify(jwt)).isEqualTo(refused(Reason.TOKEN_MALFORMED));
    }
}
