package dev.latchkey.internal.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.RSAKey;
import dev.latchkey.event.Reason;
import dev.latchkey.internal.credential.TokenText;
import dev.latchkey.store.StoredSigningKey;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.NamedParameterSpec;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Algorithm and key confusion attacks that are known from JWT libraries. Each forgery is sent twice: with the header
 * that it needs, and with an honest one.
 */
@DisplayName("Attacks by algorithm (request contract, section 4)")
final class AlgorithmAttacksTest {

    private static final StoredSigningKey KEY = Forge.newKey(Forge.NOW.minus(Duration.ofDays(1)));
    private static final KeyRing RING = Forge.ring(KEY);
    private static final String CLAIMS = Forge.base64(Forge.claims());
    private static final String HONEST = Forge.base64(Forge.header(KEY));

    private final ApplicationTokens tokens = new ApplicationTokens(new SecureRandom(), false);

    private Verification verify(String jwt) {
        return tokens.verify(RING, TokenText.of(jwt), Forge.ISSUER, Forge.NOW.toEpochMilli());
    }

    private static Verification refused(Reason reason) {
        return new Verification.Refused(reason);
    }

    /** Returns a header with this algorithm, given as JSON, and the ID of the signing key. */
    private static String header(String algorithm) {
        return Forge.base64("{\"alg\":" + algorithm + ",\"kid\":\"" + KEY.kid() + "\",\"typ\":\"JWT\"}");
    }

    // ---- no algorithm ----

    static Stream<String> none() {
        return Stream.of(
                "\"none\"",
                "\"None\"",
                "\"NONE\"",
                "\"nOnE\"",
                "\"NonE\"",
                "\"none \"",
                "\" none\"",
                "\"none\\u0000\"",
                "\"none\\n\"",
                "\"n\\u006fne\"",
                "\"n\u043ene\"",
                "\"\uff4e\uff4f\uff4e\uff45\"",
                "\"\"",
                "\" \"",
                "\"null\"",
                "\"undefined\"",
                "null",
                "false",
                "0",
                "[]",
                "[\"none\"]",
                "{\"none\":\"RS256\"}");
    }

    @ParameterizedTest
    @MethodSource("none")
    void rejectsEverySpellingOfNone(String none) {
        String honestSignature = Forge.base64(Forge.signature("SHA256withRSA", KEY, HONEST + "." + CLAIMS));
        String itsSignature = Forge.base64(Forge.signature("SHA256withRSA", KEY, header(none) + "." + CLAIMS));

        assertThat(verify(header(none) + "." + CLAIMS + ".")).isEqualTo(refused(Reason.TOKEN_MALFORMED));
        assertThat(verify(header(none) + "." + CLAIMS)).isEqualTo(refused(Reason.TOKEN_MALFORMED));
        for (String signature : List.of("AA", honestSignature, itsSignature)) {
            assertThat(verify(header(none) + "." + CLAIMS + "." + signature))
                    .isEqualTo(refused(Reason.TOKEN_ALGORITHM));
        }
    }

    // ---- other algorithms, with a signature or without ----

    static Stream<String> others() {
        Stream<String> registered = Stream.of(
                "HS256",
                "HS384",
                "HS512",
                "RS384",
                "RS512",
                "ES256",
                "ES384",
                "ES512",
                "ES256K",
                "PS256",
                "PS384",
                "PS512",
                "EdDSA",
                "Ed25519",
                "Ed448",
                "RS1",
                "ML-DSA-44",
                "ML-DSA-65",
                "RSA1_5",
                "RSA-OAEP",
                "RSA-OAEP-256",
                "dir",
                "A128KW",
                "A256KW",
                "A256GCM",
                "ECDH-ES",
                "PBES2-HS256+A128KW");
        Stream<String> twisted = Stream.of(
                "rs256",
                "Rs256",
                "RS256 ",
                " RS256",
                "RS256\\u0000",
                "RS256\\n",
                "RS 256",
                "RS-256",
                "RS2560",
                "R\u200bS256",
                "\uff32S256",
                "SHA256withRSA",
                "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256",
                "1.2.840.113549.1.1.11",
                "RS256,none",
                "none,RS256");
        return Stream.concat(registered, twisted);
    }

