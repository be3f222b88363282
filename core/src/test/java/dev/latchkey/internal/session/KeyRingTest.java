package dev.latchkey.internal.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.RSAKey;
import dev.latchkey.store.StoredSigningKey;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("The key ring (request contract, section 4)")
final class KeyRingTest {

    private static final StoredSigningKey NEWEST = Forge.newKey(Forge.NOW);
    private static final StoredSigningKey PREVIOUS = Forge.newKey(Forge.NOW.minus(Duration.ofDays(42)));
    private static final long NOW = Forge.NOW.toEpochMilli();
    private static final long SEVEN_DAYS = Duration.ofDays(7).toMillis();

    @Test
    void keyIdIsThumbprint() throws JOSEException {
        SigningKey key = Forge.ring(NEWEST).newest();
        byte[] thumbprint = new RSAKey.Builder(key.publicKey())
                .build()
                .computeThumbprint("SHA-256")
                .decode();

        assertThat(key.kid()).isEqualTo(HexFormat.of().formatHex(thumbprint)).hasSize(64);
        assertThat(key.publicKey().getModulus().bitLength()).isEqualTo(2048);
    }

    @Test
    void signsWithNewestKey() {
        KeyRing ring = Forge.ring(NEWEST, PREVIOUS.verifyingUntil(Forge.NOW.plusSeconds(1)));

        assertThat(ring.newest().kid()).isEqualTo(NEWEST.kid());
        assertThat(ring.newestCreatedAt()).isEqualTo(Forge.NOW);
    }

    @Test
    void replacedKeyVerifiesUntilExactMillisecond() {
        KeyRing ring = Forge.ring(NEWEST, PREVIOUS.verifyingUntil(Forge.NOW.plusMillis(5)));

        assertThat(ring.verifying(PREVIOUS.kid(), NOW + 4)).isNotNull();
        assertThat(ring.verifying(PREVIOUS.kid(), NOW + 5)).isNull();
        assertThat(ring.verifying(NEWEST.kid(), Long.MAX_VALUE - 1)).isNotNull();
        assertThat(ring.verifying("0".repeat(64), NOW)).isNull();
    }

    @Test
    void replacedKeyWithoutEndVerifiesForSevenDays() {
        KeyRing ring = Forge.ring(NEWEST, PREVIOUS);

        assertThat(ring.verifying(PREVIOUS.kid(), NOW + SEVEN_DAYS - 1)).isNotNull();
        assertThat(ring.verifying(PREVIOUS.kid(), NOW + SEVEN_DAYS)).isNull();
    }

    @Test
    void publishesCertsDocument() throws JsonProcessingException {
        KeyRing ring = Forge.ring(NEWEST, PREVIOUS.verifyingUntil(Forge.NOW.plusMillis(5)));
        JsonNode document = new ObjectMapper().readTree(ring.certsDocument(NOW));

        assertThat(document.fieldNames()).toIterable().containsExactly("keys", "public_cert", "public_certs");
        assertThat(document.get("keys")).hasSize(2).allSatisfy(key -> {
            assertThat(key.fieldNames()).toIterable().containsExactly("kid", "kty", "alg", "use", "e", "n");
            assertThat(key.get("kty").textValue()).isEqualTo("RSA");
            assertThat(key.get("alg").textValue()).isEqualTo("RS256");
            assertThat(key.get("use").textValue()).isEqualTo("sig");
            assertThat(key.get("e").textValue()).isEqualTo("AQAB");
            assertThat(key.get("n").textValue()).hasSize(342);
        });
        assertThat(document.at("/keys/0/kid").textValue()).isEqualTo(NEWEST.kid());
        assertThat(document.at("/keys/1/kid").textValue()).isEqualTo(PREVIOUS.kid());
        assertThat(document.get("public_cert")).isEqualTo(document.at("/public_certs/0"));
        assertThat(document.get("public_certs")).hasSize(2).allSatisfy(certificate -> {
            assertThat(certificate.fieldNames()).toIterable().containsExactly("kid", "cert");
            assertThat(certificate.get("cert").textValue()).matches("""
                            -----BEGIN CERTIFICATE-----
                            ([A-Za-z0-9+/]{64}
                            )+[A-Za-z0-9+/]{1,64}={0,2}
                            -----END CERTIFICATE-----
                            """);
        });
        assertThat(document.at("/public_certs/1/kid").textValue()).isEqualTo(PREVIOUS.kid());
    }

