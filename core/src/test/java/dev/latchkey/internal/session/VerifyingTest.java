package dev.latchkey.internal.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.RSASSASigner;
import dev.latchkey.event.Reason;
import dev.latchkey.internal.credential.TokenText;
import dev.latchkey.store.StoredSigningKey;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Verifying an application token (request contract, section 4)")
final class VerifyingTest {

    private static final StoredSigningKey KEY = Forge.newKey(Forge.NOW.minus(Duration.ofDays(1)));
    private static final StoredSigningKey OTHER = Forge.newKey(Forge.NOW.minus(Duration.ofDays(2)));
    private static final KeyRing RING = Forge.ring(KEY, OTHER.verifyingUntil(Forge.NOW.plus(Duration.ofDays(6))));
    private static final String HEADER = Forge.header(KEY);
    private static final String CLAIMS = Forge.claims();
    private static final String GOOD = Forge.jwt(KEY, HEADER, CLAIMS);
    private static final long NOW = Forge.NOW.toEpochMilli();

    private final ApplicationTokens tokens = new ApplicationTokens(new SecureRandom(), false);

    private Verification verify(String jwt) {
        return tokens.verify(RING, TokenText.of(jwt), Forge.ISSUER, NOW);
    }

    private static Verification refused(Reason reason) {
        return new Verification.Refused(reason);
    }

    @Test
    void readsValidToken() {
        Session session = (Session) verify(GOOD);

        assertThat(session.jwt()).isEqualTo(GOOD);
        assertThat(session.clientId()).isEqualTo("robot.access");
        assertThat(session.revocable().id()).isEqualTo("AAAAAAAAAAAAAAAAAAAAAA");
        assertThat(session.kid()).isEqualTo(KEY.kid());
        assertThat(session.issuedAtMillis()).isEqualTo(NOW - 60_000);
        assertThat(session.expiresAtMillis()).isEqualTo(NOW + 3_600_000);
        assertThat(session.isFor(Forge.AUD)).isTrue();
        assertThat(session.isFor("b".repeat(64))).isFalse();
        assertThat(session.isFor("")).isFalse();
    }

    @Test
    void printsNothingOfASession() {
        assertThat(verify(GOOD)).hasToString("Session[masked]");
        assertThat(Claims.parse(CLAIMS.getBytes(StandardCharsets.UTF_8))).hasToString("Claims[masked]");
    }

    // ---- form ----

    static Stream<Arguments> badForms() {
        int first = GOOD.indexOf('.');
        int second = GOOD.lastIndexOf('.');
        String header = GOOD.substring(0, first);
        String claims = GOOD.substring(first + 1, second);
        String signature = GOOD.substring(second + 1);
        return Stream.of(
                arguments("empty", ""),
                arguments("a dot", "."),
                arguments("two dots", ".."),
                arguments("one part", header),
                arguments("two parts", header + "." + claims),
                arguments("four parts", GOOD + "." + signature),
                arguments("four parts, the last one empty", GOOD + "."),
                arguments("five parts, as a JWE has", GOOD + ".x.y"),
                arguments("no header", "." + claims + "." + signature),
                arguments("no claims", header + ".." + signature),
                arguments("no signature", header + "." + claims + "."),
                arguments("a blank before it", " " + GOOD),
                arguments("a blank behind it", GOOD + " "),
                arguments("a line break behind it", GOOD + "\n"),
                arguments("a blank within", header + ". " + claims + "." + signature),
                arguments("a padded signature", GOOD + "=="),
                arguments("a padded header", Forge.jwtOfParts(KEY, padded(HEADER + " "), Forge.base64(CLAIMS))),
                arguments("padded claims", Forge.jwtOfParts(KEY, Forge.base64(HEADER), padded(CLAIMS))),
                arguments("left-over bits in the signature", withLeftOverBits(GOOD)),
                arguments(
                        "left-over bits in the header",
                        Forge.jwtOfParts(KEY, withLeftOverBits(Forge.base64(ended(HEADER))), Forge.base64(CLAIMS))),
                arguments(
                        "left-over bits in the claims",
                        Forge.jwtOfParts(KEY, Forge.base64(HEADER), withLeftOverBits(Forge.base64(ended(CLAIMS))))),
                arguments("base64 instead of base64url", header + "." + claims + "." + signature.substring(1) + "/"),
                arguments("plus", header + "." + claims + ".+" + signature.substring(1)),
                arguments("a character beyond ASCII", header + "." + claims + ".é" + signature.substring(1)),
                arguments("a character beyond Latin-1", header + "." + claims + ".\u0141" + signature.substring(1)),
                arguments("a NUL", header + "." + claims + ".\0" + signature.substring(1)),
                arguments("a length that base64 can't have", header + "." + claims + "." + signature.substring(0, 5)),
                arguments("8 KiB and one character", "a".repeat(8193)));
    }

