package dev.latchkey.testing.internal;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Turns an input into changes of something that is good: a fuzzer then starts where most of a parser's work is done.
 * Each change is two bytes of place, one of how much is cut out there, one of how much is put in, and that.
 */
public final class Edits {

    private static final int MOST = 8;

    private Edits() {}

    /** Returns a changed copy of {@code good}. */
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
