package dev.latchkey.internal.tokens;

import dev.latchkey.model.ServiceToken;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A hash table of service tokens by a unique value of theirs, with open addressing and linear probing. It takes a third
 * of the memory of a {@link java.util.HashMap}, and a copy of the same size reads no token. Not thread-safe while it is
 * changed.
 *
 * @param <K> the type of the value
 */
final class TokenIndex<K> {

    private final Function<ServiceToken, K> key;

    /** Tokens at or after the place of their hash, without a gap; a power of two, of which at most half is used. */
    private final @Nullable ServiceToken[] slots;

    /** Creates an empty index for up to {@code size} tokens. */
    TokenIndex(Function<ServiceToken, K> key, int size) {
        this(key, new @Nullable ServiceToken[slotsFor(size)]);
    }

    private TokenIndex(Function<ServiceToken, K> key, @Nullable ServiceToken[] slots) {
        this.key = key;
        this.slots = slots;
    }

    private static int slotsFor(int size) {
        return Math.max(2, Integer.highestOneBit(Math.max(1, 2 * size - 1)) * 2);
    }

    /** Returns a copy with space for {@code size} tokens. */
    TokenIndex<K> copy(int size) {
        if (slotsFor(size) == slots.length) {
            return new TokenIndex<>(key, slots.clone());
        }
        TokenIndex<K> copy = new TokenIndex<>(key, size);
        for (ServiceToken token : slots) {
            if (token != null) {
                copy.putIfAbsent(token);
            }
        }
        return copy;
    }

    /** Returns the token with this value, or null. */
    @Nullable
    ServiceToken get(K value) {
        return slots[slotOf(value)];
    }

    /** Adds a token, unless there is one with the same value. Returns whether there was none. */
    boolean putIfAbsent(ServiceToken token) {
        int slot = slotOf(key.apply(token));
        if (slots[slot] != null) {
            return false;
        }
        slots[slot] = token;
        return true;
    }

    /** Removes the token with this value, if there is one. */
    void remove(K value) {
        int slot = slotOf(value);
        slots[slot] = null;
        // The tokens behind the new gap may have been placed there because this slot was taken.
        int next = after(slot);
        for (ServiceToken token = slots[next]; token != null; token = slots[next]) {
            slots[next] = null;
            putIfAbsent(token);
            next = after(next);
        }
    }

    /** Returns the slot of the token with this value, or the free slot where it would go. */
    private int slotOf(K value) {
        // Fibonacci hashing: the high bits of the product depend on all bits of the hash.
        int slot = (value.hashCode() * 0x9E3779B9) >>> (Integer.numberOfLeadingZeros(slots.length) + 1);
        for (ServiceToken token = slots[slot]; token != null; token = slots[slot]) {
            if (key.apply(token).equals(value)) {
                return slot;
            }
            slot = after(slot);
        }
        return slot;
    }

    private int after(int slot) {
        return (slot + 1) & (slots.length - 1);
    }
}