    /** Padded with spaces so that there are trailing bits. */
    private static String ended(String json) {
        return json.length() % 3 == 0 ? json + " " : json;
    }

    private static String padded(String json) {
        return Base64.getUrlEncoder().encodeToString(ended(json).getBytes(StandardCharsets.UTF_8));
    }

    private static String withLeftOverBits(String base64) {
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        int last = alphabet.indexOf(base64.charAt(base64.length() - 1));
        return base64.substring(0, base64.length() - 1) + alphabet.charAt(last | 1);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badForms")
    void requiresThreePartsInStrictBase64url(String what, String jwt) {
        assertThat(verify(jwt)).isEqualTo(refused(Reason.TOKEN_MALFORMED));
    }

    @Test
    void limitsLengthTo8KiB() {
        assertThat(verify(goodOfLength(8192))).isInstanceOf(Session.class);
        assertThat(verify(goodOfLength(8193))).isEqualTo(refused(Reason.TOKEN_MALFORMED));
    }

    /** Pads header and claims with spaces to the exact length. */
    private static String goodOfLength(int length) {
        for (int blanks = 0; blanks < 3; blanks++) {
            String header = Forge.base64(HEADER + " ".repeat(blanks));
            int rest = length - header.length() - 2 - 342;
            String claims = Forge.base64(CLAIMS + " ".repeat(rest * 3 / 4 - CLAIMS.length()));
            if (claims.length() == rest) {
                return Forge.jwtOfParts(KEY, header, claims);
            }
        }
        throw new AssertionError("no JWT has " + length + " characters");
    }

    // ---- header ----

    static Stream<Arguments> badHeaders() {
        String kid = "\"kid\":\"" + KEY.kid() + "\"";
        String rs256 = "\"alg\":\"RS256\"";
        return Stream.of(
                arguments("{" + rs256 + "," + kid + ",\"typ\":\"JWE\"}", Reason.TOKEN_MALFORMED),
                arguments("{" + rs256 + "," + kid + ",\"typ\":1}", Reason.TOKEN_MALFORMED),
                arguments("{" + rs256 + "," + kid + ",\"typ\":null}", Reason.TOKEN_MALFORMED),
                arguments("{" + rs256 + "," + kid + ",\"b64\":true}", Reason.TOKEN_MALFORMED),
                arguments("{" + rs256 + "," + kid + ",\"alg\":\"RS256\"}", Reason.TOKEN_MALFORMED),
                arguments("{" + rs256 + "," + kid + ",\"\\u0061lg\":\"none\"}", Reason.TOKEN_MALFORMED),
                arguments("{" + rs256 + "," + kid + ",\"x\":{\"a\":1,\"a\":2}}", Reason.TOKEN_MALFORMED),
                arguments("{" + rs256 + "," + kid + "} {}", Reason.TOKEN_MALFORMED),
                arguments("{" + rs256 + "," + kid + "}x", Reason.TOKEN_MALFORMED),
                arguments("{" + rs256 + "," + kid, Reason.TOKEN_MALFORMED),
                arguments("\ufeff{" + rs256 + "," + kid + "}", Reason.TOKEN_MALFORMED),
                arguments("[{" + rs256 + "," + kid + "}]", Reason.TOKEN_MALFORMED),
                arguments("\"RS256\"", Reason.TOKEN_MALFORMED),
                arguments("null", Reason.TOKEN_MALFORMED),
                arguments(" ", Reason.TOKEN_MALFORMED),
                arguments("{'alg':'RS256'," + kid + "}", Reason.TOKEN_MALFORMED),
                arguments("[".repeat(4000), Reason.TOKEN_MALFORMED),
                arguments("{" + kid + "}", Reason.TOKEN_ALGORITHM),
                arguments("{\"alg\":null," + kid + "}", Reason.TOKEN_ALGORITHM),
                arguments("{\"alg\":256," + kid + "}", Reason.TOKEN_ALGORITHM),
                arguments("{\"alg\":[\"RS256\"]," + kid + "}", Reason.TOKEN_ALGORITHM),
                arguments("{\"alg\":\"rs256\"," + kid + "}", Reason.TOKEN_ALGORITHM),
                arguments("{\"alg\":\"\"," + kid + "}", Reason.TOKEN_ALGORITHM),
                arguments("{\"alg\":\"none\"," + kid + "}", Reason.TOKEN_ALGORITHM),
                arguments("{\"alg\":\"None\"," + kid + "}", Reason.TOKEN_ALGORITHM),
                arguments("{\"alg\":\"HS256\"," + kid + "}", Reason.TOKEN_ALGORITHM),
                arguments("{\"alg\":\"RS384\"," + kid + "}", Reason.TOKEN_ALGORITHM),
                arguments("{" + rs256 + "}", Reason.TOKEN_UNKNOWN_KEY),
                arguments("{" + rs256 + ",\"kid\":null}", Reason.TOKEN_UNKNOWN_KEY),
                arguments("{" + rs256 + ",\"kid\":7}", Reason.TOKEN_UNKNOWN_KEY),
                arguments("{" + rs256 + ",\"kid\":[\"" + KEY.kid() + "\"]}", Reason.TOKEN_UNKNOWN_KEY),
                arguments("{" + rs256 + ",\"kid\":\"\"}", Reason.TOKEN_UNKNOWN_KEY),
                arguments("{" + rs256 + ",\"kid\":\"../../etc/passwd\"}", Reason.TOKEN_UNKNOWN_KEY),
                arguments("{" + rs256 + ",\"kid\":\"" + "0".repeat(64) + "\"}", Reason.TOKEN_UNKNOWN_KEY),
                arguments("{" + rs256 + ",\"kid\":\"" + KEY.kid() + " \"}", Reason.TOKEN_UNKNOWN_KEY),
                arguments("{" + rs256 + ",\"KID\":\"" + KEY.kid() + "\"}", Reason.TOKEN_UNKNOWN_KEY));
    }

    @ParameterizedTest(name = "[{index}] {1}")
    @MethodSource("badHeaders")
    void rejectsForeignHeaderDespiteValidSignature(String header, Reason reason) {
        assertThat(verify(Forge.jwt(KEY, header, CLAIMS))).isEqualTo(refused(reason));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"kid\":\"%s\",\"alg\":\"RS256\"}",
                "{\"typ\":\"jwt\",\"alg\":\"RS256\",\"kid\":\"%s\"}",
                " { \"alg\" : \"RS256\" , \"kid\" : \"%s\" } ",
                "{\"alg\":\"RS256\",\"kid\":\"%s\",\"jku\":\"https://127.0.0.1:1/keys\"}",
                "{\"alg\":\"RS256\",\"kid\":\"%s\",\"x5u\":\"https://127.0.0.1:1/\",\"x5c\":[\"AAAA\"]}",
            })
    void acceptsOtherHeaders(String header) {
        assertThat(verify(Forge.jwt(KEY, header.formatted(KEY.kid()), CLAIMS))).isInstanceOf(Session.class);
    }

