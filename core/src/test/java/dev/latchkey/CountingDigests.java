package dev.latchkey;

import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.MessageDigest;
import java.security.MessageDigestSpi;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.Security;
import java.security.spec.AlgorithmParameterSpec;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Mac;
import javax.crypto.MacSpi;

/**
 * Counts the digests of everything that looks up SHA-256 or HmacSHA256 while it is installed, by standing in front of the
 * platform's providers.
 */
final class CountingDigests extends Provider implements AutoCloseable {

    private static final long serialVersionUID = 1L;

    private final transient AtomicInteger sha256 = new AtomicInteger();
    private final transient AtomicInteger hmac = new AtomicInteger();

    private CountingDigests() {
        super("CountingDigests", "1", "counts digests in tests");
        putService(new Service(this, "MessageDigest", "SHA-256", "counting", List.of(), Map.of()) {
            @Override
            public Object newInstance(Object parameter) throws NoSuchAlgorithmException {
                return new CountedSha256(MessageDigest.getInstance("SHA-256", Security.getProvider("SUN")), sha256);
            }
        });
        putService(new Service(this, "Mac", "HmacSHA256", "counting", List.of(), Map.of()) {
            @Override
            public Object newInstance(Object parameter) throws NoSuchAlgorithmException {
                return new CountedHmac(Mac.getInstance("HmacSHA256", Security.getProvider("SunJCE")), hmac);
            }
        });
    }

    static CountingDigests install() {
        CountingDigests counting = new CountingDigests();
        Security.insertProviderAt(counting, 1);
        return counting;
    }

    /** {@return how many digests were made since the last time this was asked: SHA-256, and HMACs} */
    List<Integer> taken() {
        return List.of(sha256.getAndSet(0), hmac.getAndSet(0));
    }

    @Override
    public void close() {
        Security.removeProvider(getName());
    }

    private static final class CountedSha256 extends MessageDigestSpi implements Cloneable {

        private MessageDigest digest;
        private final AtomicInteger count;

        CountedSha256(MessageDigest digest, AtomicInteger count) {
            this.digest = digest;
            this.count = count;
        }

        @Override
        protected void engineUpdate(byte input) {
            digest.update(input);
        }

        @Override
        protected void engineUpdate(byte[] input, int offset, int length) {
            digest.update(input, offset, length);
        }

        @Override
        protected byte[] engineDigest() {
            count.incrementAndGet();
            return digest.digest();
        }

        @Override
        protected void engineReset() {
            digest.reset();
        }

        @Override
        public Object clone() throws CloneNotSupportedException {
            CountedSha256 copy = (CountedSha256) super.clone();
            copy.digest = (MessageDigest) digest.clone();
            return copy;
        }
    }

    private static final class CountedHmac extends MacSpi implements Cloneable {

        private Mac mac;
        private final AtomicInteger count;

        CountedHmac(Mac mac, AtomicInteger count) {
            this.mac = mac;
            this.count = count;
        }

        @Override
        protected int engineGetMacLength() {
            return mac.getMacLength();
        }

        @Override
        protected void engineInit(Key key, AlgorithmParameterSpec parameters) {
            try {
                mac.init(key, parameters);
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        protected void engineUpdate(byte input) {
            mac.update(input);
        }

        @Override
        protected void engineUpdate(byte[] input, int offset, int length) {
            mac.update(input, offset, length);
        }

        @Override
        protected byte[] engineDoFinal() {
            count.incrementAndGet();
            return mac.doFinal();
        }

        @Override
        protected void engineReset() {
            mac.reset();
        }

        @Override
        public Object clone() throws CloneNotSupportedException {
            CountedHmac copy = (CountedHmac) super.clone();
            copy.mac = (Mac) mac.clone();
            return copy;
        }
    }
}
