package dev.latchkey.internal.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.latchkey.model.SecretDigest;
import dev.latchkey.model.ServiceToken;
import dev.latchkey.store.StoredSigningKey;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Base64;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumer;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.keys.resolvers.JwksVerificationKeyResolver;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Application tokens and other verifiers (request contract, section 4)")
final class OtherVerifiersTest {

    private static final StoredSigningKey KEY = Forge.newKey(Forge.NOW);
    private static final StoredSigningKey PREVIOUS = Forge.newKey(Forge.NOW.minus(Duration.ofDays(42)));
    private static final KeyRing BEFORE = Forge.ring(PREVIOUS);
    private static final KeyRing RING = Forge.ring(KEY, PREVIOUS.verifyingUntil(Forge.NOW.plus(Duration.ofDays(7))));

    private static String jwt(KeyRing ring) {
        SecretDigest digest = SecretDigest.parse("ab".repeat(32));
        return new ApplicationTokens(new SecureRandom(), false)
                .mint(
                        ring,
                        ServiceToken.of("robot.access", digest),
                        digest,
                        Forge.SCOPE,
                        Duration.ofHours(24),
                        Forge.NOW.toEpochMilli())
                .jwt();
    }

    private static JwtConsumer jose4j(String audience) throws Exception {
        String certs = RING.certsDocument(Forge.NOW.toEpochMilli());
        return new JwtConsumerBuilder()
                .setVerificationKeyResolver(new JwksVerificationKeyResolver(new JsonWebKeySet(certs).getJsonWebKeys()))
                .setJwsAlgorithmConstraints(
                        new AlgorithmConstraints(ConstraintType.PERMIT, AlgorithmIdentifiers.RSA_USING_SHA256))
                .setExpectedType(true, "JWT")
                .setExpectedIssuer(true, Forge.ISSUER)
                .setExpectedAudience(true, audience)
                .setRequireIssuedAt()
                .setRequireExpirationTime()
                .setRequireJwtId()
                .setEvaluationTime(NumericDate.fromSeconds(Forge.NOW_SECONDS))
                .build();
    }

    @Test
    void jose4jAcceptsTokensWithPublishedKeys() throws Exception {
        for (KeyRing minting : new KeyRing[] {RING, BEFORE}) {
            JwtClaims claims = jose4j(Forge.AUD).processToClaims(jwt(minting));

            assertThat(claims.getStringClaimValue("type")).isEqualTo("app");
            assertThat(claims.getStringClaimValue("common_name")).isEqualTo("robot.access");
            assertThat(claims.getSubject()).isEmpty();
            assertThat(claims.getAudience()).containsExactly(Forge.AUD);
            assertThat(claims.getIssuedAt().getValue()).isEqualTo(Forge.NOW_SECONDS);
            assertThat(claims.getExpirationTime().getValue()).isEqualTo(Forge.NOW_SECONDS + 86_400);
        }
    }

    @Test
    void jose4jRejectsTokensForOtherApplication() {
        assertThatExceptionOfType(InvalidJwtException.class)
                .isThrownBy(() -> jose4j("b".repeat(64)).processToClaims(jwt(RING)));
    }

    @Test
    void jdkAcceptsTokensWithPublishedCertificates() throws Exception {
        JsonNode document = new ObjectMapper().readTree(RING.certsDocument(Forge.NOW.toEpochMilli()));

        assertThat(isSignedBy(document.at("/public_cert"), jwt(RING))).isTrue();
        assertThat(isSignedBy(document.at("/public_certs/0"), jwt(RING))).isTrue();
        assertThat(isSignedBy(document.at("/public_certs/1"), jwt(BEFORE))).isTrue();
        assertThat(isSignedBy(document.at("/public_certs/1"), jwt(RING))).isFalse();
    }

    private static boolean isSignedBy(JsonNode entry, String jwt) throws Exception {
        byte[] pem = entry.get("cert").textValue().getBytes(StandardCharsets.US_ASCII);
        X509Certificate certificate = (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(pem));
        certificate.verify(certificate.getPublicKey());
        assertThat(certificate.getSubjectX500Principal().getName())
                .isEqualTo("CN=Latchkey signing key "
                        + entry.get("kid").textValue().substring(0, 16));
        int dot = jwt.lastIndexOf('.');
        Signature signature = Signature.getInstance("SHA256withRSA");
        signature.initVerify(certificate);
        signature.update(jwt.substring(0, dot).getBytes(StandardCharsets.US_ASCII));
        return signature.verify(Base64.getUrlDecoder().decode(jwt.substring(dot + 1)));
    }
}
