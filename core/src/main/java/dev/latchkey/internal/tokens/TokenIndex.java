package dev.latchkey.internal.tokens;

import dev.latchkey.model.ServiceToken;
import java.util.BitSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A hash table of service tokens by a unique value of theirs, with open addressing and linear probing. It takes a third
 * of the memory of a {@link java.util.HashMap}. A copy shares all chunks of the table that are not changed after it.
 * Not thread-safe while it is changed.
 *
 * @param <K> the type of the value
 */
final class TokenIndex<K> {

    private static final int CHUNK_BITS = 9;
    private static final int CHUNK_MASK = (1 << CHUNK_BITS) - 1;

    private final Function<ServiceToken, K> key;

    /** Tokens at or after the place of their hash, without a gap; a power of two, of which at most half is used. */
    private final int slots;

    private final @Nullable ServiceToken[][] chunks;

    /** Which chunks another index uses too. */
    private final BitSet shared = new BitSet();

    /** Creates an empty index for up to {@code size} tokens. */
    TokenIndex(Function<ServiceToken, K> key, int size) {
        this.key = key;
        this.slots = slotsFor(size);
        this.chunks = new @Nullable ServiceToken[(slots + CHUNK_MASK) >> CHUNK_BITS][Math.min(slots, CHUNK_MASK + 1)];
    }

    /** Creates a copy of the same size. */
    private TokenIndex(TokenIndex<K> original) {
        this.key = original.key;
        this.slots = original.slots;
        this.chunks = original.chunks.clone();
        this.shared.set(0, chunks.length);
    }

    private static int slotsFor(int size) {
        return Math.max(2, Integer.highestOneBit(Math.max(1, 2 * size - 1)) * 2);
    }

    /** Returns a copy with space for {@code size} tokens. This index must not be changed any more. */
    TokenIndex<K> copy(int size) {
        if (slotsFor(size) == slots) {
            return new TokenIndex<>(this);
        }
        TokenIndex<K> copy = new TokenIndex<>(key, size);
        for (int slot = 0; slot < slots; slot++) {
            ServiceToken token = at(slot);
            if (token != null) {
                copy.putIfAbsent(token);
            }
        }
        return copy;
    }

    /** Returns the token with this value, or null. */
    @Nullable
    ServiceToken get(K value) {
        return at(slotOf(value));
    }

    /** Adds a token, unless there is one with the same value. Returns whether there was none. */
    boolean putIfAbsent(ServiceToken token) {
        int slot = slotOf(key.apply(token));
        if (at(slot) != null) {
            return false;
        }
        set(slot, token);
        return true;
    }

    /** Removes the token with this value, if there is one. */
    void remove(K value) {
        int slot = slotOf(value);
        set(slot, null);
        // The tokens behind the new gap may have been placed there because this slot was taken.
        int next = after(slot);
        for (ServiceToken token = at(next); token != null; token = at(next)) {
            set(next, null);
            putIfAbsent(token);
            next = after(next);
        }
    }

    /** Returns the slot of the token with this value, or the free slot where it would go. */
    private int slotOf(K value) {
        // Fibonacci hashing: the high bits of the product depend on all bits of the hash.
        int slot = (value.hashCode() * 0x9E3779B9) >>> (Integer.numberOfLeadingZeros(slots) + 1);
        for (ServiceToken token = at(slot); token != null; token = at(slot)) {
            if (key.apply(token).equals(value)) {
                return slot;
            }
            slot = after(slot);
        }
        return slot;
    }

    private int after(int slot) {
        return (slot + 1) & (slots - 1);
    }

    private @Nullable ServiceToken at(int slot) {
        return chunks[slot >> CHUNK_BITS][slot & CHUNK_MASK];
    }

    private void set(int slot, @Nullable ServiceToken token) {
        int chunk = slot >> CHUNK_BITS;
        if (shared.get(chunk)) {
            chunks[chunk] = chunks[chunk].clone();
            shared.clear(chunk);
        }
        chunks[chunk][slot & CHUNK_MASK] = token;
    }
}