    @Test
    void rejectsUtf16AndInvalidUtf8() {
        String utf16 = Forge.base64(HEADER.getBytes(StandardCharsets.UTF_16BE));
        byte[] broken = HEADER.replace("JWT", "JWT\",\"x\":\"?").getBytes(StandardCharsets.ISO_8859_1);
        for (int i = 0; i < broken.length; i++) {
            broken[i] = broken[i] == '?' ? (byte) 0xff : broken[i];
        }

        assertThat(verify(Forge.jwtOfParts(KEY, utf16, Forge.base64(CLAIMS))))
                .isEqualTo(refused(Reason.TOKEN_MALFORMED));
        assertThat(verify(Forge.jwtOfParts(KEY, Forge.base64(broken), Forge.base64(CLAIMS))))
                .isEqualTo(refused(Reason.TOKEN_MALFORMED));
    }

    // ---- other algorithms and keys ----

    @ParameterizedTest
    @ValueSource(strings = {"RS384", "RS512", "PS256", "PS512"})
    void rejectsOtherAlgorithmsOfSameKey(String algorithm) throws JOSEException {
        JWSObject jws = new JWSObject(
                new JWSHeader.Builder(JWSAlgorithm.parse(algorithm))
                        .keyID(KEY.kid())
                        .build(),
                new Payload(CLAIMS));
        jws.sign(new RSASSASigner(Forge.privateKey(KEY)));

        assertThat(verify(jws.serialize())).isEqualTo(refused(Reason.TOKEN_ALGORITHM));
    }

