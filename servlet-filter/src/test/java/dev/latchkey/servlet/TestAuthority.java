package dev.latchkey.servlet;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.concurrent.atomic.AtomicInteger;
import javax.security.auth.x500.X500Principal;

/** A certificate authority for one test. Its certificates have version 1, which is sufficient here. */
final class TestAuthority {

    static final char[] PASSWORD = "only-for-tests".toCharArray();

    private static final int INTEGER = 0x02;
    private static final int BIT_STRING = 0x03;
    private static final int UTC_TIME = 0x17;
    private static final int SEQUENCE = 0x30;

    /** ecdsa-with-SHA256 (RFC 5758, section 3.2). */
    private static final byte[] ALGORITHM = {
        0x30, 0x0a, 0x06, 0x08, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 0x04, 0x03, 0x02
    };

    private final X500Principal name;
    private final KeyPair keys = keys();
    private final X509Certificate certificate;
    private final AtomicInteger serial = new AtomicInteger();

    TestAuthority(String name) {
        this.name = new X500Principal(name);
        this.certificate = certify(this.name, keys.getPublic());
    }

    /** Returns a trust store with this authority. */
    KeyStore trusted() {
        try {
            KeyStore store = empty();
            store.setCertificateEntry("authority", certificate);
            return store;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns a new key with a certificate for this subject. */
    KeyStore issue(String subject) {
        try {
            KeyPair own = keys();
            KeyStore store = empty();
            X509Certificate issued = certify(new X500Principal(subject), own.getPublic());
            store.setKeyEntry("own", own.getPrivate(), PASSWORD, new Certificate[] {issued, certificate});
            return store;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyStore empty() throws GeneralSecurityException {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            return store;
        } catch (IOException e) {
            throw new IllegalStateException("nothing is read", e);
        }
    }

    private static KeyPair keys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(256);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private X509Certificate certify(X500Principal subject, PublicKey key) {
        byte[] number =
                der(INTEGER, BigInteger.valueOf(serial.incrementAndGet()).toByteArray());
        byte[] validity = der(SEQUENCE, time("200101000000Z"), time("491231235959Z"));
        byte[] content =
                der(SEQUENCE, number, ALGORITHM, name.getEncoded(), validity, subject.getEncoded(), key.getEncoded());
        try {
            Signature signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(keys.getPrivate());
            signature.update(content);
            byte[] whole = der(SEQUENCE, content, ALGORITHM, der(BIT_STRING, new byte[1], signature.sign()));
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(whole));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] time(String utc) {
        return der(UTC_TIME, utc.getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] der(int tag, byte[]... parts) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            content.writeBytes(part);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(tag);
        if (content.size() < 0x80) {
            out.write(content.size());
        } else if (content.size() < 0x100) {
            out.write(0x81);
            out.write(content.size());
        } else {
            out.write(0x82);
            out.write(content.size() >> 8);
            out.write(content.size());
        }
        out.writeBytes(content.toByteArray());
        return out.toByteArray();
    }
}
