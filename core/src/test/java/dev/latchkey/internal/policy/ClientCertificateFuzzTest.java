package dev.latchkey.internal.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;
import static org.mockito.Mockito.withSettings;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import javax.security.auth.x500.X500Principal;

/**
 * A certificate's common name is read where its subject has just one that is text; a subject that has several, or one
 * that is none, is never taken for one without (request contract, section 7). An input is the subject in DER. The build
 * replays the seeds; {@code JAZZER_FUZZ=1 mvn -pl core test -Dtest=ClientCertificateFuzzTest} looks for more.
 */
class ClientCertificateFuzzTest {

    private static final byte[] COMMON_NAME = {0x55, 0x04, 0x03};
    private static final int SET = 0x31;
    private static final int SEQUENCE = 0x30;

    private static final AtomicReference<X500Principal> SUBJECT = new AtomicReference<>();
    private static final X509Certificate CERTIFICATE = certificate();

    private static X509Certificate certificate() {
        X509Certificate certificate = mock(X509Certificate.class, withSettings().stubOnly());
        when(certificate.getSubjectX500Principal()).thenAnswer(call -> SUBJECT.get());
        return certificate;
    }

    @FuzzTest(maxDuration = "1m")
    void readsExactlyOneCommonName(byte[] input) {
        X500Principal subject;
        try {
            subject = new X500Principal(input);
        } catch (IllegalArgumentException noName) {
            return;
        }
        SUBJECT.set(subject);
        ClientCertificate client = new ClientCertificate(CERTIFICATE);

        String name = client.commonName();

        List<byte[]> names = commonNames(subject.getEncoded());
        if (name != null) {
            assertThat(names).hasSize(1);
            assertThat(client.isCommonNameUnreadable()).isFalse();
            // ASCII is equal in all string types except the wide ones.
            String ascii = new String(names.get(0), StandardCharsets.ISO_8859_1);
            if (ascii.matches("[A-Za-z0-9.-]+")) {
                assertThat(name).isEqualTo(ascii);
            }
        } else {
            // A subject with an empty part is invalid, and may count as unreadable.
            assertThat(client.isCommonNameUnreadable())
                    .as("%s", subject)
                    .isIn(!names.isEmpty(), !names.isEmpty() || hasEmptyPart(subject.getEncoded()));
        }
        assertThat(client.commonName()).isEqualTo(name);
    }

    /** Returns the values of all common names by the structure of the name. */
    private static List<byte[]> commonNames(byte[] name) {
        List<byte[]> found = new ArrayList<>();
        for (ByteBuffer set : parts(content(ByteBuffer.wrap(name), SEQUENCE), SET)) {
            for (ByteBuffer attribute : parts(set, SEQUENCE)) {
                byte[] type = bytes(content(attribute, 0x06));
                if (Arrays.equals(type, COMMON_NAME)) {
                    found.add(bytes(content(attribute, -1)));
                }
            }
        }
        return found;
    }

    /** Returns whether a relative name has no attribute, which no valid name has (RFC 5280, section 4.1.2.4). */
    private static boolean hasEmptyPart(byte[] name) {
        return parts(content(ByteBuffer.wrap(name), SEQUENCE), SET).stream().anyMatch(set -> !set.hasRemaining());
    }

    private static List<ByteBuffer> parts(ByteBuffer in, int tag) {
        List<ByteBuffer> parts = new ArrayList<>();
        while (in.hasRemaining()) {
            parts.add(content(in, tag));
        }
        return parts;
    }

    /** Reads the next element, which must have this tag; -1 for any. */
    private static ByteBuffer content(ByteBuffer in, int tag) {
        int found = in.get() & 0xff;
        assertThat(tag < 0 || found == tag).isTrue();
        int length = in.get() & 0xff;
        if (length >= 0x80) {
            int octets = length & 0x7f;
            length = 0;
            for (int i = 0; i < octets; i++) {
                length = (length << 8) | (in.get() & 0xff);
            }
        }
        ByteBuffer content = in.slice(in.position(), length);
        in.position(in.position() + length);
        return content;
    }

    private static byte[] bytes(ByteBuffer in) {
        byte[] bytes = new byte[in.remaining()];
        in.get(bytes);
        return bytes;
    }
}