    @ParameterizedTest
    @ValueSource(strings = {"SHA1withRSA", "SHA512withRSA", "SHA384withRSA"})
    void rejectsOtherHashUnderRs256Header(String algorithm) {
        String signed = Forge.base64(HEADER) + "." + Forge.base64(CLAIMS);

        assertThat(verify(signed + "." + Forge.base64(Forge.signature(algorithm, KEY, signed))))
                .isEqualTo(refused(Reason.TOKEN_SIGNATURE));
    }

    @Test
    void rejectsKidOfOtherOwnKey() {
        assertThat(verify(Forge.jwt(KEY, Forge.header(OTHER), CLAIMS))).isEqualTo(refused(Reason.TOKEN_SIGNATURE));
        assertThat(verify(Forge.jwt(OTHER, Forge.header(OTHER), CLAIMS))).isInstanceOf(Session.class);
    }

    // ---- signature ----

    static Stream<Arguments> badSignatures() {
        UnaryOperator<byte[]> nothing = bytes -> bytes;
        return Stream.of(
                arguments("first byte flipped", flipped(0)),
                arguments("last byte flipped", flipped(255)),
                arguments("truncated", edited(bytes -> Arrays.copyOf(bytes, 255))),
                arguments("truncated to a byte", edited(bytes -> Arrays.copyOf(bytes, 1))),
                arguments("a byte too long", edited(bytes -> Arrays.copyOf(bytes, 257))),
                arguments("a zero before it", edited(bytes -> {
                    byte[] longer = new byte[257];
                    System.arraycopy(bytes, 0, longer, 1, 256);
                    return longer;
                })),
                arguments("all zero", edited(bytes -> new byte[256])),
                arguments("the modulus", edited(bytes -> {
                    byte[] modulus = RING.newest().publicKey().getModulus().toByteArray();
                    return Arrays.copyOfRange(modulus, 1, 257);
                })),
                arguments(
                        "other claims", Forge.base64(HEADER) + "." + Forge.base64(CLAIMS + " ") + signatureOf(nothing)),
                arguments(
                        "other header",
                        Forge.base64(HEADER + " ") + "." + Forge.base64(CLAIMS) + signatureOf(nothing)));
    }

