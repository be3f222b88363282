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
import javax.crypto.Mac;
import javax.crypto.MacSpi;

/**
 * Counts SHA-256 and HmacSHA256 computations. As the first security provider, it serves every lookup while it is
 * installed.
 */
final class CountingDigests extends Provider implements AutoCloseable {

    private static final long serialVersionUID = 1L;

    private final transient Count sha256 = new Count(Thread.currentThread());
    private final transient Count hmac = new Count(Thread.currentThread());

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

    /** Returns the numbers of SHA-256 and HMAC computations since the last call. */
    List<Integer> taken() {
        return List.of(sha256.take(), hmac.take());
    }

    @Override
    public void close() {
        Security.removeProvider(getName());
    }

    /** Counts what one thread does: background threads compute digests, too. */
    private static final class Count {

        private final Thread thread;
        private int count;

        Count(Thread thread) {
            this.thread = thread;
        }

        void increment() {
            if (Thread.currentThread() == thread) {
                count++;
            }
        }

        int take() {
            int taken = count;
            count = 0;
            return taken;
        }
    }

    private static final class CountedSha256 extends MessageDigestSpi implements Cloneable {

        private MessageDigest digest;
        private final Count count;

        CountedSha256(MessageDigest digest, Count count) {
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
            count.increment();
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
        private final Count count;

        CountedHmac(Mac mac, Count count) {
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
            count.increment();
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
