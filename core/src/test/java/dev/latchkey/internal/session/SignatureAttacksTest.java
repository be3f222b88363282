package dev.latchkey.internal.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.latchkey.event.Reason;
import dev.latchkey.internal.credential.TokenText;
import dev.latchkey.store.StoredSigningKey;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.RSAKeyGenParameterSpec;
import java.security.spec.RSAPublicKeySpec;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Signatures forged by arithmetic, with and without the private key, and keys that must be rejected. */
@DisplayName("Attacks by signature (request contract, section 4)")
final class SignatureAttacksTest {

    private static final StoredSigningKey KEY = Forge.newKey(Forge.NOW.minus(Duration.ofDays(1)));
    private static final KeyRing RING = Forge.ring(KEY);
    private static final String SIGNED = Forge.base64(Forge.header(KEY)) + "." + Forge.base64(Forge.claims());

    /** The DigestInfo prefix of SHA-256 (RFC 8017, section 9.2, note 1). */
    private static final String SHA_256 = "3031300d060960864801650304020105000420";

    private static Verification verify(KeyRing ring, String jwt) {
        return new ApplicationTokens(new SecureRandom(), false)
                .verify(ring, TokenText.of(jwt), Forge.ISSUER, Forge.NOW.toEpochMilli());
    }

    private static Verification refused(Reason reason) {
        return new Verification.Refused(reason);
    }

    // ---- other paddings, signed with the private key: accepting one of them allows forgeries without it ----