    private static String flipped(int at) {
        return edited(bytes -> {
            bytes[at] ^= 1;
            return bytes;
        });
    }

    private static String edited(UnaryOperator<byte[]> edit) {
        return GOOD.substring(0, GOOD.lastIndexOf('.')) + signatureOf(edit);
    }

    private static String signatureOf(UnaryOperator<byte[]> edit) {
        byte[] bytes = Base64.getUrlDecoder().decode(GOOD.substring(GOOD.lastIndexOf('.') + 1));
        return "." + Forge.base64(edit.apply(bytes));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badSignatures")
    void rejectsInvalidSignature(String what, String jwt) {
        assertThat(verify(jwt)).isEqualTo(refused(Reason.TOKEN_SIGNATURE));
    }

    // ---- claims ----

    static Stream<Arguments> badClaims() {
        return Stream.of(
                arguments("\"type\":\"app\"", "\"type\":\"org\""),
                arguments("\"type\":\"app\"", "\"type\":\"APP\""),
                arguments("\"type\":\"app\"", "\"type\":[\"app\"]"),
                arguments("\"type\":\"app\",", ""),
                arguments("\"aud\":[\"" + Forge.AUD + "\"]", "\"aud\":[]"),
                arguments("\"aud\":[\"" + Forge.AUD + "\"]", "\"aud\":null"),
                arguments("\"aud\":[\"" + Forge.AUD + "\"]", "\"aud\":7"),
                arguments("\"aud\":[\"" + Forge.AUD + "\"]", "\"aud\":{\"a\":\"" + Forge.AUD + "\"}"),
                arguments("\"aud\":[\"" + Forge.AUD + "\"]", "\"aud\":[{\"a\":\"" + Forge.AUD + "\"}]"),
                arguments("\"aud\":[\"" + Forge.AUD + "\"]", "\"aud\":[\"" + Forge.AUD + "\",7]"),
                arguments("\"aud\":[\"" + Forge.AUD + "\"]", "\"aud\":[[\"" + Forge.AUD + "\"]]"),
                arguments("\"aud\":[\"" + Forge.AUD + "\"],", ""),
                arguments("\"iss\":\"" + Forge.ISSUER + "\"", "\"iss\":7"),
                arguments("\"iss\":\"" + Forge.ISSUER + "\"", "\"iss\":null"),
                arguments("\"iss\":\"" + Forge.ISSUER + "\"", "\"iss\":[\"" + Forge.ISSUER + "\"]"),
                arguments("\"iss\":\"" + Forge.ISSUER + "\",", ""),
                arguments("\"iat\":" + (Forge.NOW_SECONDS - 60), "\"iat\":\"" + (Forge.NOW_SECONDS - 60) + "\""),
                arguments("\"iat\":" + (Forge.NOW_SECONDS - 60), "\"iat\":-1"),
                arguments("\"iat\":" + (Forge.NOW_SECONDS - 60), "\"iat\":true"),
                arguments("\"iat\":" + (Forge.NOW_SECONDS - 60) + ",", ""),
                arguments("\"exp\":" + (Forge.NOW_SECONDS + 3600), "\"exp\":\"" + (Forge.NOW_SECONDS + 3600) + "\""),
                arguments("\"exp\":" + (Forge.NOW_SECONDS + 3600), "\"exp\":true"),
                arguments("\"exp\":" + (Forge.NOW_SECONDS + 3600), "\"exp\":null"),
                arguments("\"exp\":" + (Forge.NOW_SECONDS + 3600), "\"exp\":[" + (Forge.NOW_SECONDS + 3600) + "]"),
                arguments("\"exp\":" + (Forge.NOW_SECONDS + 3600), "\"exp\":-1"),
                arguments("\"exp\":" + (Forge.NOW_SECONDS + 3600), "\"exp\":-0.001"),
                arguments("\"exp\":" + (Forge.NOW_SECONDS + 3600), "\"exp\":253402300800"),
                arguments("\"exp\":" + (Forge.NOW_SECONDS + 3600), "\"exp\":9223372036854775807"),
                arguments("\"exp\":" + (Forge.NOW_SECONDS + 3600), "\"exp\":9223372036854775808"),
                arguments("\"exp\":" + (Forge.NOW_SECONDS + 3600), "\"exp\":18446744073709551616"),
                arguments("\"exp\":" + (Forge.NOW_SECONDS + 3600), "\"exp\":1" + "0".repeat(900)),
                arguments("\"exp\":" + (Forge.NOW_SECONDS + 3600), "\"exp\":1" + "0".repeat(1900)),
                arguments("\"exp\":" + (Forge.NOW_SECONDS + 3600), "\"exp\":1e400"),
                arguments("\"exp\":" + (Forge.NOW_SECONDS + 3600), "\"exp\":1e999999999"),
                arguments("\"exp\":" + (Forge.NOW_SECONDS + 3600), "\"exp\":NaN"),
                arguments("\"exp\":" + (Forge.NOW_SECONDS + 3600), "\"exp\":Infinity"),
                arguments("\"exp\":" + (Forge.NOW_SECONDS + 3600), "\"exp\":0x7fffffff"),
                arguments("\"exp\":" + (Forge.NOW_SECONDS + 3600), "\"exp\":0" + (Forge.NOW_SECONDS + 3600)),
                arguments("\"exp\":" + (Forge.NOW_SECONDS + 3600) + ",", ""),
                arguments("\"common_name\":\"robot.access\"", "\"common_name\":\"\""),
                arguments("\"common_name\":\"robot.access\"", "\"common_name\":null"),
                arguments("\"common_name\":\"robot.access\"", "\"common_name\":[\"robot.access\"]"),
                arguments("\"common_name\":\"robot.access\"", "\"common_name\":\"two words\""),
                arguments("\"common_name\":\"robot.access\"", "\"common_name\":\"line\\nbreak\""),
                arguments("\"common_name\":\"robot.access\"", "\"common_name\":\"" + "x".repeat(257) + "\""),
                arguments("\"common_name\":\"robot.access\",", ""),
                arguments("\"jti\":\"AAAAAAAAAAAAAAAAAAAAAA\"", "\"jti\":7"),
                arguments("\"jti\":\"AAAAAAAAAAAAAAAAAAAAAA\"", "\"jti\":\"\""),
                arguments("\"jti\":\"AAAAAAAAAAAAAAAAAAAAAA\"", "\"jti\":\"" + "A".repeat(65) + "\""),
                arguments("\"jti\":\"AAAAAAAAAAAAAAAAAAAAAA\",", ""),
                arguments("\"secret_binding\":\"AAAAAAAAAAAAAAAAAAAAAA\"", "\"secret_binding\":null"),
                arguments(",\"secret_binding\":\"AAAAAAAAAAAAAAAAAAAAAA\"", ""),
                arguments("\"type\":\"app\"", "\"type\":\"app\",\"type\":\"app\""),
                arguments("\"sub\":\"\"", "\"sub\":\"\",\"common_name\":\"admin.access\""),
                arguments("\"sub\":\"\"", "\"sub\":\"\",\"\\u0065xp\":99999999999"),
                arguments("\"sub\":\"\"", "\"sub\":\"\",\"ours\":{\"a\":1,\"a\":1}"),
                arguments("{\"type\"", "[{\"type\""),
                arguments("{\"type\"", "\ufeff{\"type\""),
                arguments("\"}", "\"} {}"),
                arguments("\"}", "\""),
                arguments("\"}", "\",}"));
    }

    @ParameterizedTest(name = "[{index}] {1}")
    @MethodSource("badClaims")
    void rejectsForeignClaimsDespiteValidSignature(String part, String replacement) {
        String claims = CLAIMS.replace(part, replacement);

        assertThat(claims).isNotEqualTo(CLAIMS);
        assertThat(verify(Forge.jwt(KEY, HEADER, claims))).isEqualTo(refused(Reason.TOKEN_CLAIMS));
    }

    static Stream<Arguments> goodClaims() {
        return Stream.of(
                arguments("\"aud\":[\"" + Forge.AUD + "\"]", "\"aud\":\"" + Forge.AUD + "\""),
                arguments("\"aud\":[\"" + Forge.AUD + "\"]", "\"aud\":[\"b\",\"" + Forge.AUD + "\"]"),
                arguments("\"exp\":" + (Forge.NOW_SECONDS + 3600), "\"exp\":" + (Forge.NOW_SECONDS + 3600) + ".5"),
                arguments("\"exp\":" + (Forge.NOW_SECONDS + 3600), "\"exp\":2.5e9"),
                arguments("\"exp\":" + (Forge.NOW_SECONDS + 3600), "\"exp\":253402300799"),
                arguments("\"iat\":" + (Forge.NOW_SECONDS - 60), "\"iat\":0"),
                arguments("\"iat\":" + (Forge.NOW_SECONDS - 60), "\"iat\":1e-999999999"),
                arguments("\"common_name\":\"robot.access\"", "\"common_name\":\"" + "x".repeat(256) + "\""),
                arguments("\"jti\":\"AAAAAAAAAAAAAAAAAAAAAA\"", "\"jti\":\"" + "A".repeat(64) + "\""),
                arguments("\"sub\":\"\"", "\"sub\":\"\",\"email\":null,\"another\":[1,{}]"),
                arguments("\"sub\":\"\",", ""));
    }

    @ParameterizedTest(name = "[{index}] {1}")
    @MethodSource("goodClaims")
    void acceptsContractClaims(String part, String replacement) {
        String claims = CLAIMS.replace(part, replacement);

        assertThat(claims).isNotEqualTo(CLAIMS);
        assertThat(verify(Forge.jwt(KEY, HEADER, claims)))
                .isInstanceOfSatisfying(
                        Session.class,
                        session -> assertThat(session.isFor(Forge.AUD)).isTrue());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://other.example.com",
                "https://team.example.com/",
                "http://team.example.com",
                "https://TEAM.example.com",
                "https://team.example.com ",
                ""
            })
    void rejectsForeignIssuer(String issuer) {
        String jwt = Forge.jwt(KEY, HEADER, CLAIMS.replace(Forge.ISSUER, issuer));

        assertThat(verify(jwt)).isEqualTo(refused(Reason.TOKEN_ISSUER));
    }