    @ParameterizedTest
    @MethodSource("others")
    void rejectsOtherNamesDespiteValidRsaSignature(String algorithm) {
        String signed = header("\"" + algorithm + "\"") + "." + CLAIMS;

        assertThat(verify(signed + "." + Forge.base64(Forge.signature("SHA256withRSA", KEY, signed))))
                .isEqualTo(refused(Reason.TOKEN_ALGORITHM));
    }

    @Test
    void readsEscapedName() {
        String signed = header("\"\\u0052S256\"") + "." + CLAIMS;

        assertThat(verify(signed + "." + Forge.base64(Forge.signature("SHA256withRSA", KEY, signed))))
                .isInstanceOf(Session.class);
    }

    // ---- an HMAC keyed with public data ----

    static Stream<String> publicTexts() throws GeneralSecurityException {
        return publicBytes().keySet().stream();
    }

    private static Map<String, byte[]> publicBytes() throws GeneralSecurityException {
        RSAPublicKey key = RING.newest().publicKey();
        String jwk = new RSAKey.Builder(key).build().toJSONString();
        String certs = RING.certsDocument(Forge.NOW.toEpochMilli());
        byte[] spki = key.getEncoded();
        // The PKCS #1 key follows 24 bytes that name the algorithm.
        byte[] pkcs1 = Arrays.copyOfRange(spki, 24, spki.length);
        byte[] modulus = key.getModulus().toByteArray();
        Map<String, byte[]> all = new LinkedHashMap<>();
        all.put("SPKI in DER", spki);
        all.put("PKCS #1 in DER", pkcs1);
        for (String end : List.of("", "\n", "\r\n")) {
            String of = " ends with " + end.length();
            all.put("SPKI in PEM," + of, (pem("PUBLIC KEY", spki, "\n") + end).getBytes(StandardCharsets.US_ASCII));
            all.put(
                    "PKCS #1 in PEM," + of,
                    (pem("RSA PUBLIC KEY", pkcs1, "\n") + end).getBytes(StandardCharsets.US_ASCII));
            all.put(
                    "certificate in PEM," + of,
                    (pem("CERTIFICATE", KEY.certificate(), "\n") + end).getBytes(StandardCharsets.US_ASCII));
        }
        all.put("SPKI in PEM with CRLF", pem("PUBLIC KEY", spki, "\r\n").getBytes(StandardCharsets.US_ASCII));
        all.put("SPKI in base64", Base64.getEncoder().encode(spki));
        all.put("certificate in DER", KEY.certificate());
        all.put("JWK", jwk.getBytes(StandardCharsets.US_ASCII));
        all.put("the document of keys", certs.getBytes(StandardCharsets.UTF_8));
        all.put(
                "the key in that document",
                certs.substring(certs.indexOf("[{") + 1, certs.indexOf("}]") + 1)
                        .getBytes(StandardCharsets.US_ASCII));
        all.put("modulus", Arrays.copyOfRange(modulus, 1, modulus.length));
        all.put("modulus with its sign", modulus);
        all.put("modulus in base64url", Forge.base64(modulus).getBytes(StandardCharsets.US_ASCII));
        all.put("modulus in hex", key.getModulus().toString(16).getBytes(StandardCharsets.US_ASCII));
        all.put("modulus in decimal", key.getModulus().toString().getBytes(StandardCharsets.US_ASCII));
        all.put("exponent", key.getPublicExponent().toByteArray());
        all.put("kid", KEY.kid().getBytes(StandardCharsets.US_ASCII));
        all.put("one NUL, as good as no key", new byte[1]);
        all.put("32 NULs", new byte[32]);
        return all;
    }

    private static String pem(String label, byte[] der, String lineBreak) {
        String base64 = Base64.getMimeEncoder(64, lineBreak.getBytes(StandardCharsets.US_ASCII))
                .encodeToString(der);
        return "-----BEGIN " + label + "-----" + lineBreak + base64 + lineBreak + "-----END " + label + "-----";
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("publicTexts")
    void rejectsHmacWithPublicKey(String what) throws GeneralSecurityException {
        byte[] key = publicBytes().get(what);
        for (String algorithm : List.of("256", "384", "512")) {
            String hs = header("\"HS" + algorithm + "\"") + "." + CLAIMS;
            String rs = HONEST + "." + CLAIMS;

            assertThat(verify(hs + "." + hmac(algorithm, key, hs))).isEqualTo(refused(Reason.TOKEN_ALGORITHM));
            assertThat(verify(rs + "." + hmac(algorithm, key, rs))).isEqualTo(refused(Reason.TOKEN_SIGNATURE));
        }
    }

    private static String hmac(String bits, byte[] key, String signed) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA" + bits);
        mac.init(new SecretKeySpec(key, "RAW"));
        return Forge.base64(mac.doFinal(signed.getBytes(StandardCharsets.US_ASCII)));
    }

