package dev.latchkey.internal.matching;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Finds all keys that a text starts with, or all that it ends with. The time depends on how long the keys are, and hardly
 * on how many there are. Immutable.
 *
 * <p>One pass over the text computes a hash of each part of it. Where some key is as long as the part, a hash table tells
 * whether it is a key. Nodes number the keys; the parent of a node is the longest other key that its key starts or ends
 * with.
 *
 * @param <V> the value of a key
 */
final class AffixIndex<V> {

    private final boolean ends;
    private final String[] keys;
    private final List<V> values;
    private final int[] parents;

    /** Whether some key has this number of characters. */
    private final boolean[] lengths;

    /** Nodes plus one, or 0, by the hash of the key; collisions follow. At most half full. */
    private final int[] table;

    private AffixIndex(Map<String, V> all, boolean ends) {
        this.ends = ends;
        this.keys = all.keySet().toArray(String[]::new);
        this.values = new ArrayList<>(all.values());
        this.parents = new int[keys.length];
        this.table = new int[4 * Math.max(1, Integer.highestOneBit(keys.length))];
        int longest = 0;
        for (String key : keys) {
            longest = Math.max(longest, key.length());
        }
        this.lengths = new boolean[longest + 1];
        for (int node = 0; node < keys.length; node++) {
            lengths[keys[node].length()] = true;
            int hash = 0;
            for (int i = 0; i < keys[node].length(); i++) {
                hash = 31 * hash + charAt(keys[node], i);
            }
            int slot = slot(hash);
            while (table[slot] != 0) {
                slot = next(slot);
            }
            table[slot] = node + 1;
        }
        for (int node = 0; node < keys.length; node++) {
            parents[node] = longest(keys[node], keys[node].length() - 1);
        }
    }

    /** Indexes keys that texts start with. */
    static <V> AffixIndex<V> ofStarts(Map<String, V> all) {
        return new AffixIndex<>(all, false);
    }

    /** Indexes keys that texts end with. */
    static <V> AffixIndex<V> ofEnds(Map<String, V> all) {
        return new AffixIndex<>(all, true);
    }

    /** Returns the node of the longest key that {@code text} starts or ends with; negative if there is none. */
    int longest(String text) {
        return longest(text, text.length());
    }

    private int longest(String text, int most) {
        int found = -1;
        int hash = 0;
        int last = Math.min(most, lengths.length - 1);
        for (int length = 0; length <= last; length++) {
            if (length > 0) {
                hash = 31 * hash + charAt(text, length - 1);
            }
            int node = lengths[length] ? find(hash, text, length) : -1;
            found = node < 0 ? found : node;
        }
        return found;
    }

    /** Returns the node of the next shorter key that the text starts or ends with; negative if there is none. */
    int shorter(int node) {
        return parents[node];
    }

    V value(int node) {
        return values.get(node);
    }

    private int find(int hash, String text, int length) {
        for (int slot = slot(hash); table[slot] != 0; slot = next(slot)) {
            String key = keys[table[slot] - 1];
            if (key.length() == length && (ends ? text.endsWith(key) : text.startsWith(key))) {
                return table[slot] - 1;
            }
        }
        return -1;
    }

    private char charAt(String text, int i) {
        return text.charAt(ends ? text.length() - 1 - i : i);
    }

    private int slot(int hash) {
        // Fibonacci hashing: the high bits of the product depend on all bits of the hash.
        return (hash * 0x9E3779B9) >>> (Integer.numberOfLeadingZeros(table.length) + 1);
    }

    private int next(int slot) {
        return (slot + 1) & (table.length - 1);
    }
}