    @ParameterizedTest
    @CsvSource({
        "-3600, 3600, true",
        "0, 3600, true",
        "29, 3600, true",
        "30, 3600, true",
        "31, 3600, false",
        "3600, 7200, false",
        "-3600, 1, true",
        "-3600, 0, true",
        "-3600, -29, true",
        "-3600, -30, false",
        "-3600, -31, false",
        "-7200, -3600, false",
        "0, 0, true",
        "10, 5, true",
    })
    void toleratesThirtySecondsOfSkew(int issuedIn, int expiresIn, boolean good) {
        String jwt = Forge.jwt(
                KEY,
                HEADER,
                CLAIMS.replace("\"iat\":" + (Forge.NOW_SECONDS - 60), "\"iat\":" + (Forge.NOW_SECONDS + issuedIn))
                        .replace(
                                "\"exp\":" + (Forge.NOW_SECONDS + 3600), "\"exp\":" + (Forge.NOW_SECONDS + expiresIn)));

        Verification verification = verify(jwt);

        if (good) {
            assertThat(verification).isInstanceOf(Session.class);
        } else {
            assertThat(verification).isEqualTo(refused(Reason.TOKEN_EXPIRED));
        }
    }

    // ---- caching ----

    @Test
    void cachesValidTokens() {
        Verification first = verify(GOOD);

        assertThat(verify(GOOD)).isSameAs(first);
        assertThat(tokens.verify(RING, TokenText.of(GOOD).compact(), Forge.ISSUER, NOW))
                .isSameAs(first);
    }

