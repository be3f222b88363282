package dev.latchkey.internal.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import javax.security.auth.x500.X500Principal;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("request contract, section 7: the common name of a client certificate")
class ClientCertificateTest {

    private static final int UTF8_STRING = 0x0c;
    private static final int OCTET_STRING = 0x04;

    private static ClientCertificate of(X500Principal subject) {
        X509Certificate certificate = mock();
        when(certificate.getSubjectX500Principal()).thenReturn(subject);
        return new ClientCertificate(certificate);
    }

    private static String commonName(X500Principal subject) {
        ClientCertificate certificate = of(subject);
        assertThat(certificate.isCommonNameUnreadable()).isFalse();
        return certificate.commonName();
    }

    private static void assertUnreadable(X500Principal subject) {
        ClientCertificate certificate = of(subject);
        assertThat(certificate.isCommonNameUnreadable()).isTrue();
        assertThat(certificate.commonName()).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "CN=robot | robot",
                "cn=robot | robot",
                "2.5.4.3=robot | robot",
                "CN=Robot, OU=jobs, O=Example, C=DE | Robot",
                "C=DE, O=Example, OU=CN\\=other, CN=robot | robot",
                "CN=robot+SERIALNUMBER=7, O=Example | robot",
                "CN=\"a, b=c\", O=Example | a, b=c",
                "CN=a\\+b\\,CN\\=c | a+b,CN=c",
                "CN=größe | größe",
            })
    void readsNameFromSubject(String subject, String expected) {
        assertThat(commonName(new X500Principal(subject))).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "O=Example", "OU=CN\\=robot", "UID=robot", "DNQ=CN"})
    void missingNameIsNull(String subject) {
        assertThat(commonName(new X500Principal(subject))).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CN=robot, CN=robot",
                "CN=robot, O=Example, CN=other",
                "CN=robot+CN=other",
                "CN=robot+CN=robot",
                "CN=robot+OU=jobs+OU=jobs",
                "CN=robot, OU=jobs, CN=other"
            })
    void severalNamesAreUnreadable(String subject) {
        assertUnreadable(new X500Principal(subject));
    }

    @Test
    void nonTextNameIsUnreadable() {
        assertThat(commonName(named(UTF8_STRING, "robot"))).isEqualTo("robot");
        assertUnreadable(named(OCTET_STRING, "robot"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "#04026869",
                " robot ",
                "robot\0.example.com",
                "a,b+c=d\\\"<>;",
                "robot\n",
                "Größe",
                "\u202erobot"
            })
    void keepsTextUnchanged(String name) {
        assertThat(commonName(named(UTF8_STRING, name))).isEqualTo(name);
    }

    @Test
    void readsNameOnce() {
        X509Certificate certificate = mock();
        when(certificate.getSubjectX500Principal()).thenReturn(new X500Principal("O=Example"));
        ClientCertificate client = new ClientCertificate(certificate);

        assertThat(client.commonName()).isNull();
        assertThat(client.commonName()).isNull();
        assertThat(client.isCommonNameUnreadable()).isFalse();
        verify(certificate, times(1)).getSubjectX500Principal();
    }

    /** A subject with only a common name of this ASN.1 type. */
    private static X500Principal named(int type, String value) {
        byte[] text = value.getBytes(StandardCharsets.UTF_8);
        byte[] oid = {0x06, 0x03, 0x55, 0x04, 0x03};
        return new X500Principal(der(0x30, der(0x31, der(0x30, oid, der(type, text)))));
    }

    private static byte[] der(int tag, byte[]... parts) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (byte[] each : parts) {
            content.writeBytes(each);
        }
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        whole.write(tag);
        whole.write(content.size());
        whole.writeBytes(content.toByteArray());
        return whole.toByteArray();
    }
}
