package dev.latchkey.testsupport;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyPairGeneratorSpi;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAKeyGenParameterSpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A security provider that takes RSA keys of 2,048 bits from a file instead of generating them. Without it, mutation
 * tests spend nearly all of their time on keys.
 *
 * <p>Keys come in the order of the file, and again from the start after the last one.
 */
public final class ReadyKeys extends Provider {

    /** The system property with the path of the file. */
    public static final String FILE = "latchkey.test.ready-keys";

    private static final long serialVersionUID = 1L;
    private static final int BITS = 2048;

    /** Called by the JDK, for an entry in its list of providers. */
    public ReadyKeys() {
        super("LatchkeyReadyKeys", "1", "RSA keys from a file, for tests");
        put("KeyPairGenerator.RSA", Generator.class.getName());
    }

    /** Writes a file of keys, unless it exists: its path and the number of keys are the arguments. */
    public static void main(String[] arguments) throws IOException, GeneralSecurityException {
        Path file = Path.of(arguments[0]);
        if (Files.exists(file)) {
            return;
        }
        int count = Integer.parseInt(arguments[1]);
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(BITS);
        Files.createDirectories(file.toAbsolutePath().getParent());
        Path unfinished = Path.of(file + ".unfinished");
        try (DataOutputStream out = new DataOutputStream(Files.newOutputStream(unfinished))) {
            out.writeInt(count);
            for (int i = 0; i < count; i++) {
                byte[] key = generator.generateKeyPair().getPrivate().getEncoded();
                out.writeInt(key.length);
                out.write(key);
            }
        }
        Files.move(unfinished, file);
    }

    /** Takes keys from the file, and leaves keys of other sizes, or from a special source, to the JDK. */
    public static final class Generator extends KeyPairGeneratorSpi {

        private static final AtomicInteger NEXT = new AtomicInteger();

        private AlgorithmParameterSpec size = new RSAKeyGenParameterSpec(BITS, RSAKeyGenParameterSpec.F4);
        private SecureRandom random;

        /** Holds the keys of the file, read on first use. */
        private static final class Keys {

            static final byte[][] ENCODED = read();

            private static byte[][] read() {
                try (DataInputStream in =
                        new DataInputStream(Files.newInputStream(Path.of(System.getProperty(FILE))))) {
                    byte[][] keys = new byte[in.readInt()][];
                    for (int i = 0; i < keys.length; i++) {
                        keys[i] = in.readNBytes(in.readInt());
                    }
                    return keys;
                } catch (IOException e) {
                    throw new UncheckedIOException("the file of ready keys cannot be read", e);
                }
            }
        }

        @Override
        public void initialize(int bits, SecureRandom source) {
            initialize(new RSAKeyGenParameterSpec(bits, RSAKeyGenParameterSpec.F4), source);
        }

        @Override
        public void initialize(AlgorithmParameterSpec parameters, SecureRandom source) {
            size = parameters;
            random = source;
        }

        @Override
        public KeyPair generateKeyPair() {
            try {
                boolean usual = size instanceof RSAKeyGenParameterSpec wanted && wanted.getKeysize() == BITS;
                return usual && (random == null || random.getClass() == SecureRandom.class) ? ready() : generated();
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("every Java platform has RSA", e);
            }
        }

        private static KeyPair ready() throws GeneralSecurityException {
            byte[][] keys = Keys.ENCODED;
            byte[] key = keys[Math.floorMod(NEXT.getAndIncrement(), keys.length)];
            KeyFactory factory = KeyFactory.getInstance("RSA");
            RSAPrivateCrtKey secret = (RSAPrivateCrtKey) factory.generatePrivate(new PKCS8EncodedKeySpec(key));
            return new KeyPair(
                    factory.generatePublic(new RSAPublicKeySpec(secret.getModulus(), secret.getPublicExponent())),
                    secret);
        }

        private KeyPair generated() throws GeneralSecurityException {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA", "SunRsaSign");
            generator.initialize(size, random);
            return generator.generateKeyPair();
        }
    }
}