    static Stream<Arguments> paddings() throws GeneralSecurityException {
        String hash = HexFormat.of().formatHex(sha256(SIGNED));
        String good = SHA_256 + hash;
        return Stream.of(
                arguments("a long form of the length", "308131" + good.substring(4)),
                arguments("a long form of the hash's length", SHA_256.substring(0, 36) + "8120" + hash),
                arguments("an indefinite length", "3080" + good.substring(4) + "0000"),
                arguments("a parameter of one byte", "3032300e0609608648016503040201050100" + "0420" + hash),
                arguments("the hash of SHA-1", "3021300906052b0e03021a05000414" + hash.substring(0, 40)),
                arguments("the name of SHA-1, the hash of SHA-256", "302d300906052b0e03021a05000420" + hash),
                arguments("the name of SHA-512", SHA_256.replace("0304020105", "0304020305") + hash),
                arguments("the name of SHA-384", SHA_256.replace("0304020105", "0304020205") + hash),
                arguments("garbage behind the hash", good + "00"),
                arguments("garbage behind the hash, counted", "3033" + good.substring(4) + "0500"),
                arguments("garbage before the hash", "0500" + good),
                arguments("a bare hash", hash),
                arguments("a hash cut short", SHA_256 + hash.substring(0, 62)),
                arguments("another hash", SHA_256 + "00".repeat(32)),
                arguments("nothing", ""));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("paddings")
    void acceptsOnlyOneHashEncoding(String what, String digestInfo) throws GeneralSecurityException {
        assertThat(verify(RING, SIGNED + "." + raw(padded("0001", digestInfo, ""))))
                .isEqualTo(refused(Reason.TOKEN_SIGNATURE));
    }

    static Stream<Arguments> blocks() throws GeneralSecurityException {
        String good = SHA_256 + HexFormat.of().formatHex(sha256(SIGNED));
        String random = "a5".repeat(253 - good.length() / 2);
        return Stream.of(
                arguments("block type 0", padded("0000", good, "")),
                arguments("block type 2", padded("0002", good, "")),
                arguments(
                        "a block type in the first byte",
                        padded("0101", good, "").replaceFirst("^0101", "0100")),
                arguments("random padding", "0001" + random + "00" + good),
                arguments(
                        "one byte of padding that is not FF",
                        "0001" + "ff".repeat(100) + "fe" + "ff".repeat(152 - good.length() / 2) + "00" + good),
                arguments("eight bytes of padding, garbage behind", padded("0001", good, "5a".repeat(194))),
                arguments("no padding, garbage behind", padded("0001", good, "5a".repeat(202))),
                arguments("no zero before the hash", "0001" + "ff".repeat(254 - good.length() / 2) + good));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("blocks")
    void acceptsOnlyOnePadding(String what, String block) throws GeneralSecurityException {
        assertThat(block).as("256 bytes").hasSize(512);
        assertThat(verify(RING, SIGNED + "." + raw(block))).isEqualTo(refused(Reason.TOKEN_SIGNATURE));
    }

    @Test
    void acceptsCanonicalSignature() throws GeneralSecurityException {
        String good = padded("0001", SHA_256 + HexFormat.of().formatHex(sha256(SIGNED)), "");

        assertThat(verify(RING, SIGNED + "." + raw(good))).isInstanceOf(Session.class);
    }

    // ---- numbers near a good signature ----

    static Stream<Arguments> numbers() throws GeneralSecurityException {
        BigInteger n = RING.newest().publicKey().getModulus();
        BigInteger s = new BigInteger(1, Forge.signature("SHA256withRSA", KEY, SIGNED));
        return Stream.of(
                arguments("0", fixed(BigInteger.ZERO, 256)),
                arguments("1", fixed(BigInteger.ONE, 256)),
                arguments("n - 1", fixed(n.subtract(BigInteger.ONE), 256)),
                arguments("n", fixed(n, 256)),
                arguments("n + 1", fixed(n.add(BigInteger.ONE), 256)),
                arguments("2^2048 - 1", fixed(BigInteger.ONE.shiftLeft(2048).subtract(BigInteger.ONE), 256)),
                arguments("n - s", fixed(n.subtract(s), 256)),
                arguments("s + n, which is s once it is reduced", fixed(s.add(n), 257)),
                arguments("s with a zero before it", fixed(s, 257)),
                arguments("s with eight zeros before it", fixed(s, 264)),
                arguments("s with a zero behind it", Arrays.copyOf(fixed(s, 256), 257)),
                arguments("s without its last byte", Arrays.copyOf(fixed(s, 256), 255)),
                arguments("s in reverse", reversed(fixed(s, 256))),
                arguments("s twice", fixed(s.shiftLeft(2048).add(s), 512)),
                arguments("s squared", fixed(s.modPow(BigInteger.TWO, n), 256)),
                arguments(
                        "the block itself, as with an exponent of 1",
                        HexFormat.of()
                                .parseHex(
                                        padded("0001", SHA_256 + HexFormat.of().formatHex(sha256(SIGNED)), ""))),
                arguments("s in DER", der(s)),
                arguments("a kilobyte", new byte[1024]));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("numbers")
    void rejectsMalleableSignatures(String what, byte[] signature) {
        assertThat(verify(RING, SIGNED + "." + Forge.base64(signature))).isEqualTo(refused(Reason.TOKEN_SIGNATURE));
    }

    // ---- forgeries that need a key of exponent 3 and no private key (Bleichenbacher, 2006) ----

    @Test
    void rejectsCubeRootForgery() throws Exception {
        KeyPair three = newKeys(2048, BigInteger.valueOf(3));
        StoredSigningKey stored = stored(three);
        KeyRing ring = Forge.ring(stored);
        String signed = Forge.base64(Forge.header(stored)) + "." + Forge.base64(Forge.claims());
        String digestInfo = SHA_256 + HexFormat.of().formatHex(sha256(signed));
        // Eight bytes of padding, or none; the garbage after the hash makes the block a cube.
        for (int padding : new int[] {8, 0}) {
            String start = "0001" + "ff".repeat(padding) + "00" + digestInfo;
            BigInteger block = new BigInteger(start + "00".repeat(256 - start.length() / 2), 16);
            BigInteger root = cubeRootAbove(block);
            assertThat(HexFormat.of().formatHex(fixed(root.pow(3), 256)))
                    .as("what a careless verifier would take")
                    .startsWith(start);

            assertThat(verify(ring, signed + "." + Forge.base64(fixed(root, 256))))
                    .isEqualTo(refused(Reason.TOKEN_SIGNATURE));
        }
        assertThat(verify(ring, Forge.jwt(stored, Forge.header(stored), Forge.claims())))
                .isInstanceOf(Session.class);
    }

    private static BigInteger cubeRootAbove(BigInteger number) {
        BigInteger low = BigInteger.ZERO;
        BigInteger high = BigInteger.ONE.shiftLeft(number.bitLength() / 3 + 2);
        while (low.compareTo(high) < 0) {
            BigInteger middle = low.add(high).shiftRight(1);
            if (middle.pow(3).compareTo(number) < 0) {
                low = middle.add(BigInteger.ONE);
            } else {
                high = middle;
            }
        }
        return low;
    }

    // ---- keys that must be rejected ----

    static Stream<Integer> shortKeys() {
        return Stream.of(512, 1024, 2047);
    }

    @ParameterizedTest
    @MethodSource("shortKeys")
    void rejectsShortKey(int bits) throws Exception {
        StoredSigningKey weak = stored(newKeys(bits, RSAKeyGenParameterSpec.F4));

        assertThatThrownBy(() -> SigningKey.of(weak, Long.MAX_VALUE))
                .isInstanceOf(InvalidKeyException.class)
                .hasMessageContaining("not RSA of 2048 bits or more");
    }

    @ParameterizedTest
    @MethodSource("longKeys")
    void acceptsLongerKey(int bits) throws Exception {
        StoredSigningKey stored = stored(newKeys(bits, RSAKeyGenParameterSpec.F4));

        assertThat(verify(Forge.ring(stored), Forge.jwt(stored, Forge.header(stored), Forge.claims())))
                .isInstanceOf(Session.class);
    }

    static Stream<Integer> longKeys() {
        return Stream.of(2056, 3072);
    }

    /** With exponent 1, every block is its own signature. */
    @Test
    void rejectsExponentOne() throws Exception {
        BigInteger n = RING.newest().publicKey().getModulus();

        assertThatThrownBy(() -> KeyFactory.getInstance("RSA").generatePublic(new RSAPublicKeySpec(n, BigInteger.ONE)))
                .isInstanceOf(GeneralSecurityException.class);
        StoredSigningKey one = new StoredSigningKey(
                KEY.kid(),
                new java.security.spec.PKCS8EncodedKeySpec(withExponent1(KEY.privateKey())).getEncoded(),
                KEY.certificate(),
                KEY.createdAt(),
                null);
        assertThatThrownBy(() -> SigningKey.of(one, Long.MAX_VALUE)).isInstanceOf(InvalidKeyException.class);
    }

    /** Replaces the exponent 65537 of a private key by 1, without changing its length. */
    private static byte[] withExponent1(byte[] pkcs8) {
        String hex = HexFormat.of().formatHex(pkcs8);
        assertThat(hex).contains("0203010001");
        return HexFormat.of().parseHex(hex.replace("0203010001", "0203000001"));
    }

    // ---- making ----

    private static byte[] sha256(String text) throws GeneralSecurityException {
        return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** Returns a block of 256 bytes in hex: start, FF as padding, 00, content, garbage. */
    private static String padded(String start, String content, String garbage) {
        int fill = 256 - (start.length() + content.length() + garbage.length()) / 2 - 1;
        return start + "ff".repeat(fill) + "00" + content + garbage;
    }

    /** Signs a block in hex without adding anything. */
    private static String raw(String block) {
        RSAPrivateCrtKey key = (RSAPrivateCrtKey) Forge.privateKey(KEY);
        BigInteger signature = new BigInteger(block, 16).modPow(key.getPrivateExponent(), key.getModulus());
        return Forge.base64(fixed(signature, 256));
    }

    private static byte[] fixed(BigInteger number, int length) {
        byte[] bytes = number.toByteArray();
        byte[] result = new byte[length];
        int count = Math.min(bytes.length, length);
        System.arraycopy(bytes, bytes.length - count, result, length - count, count);
        return result;
    }

    private static byte[] reversed(byte[] bytes) {
        byte[] result = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            result[i] = bytes[bytes.length - 1 - i];
        }
        return result;
    }

    private static byte[] der(BigInteger number) {
        byte[] bytes = number.toByteArray();
        byte[] result = new byte[bytes.length + 4];
        result[0] = 0x02;
        result[1] = (byte) 0x82;
        result[2] = (byte) (bytes.length >> 8);
        result[3] = (byte) bytes.length;
        System.arraycopy(bytes, 0, result, 4, bytes.length);
        return result;
    }

    private static KeyPair newKeys(int bits, BigInteger exponent) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(new RSAKeyGenParameterSpec(bits, exponent));
        return generator.generateKeyPair();
    }

    private static StoredSigningKey stored(KeyPair keys) throws GeneralSecurityException {
        RSAPublicKey key = (RSAPublicKey) keys.getPublic();
        String jwk = "{\"e\":\"" + number(key.getPublicExponent()) + "\",\"kty\":\"RSA\",\"n\":\""
                + number(key.getModulus()) + "\"}";
        String kid = HexFormat.of().formatHex(sha256(jwk));
        byte[] certificate = SelfSignedCertificate.of(keys, "test", Forge.NOW, new SecureRandom());
        return new StoredSigningKey(kid, keys.getPrivate().getEncoded(), certificate, Forge.NOW, null);
    }

    private static String number(BigInteger number) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(fixed(number, (number.bitLength() + 7) / 8));
    }
}