    @Test
    void checksTimeOfCachedToken() {
        assertThat(verify(GOOD)).isInstanceOf(Session.class);

        long end = NOW + 3_600_000 + 30_000;
        assertThat(tokens.verify(RING, TokenText.of(GOOD), Forge.ISSUER, end - 1))
                .isInstanceOf(Session.class);
        assertThat(tokens.verify(RING, TokenText.of(GOOD), Forge.ISSUER, end)).isEqualTo(refused(Reason.TOKEN_EXPIRED));
        assertThat(tokens.verify(RING, TokenText.of(GOOD), Forge.ISSUER, NOW - 60_000 - 30_001))
                .isEqualTo(refused(Reason.TOKEN_EXPIRED));
        assertThat(verify(GOOD)).isInstanceOf(Session.class);
    }

    @Test
    void checksIssuerOfCachedToken() {
        assertThat(verify(GOOD)).isInstanceOf(Session.class);

        assertThat(tokens.verify(RING, TokenText.of(GOOD), "https://renamed.example.com", NOW))
                .isEqualTo(refused(Reason.TOKEN_ISSUER));
    }

    @Test
    void checksKeyOfCachedToken() {
        String jwt = Forge.jwt(OTHER, Forge.header(OTHER), CLAIMS);
        assertThat(verify(jwt)).isInstanceOf(Session.class);

        KeyRing without = Forge.ring(KEY);
        KeyRing over = Forge.ring(KEY, OTHER.verifyingUntil(Forge.NOW));
        assertThat(tokens.verify(without, TokenText.of(jwt), Forge.ISSUER, NOW))
                .isEqualTo(refused(Reason.TOKEN_UNKNOWN_KEY));
        assertThat(tokens.verify(over, TokenText.of(jwt), Forge.ISSUER, NOW))
                .isEqualTo(refused(Reason.TOKEN_UNKNOWN_KEY));
        assertThat(tokens.verify(over, TokenText.of(jwt), Forge.ISSUER, NOW - 1))
                .isInstanceOf(Session.class);
    }

