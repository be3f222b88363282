package dev.latchkey.model;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The stored digest of a secret: its SHA-256 or, with a pepper, its HMAC-SHA-256. A fast digest is enough because the
 * secrets are random and long. Immutable; compared in constant time; masked in {@code toString}.
 *
 * <p>The text is {@code sha256:<64 hex>} or {@code hmac-sha256:<64 hex>}. Only 64 hex characters, as {@code sha256sum}
 * prints them, are SHA-256.
 */
public final class SecretDigest {

    /** The algorithms of digests. */
    public enum Algorithm {
        /** SHA-256 of the secret's UTF-8 bytes. */
        SHA_256("sha256:"),
        /** HMAC-SHA-256 of the secret's UTF-8 bytes, keyed with the pepper. */
        HMAC_SHA_256("hmac-sha256:");

        private final String label;

        Algorithm(String label) {
            this.label = label;
        }
    }

    private static final int BYTES = 32;

    // A buffer around the bytes would be one more object for each request.
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private final Algorithm algorithm;

    // The bytes in order, eight in each: smaller than an array, and compared without a loop.
    private final long first;
    private final long second;
    private final long third;
    private final long fourth;

    private SecretDigest(Algorithm algorithm, byte[] bytes) {
        this.algorithm = algorithm;
        this.first = (long) LONGS.get(bytes, 0);
        this.second = (long) LONGS.get(bytes, 8);
        this.third = (long) LONGS.get(bytes, 16);
        this.fourth = (long) LONGS.get(bytes, 24);
    }

    /**
     * Returns the digest with these 32 bytes.
     *
     * @throws IllegalArgumentException if there are not 32
     */
    public static SecretDigest of(Algorithm algorithm, byte[] bytes) {
        if (bytes.length != BYTES) {
            throw new IllegalArgumentException("a secret's digest has 32 bytes, not " + bytes.length);
        }
        return new SecretDigest(algorithm, bytes);
    }

    /**
     * Reads a digest from its text.
     *
     * @throws IllegalArgumentException if it is invalid; the message does not repeat the text
     */
    public static SecretDigest parse(String text) {
        Algorithm algorithm = Algorithm.SHA_256;
        String hex = text;
        for (Algorithm each : Algorithm.values()) {
            if (text.regionMatches(true, 0, each.label, 0, each.label.length())) {
                algorithm = each;
                hex = text.substring(each.label.length());
            }
        }
        if (hex.length() != 2 * BYTES || !hex.chars().allMatch(HexFormat::isHexDigit)) {
            throw new IllegalArgumentException(
                    "not a digest: must be 64 hex characters, optionally after sha256: or hmac-sha256:");
        }
        return of(algorithm, HexFormat.of().parseHex(hex.toLowerCase(Locale.ROOT)));
    }

    /** Returns the algorithm. */
    public Algorithm algorithm() {
        return algorithm;
    }

    /** Returns the 32 bytes. */
    public byte[] toBytes() {
        byte[] bytes = new byte[BYTES];
        LONGS.set(bytes, 0, first);
        LONGS.set(bytes, 8, second);
        LONGS.set(bytes, 16, third);
        LONGS.set(bytes, 24, fourth);
        return bytes;
    }

    /** Returns the text that {@link #parse} reads. For storage only. */
    public String toStoredText() {
        return algorithm.label + HexFormat.of().formatHex(toBytes());
    }

    /** Returns whether both digests are equal. Takes constant time. */
    public boolean matches(SecretDigest other) {
        long differences =
                (first ^ other.first) | (second ^ other.second) | (third ^ other.third) | (fourth ^ other.fourth);
        return differences == 0 && algorithm == other.algorithm;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other || (other instanceof SecretDigest that && matches(that));
    }

    @Override
    public int hashCode() {
        // A digest is as good as random, so a part of it is as good a hash as any.
        return (int) (first >>> 32);
    }

    /** Returns a mask. */
    @Override
    public String toString() {
        return "SecretDigest[masked]";
    }
}