    // ---- signatures of other kinds of key ----

    static Stream<String> elliptic() {
        return Stream.of(
                "ES256 secp256r1 SHA256withECDSA",
                "ES256 secp256r1 SHA256withECDSAinP1363Format",
                "ES384 secp384r1 SHA384withECDSAinP1363Format",
                "ES512 secp521r1 SHA512withECDSAinP1363Format",
                "EdDSA Ed25519 Ed25519",
                "EdDSA Ed448 Ed448");
    }

    @ParameterizedTest
    @MethodSource("elliptic")
    void rejectsOtherKeyTypes(String attack) throws GeneralSecurityException {
        String[] words = attack.split(" ", -1);
        boolean edwards = words[1].startsWith("Ed");
        KeyPairGenerator generator = KeyPairGenerator.getInstance(edwards ? words[1] : "EC");
        generator.initialize(edwards ? new NamedParameterSpec(words[1]) : new ECGenParameterSpec(words[1]));
        KeyPair attackers = generator.generateKeyPair();
        String theirs = header("\"" + words[0] + "\"") + "." + CLAIMS;
        String ours = HONEST + "." + CLAIMS;

        assertThat(verify(theirs + "." + signature(words[2], attackers, theirs)))
                .isEqualTo(refused(Reason.TOKEN_ALGORITHM));
        assertThat(verify(ours + "." + signature(words[2], attackers, ours)))
                .isEqualTo(refused(Reason.TOKEN_SIGNATURE));
    }

    private static String signature(String algorithm, KeyPair keys, String signed) throws GeneralSecurityException {
        Signature signature = Signature.getInstance(algorithm);
        signature.initSign(keys.getPrivate());
        signature.update(signed.getBytes(StandardCharsets.US_ASCII));
        return Forge.base64(signature.sign());
    }

    /** Some JDK versions accepted r = s = 0 as an ECDSA signature of anything (CVE-2022-21449). */
    @Test
    void rejectsZeroSignature() {
        byte[] zeroInDer = {0x30, 0x06, 0x02, 0x01, 0x00, 0x02, 0x01, 0x00};
        for (String header : List.of(header("\"ES256\""), header("\"ES384\""), header("\"ES512\""), HONEST)) {
            Reason expected = header.equals(HONEST) ? Reason.TOKEN_SIGNATURE : Reason.TOKEN_ALGORITHM;
            for (byte[] zeros :
                    List.of(new byte[1], new byte[64], new byte[96], new byte[132], new byte[256], zeroInDer)) {
                assertThat(verify(header + "." + CLAIMS + "." + Forge.base64(zeros)))
                        .isEqualTo(refused(expected));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("pss")
    void rejectsPssSignature(String algorithm) throws GeneralSecurityException {
        String theirs = header("\"" + algorithm + "\"") + "." + CLAIMS;
        String ours = HONEST + "." + CLAIMS;

        assertThat(verify(theirs + "." + pss(algorithm, theirs))).isEqualTo(refused(Reason.TOKEN_ALGORITHM));
        assertThat(verify(ours + "." + pss(algorithm, ours))).isEqualTo(refused(Reason.TOKEN_SIGNATURE));
    }

    static Stream<String> pss() {
        return Stream.of("PS256", "PS384", "PS512");
    }

    private static String pss(String algorithm, String signed) throws GeneralSecurityException {
        int bits = Integer.parseInt(algorithm.substring(2));
        Signature signature = Signature.getInstance("RSASSA-PSS");
        signature.setParameter(new java.security.spec.PSSParameterSpec(
                "SHA-" + bits, "MGF1", new java.security.spec.MGF1ParameterSpec("SHA-" + bits), bits / 8, 1));
        signature.initSign(Forge.privateKey(KEY));
        signature.update(signed.getBytes(StandardCharsets.US_ASCII));
        return Forge.base64(signature.sign());
    }
}