    @Test
    void doesNotPublishExpiredKeys() {
        KeyRing ring = Forge.ring(NEWEST, PREVIOUS.verifyingUntil(Forge.NOW.plusMillis(5)));

        assertThat(ring.certsDocument(NOW + 4)).contains(PREVIOUS.kid());
        assertThat(ring.certsDocument(NOW + 5)).contains(NEWEST.kid()).doesNotContain(PREVIOUS.kid());
    }

    @Test
    void printsNoKey() {
        KeyRing ring = Forge.ring(NEWEST);

        assertThat(ring).hasToString("KeyRing[SigningKey[kid=" + NEWEST.kid() + ", createdAt=2026-11-01T12:00:00Z]]");
    }

    static Stream<Arguments> corruptKeys() throws NoSuchAlgorithmException {
        byte[] garbage = "not a key at all".getBytes(StandardCharsets.US_ASCII);
        byte[] truncated = Arrays.copyOf(NEWEST.privateKey(), 600);
        KeyPairGenerator rsa = KeyPairGenerator.getInstance("RSA");
        rsa.initialize(1024);
        byte[] weak = rsa.generateKeyPair().getPrivate().getEncoded();
        byte[] elliptic = KeyPairGenerator.getInstance("EC")
                .generateKeyPair()
                .getPrivate()
                .getEncoded();
        return Stream.of(
                arguments("garbage", with(garbage, NEWEST.certificate()), "its private key"),
                arguments("nothing", with(new byte[0], NEWEST.certificate()), "its private key"),
                arguments("half of a key", with(truncated, NEWEST.certificate()), "its private key"),
                arguments("a weak key", with(weak, NEWEST.certificate()), "its private key"),
                arguments("an EC key", with(elliptic, NEWEST.certificate()), "its private key"),
                arguments("another key", with(PREVIOUS.privateKey(), NEWEST.certificate()), "its kid"),
                arguments("no certificate", with(NEWEST.privateKey(), new byte[0]), "its certificate"),
                arguments("a broken certificate", with(NEWEST.privateKey(), garbage), "its certificate"),
                arguments(
                        "another's certificate", with(NEWEST.privateKey(), PREVIOUS.certificate()), "its certificate"));
    }

    private static StoredSigningKey with(byte[] privateKey, byte[] certificate) {
        return new StoredSigningKey(NEWEST.kid(), privateKey, certificate, Forge.NOW, null);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("corruptKeys")
    void rejectsCorruptKeyWithoutQuotingIt(String what, StoredSigningKey corrupt, String fault) {
        Throwable refusal = catchThrowable(() -> KeyRing.of(List.of(PREVIOUS, corrupt)));

        assertThat(refusal)
                .isInstanceOf(InvalidKeyException.class)
                .hasNoCause()
                .hasMessageStartingWith("the stored signing key " + NEWEST.kid() + " cannot be used: " + fault);
    }

    @Test
    void rejectsInvalidKidWithoutQuotingIt() {
        StoredSigningKey corrupt =
                new StoredSigningKey("x\r\n\"x", NEWEST.privateKey(), NEWEST.certificate(), Forge.NOW, null);

        assertThat(catchThrowable(() -> KeyRing.of(List.of(corrupt))))
                .isInstanceOf(GeneralSecurityException.class)
                .hasMessage("a stored signing key's kid is not 64 lower-case hex characters");
    }
}