    // ---- mutations ----

    @Test
    void rejectsMutations() {
        Random random = new Random(20261101);
        assertThat(verify(GOOD)).isInstanceOf(Session.class);
        for (int i = 0; i < 5_000; i++) {
            String mutated = mutate(GOOD, random);
            if (!mutated.equals(GOOD)) {
                assertThat(verify(mutated)).as("mutation %d", i).isInstanceOf(Verification.Refused.class);
            }
        }
    }

    private static String mutate(String jwt, Random random) {
        StringBuilder text = new StringBuilder(jwt);
        int edits = 1 + random.nextInt(3);
        for (int i = 0; i < edits && !text.isEmpty(); i++) {
            int at = random.nextInt(text.length());
            char character = "AZaz09-_.=+/ \u00e9\0".charAt(random.nextInt(15));
            switch (random.nextInt(7)) {
                case 0 -> text.setCharAt(at, character);
                case 1 -> text.insert(at, character);
                case 2 -> text.deleteCharAt(at);
                case 3 -> text.setCharAt(at, (char) (text.charAt(at) ^ (1 << random.nextInt(7))));
                case 4 -> text.setLength(at);
                case 5 -> text.append(character);
                default -> text.insert(at, text.substring(at, Math.min(text.length(), at + random.nextInt(9))));
            }
        }
        return text.toString();
    }
}
