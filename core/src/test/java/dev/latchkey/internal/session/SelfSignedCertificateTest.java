package dev.latchkey.internal.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A signing key's certificate (RFC 5280), read by the JDK")
final class SelfSignedCertificateTest {

    private static KeyPair keys;

    @BeforeAll
    static void makeKeys() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        keys = generator.generateKeyPair();
    }

    private static X509Certificate certificate(Instant createdAt, SecureRandom random) throws GeneralSecurityException {
        byte[] der = SelfSignedCertificate.of(keys, "Latchkey signing key é", createdAt, random);
        X509Certificate certificate = (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
        assertThat(certificate.getEncoded()).isEqualTo(der);
        return certificate;
    }

    @Test
    void isSelfSigned() throws GeneralSecurityException {
        X509Certificate certificate = certificate(Instant.parse("2026-11-01T12:00:00Z"), new SecureRandom());

        certificate.verify(keys.getPublic());
        assertThat(certificate.getPublicKey()).isEqualTo(keys.getPublic());
        assertThat(certificate.getVersion()).isEqualTo(3);
        assertThat(certificate.getSigAlgName()).isEqualToIgnoringCase("SHA256withRSA");
        assertThat(certificate.getSubjectX500Principal().getName()).isEqualTo("CN=Latchkey signing key é");
        assertThat(certificate.getIssuerX500Principal()).isEqualTo(certificate.getSubjectX500Principal());
        assertThat(certificate.getBasicConstraints()).isEqualTo(-1);
        assertThat(certificate.getCriticalExtensionOIDs()).containsExactly("2.5.29.15");
        assertThat(certificate.getKeyUsage())
                .containsExactly(true, false, false, false, false, false, false, false, false);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-01T12:00:00.123Z, 2026-11-01T11:55:00Z, 2036-11-01T12:00:00Z",
        "2040-02-29T00:04:00Z, 2040-02-28T23:59:00Z, 2050-02-28T00:04:00Z",
        "2050-01-01T00:00:00Z, 2049-12-31T23:55:00Z, 2060-01-01T00:00:00Z",
    })
    void isValidForTenYears(Instant createdAt, Instant from, Instant until) throws GeneralSecurityException {
        X509Certificate certificate = certificate(createdAt, new SecureRandom());

        assertThat(certificate.getNotBefore()).isEqualTo(from);
        assertThat(certificate.getNotAfter()).isEqualTo(until);
    }

    @Test
    void hasUniqueSerial() throws GeneralSecurityException {
        SecureRandom random = new SecureRandom();
        Instant now = Instant.parse("2026-11-01T12:00:00Z");

        assertThat(certificate(now, random).getSerialNumber())
                .isNotEqualTo(certificate(now, random).getSerialNumber());
    }

    @ParameterizedTest
    @CsvSource({"0", "-1", "127", "-128"})
    void hasPositiveSerialOfAtMost20Octets(byte always) throws GeneralSecurityException {
        SecureRandom random = new SecureRandom() {
            private static final long serialVersionUID = 1L;

            @Override
            public void nextBytes(byte[] bytes) {
                Arrays.fill(bytes, always);
            }
        };
        X509Certificate certificate = certificate(Instant.parse("2026-11-01T12:00:00Z"), random);

        assertThat(certificate.getSerialNumber()).isPositive();
        assertThat(certificate.getSerialNumber().toByteArray()).hasSize(16);
    }
}
