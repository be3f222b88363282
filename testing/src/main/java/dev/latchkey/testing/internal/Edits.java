package dev.latchkey.testing.internal;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Applies random edits to a valid input, so that a fuzzer reaches the depths of a parser at once. Each edit is a position
 * of two bytes, the number of bytes to delete there, the number of bytes to insert, and those bytes.
 */
public final class Edits {

    private static final int MOST = 8;

    private Edits() {}

    /** Returns an edited copy of {@code good}. */
    public static byte[] of(byte[] good, byte[] input) {
        byte[] bytes = good.clone();
        ByteBuffer in = ByteBuffer.wrap(input);
        for (int i = 0; i < MOST && in.remaining() >= 4; i++) {
            int at = Math.floorMod(in.getShort(), bytes.length + 1);
            int cut = Math.min(in.get() & 0xff, bytes.length - at);
            byte[] put = new byte[Math.min(in.get() & 0xff, in.remaining())];
            in.get(put);
            byte[] changed = Arrays.copyOf(bytes, bytes.length - cut + put.length);
            System.arraycopy(put, 0, changed, at, put.length);
            System.arraycopy(bytes, at + cut, changed, at + put.length, bytes.length - at - cut);
            bytes = changed;
        }
        return bytes;
    }
}
