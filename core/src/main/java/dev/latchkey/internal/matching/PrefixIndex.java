package dev.latchkey.internal.matching;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Finds all keys that a text starts with, in a time that hardly depends on the number of keys. Immutable.
 *
 * <p>Nodes are the keys in ascending order. The parent of a node is the longest other key that its key starts with. The
 * greatest key that is not above a text is, or descends from, the longest key that the text starts with.
 *
 * @param <V> the value of a key
 */
final class PrefixIndex<V> {

    private final String[] keys;
    private final List<V> values;
    private final int[] parents;

    private PrefixIndex(SortedMap<String, V> all) {
        this.keys = all.keySet().toArray(String[]::new);
        this.values = new ArrayList<>(all.values());
        this.parents = new int[keys.length];
        for (int i = 0; i < keys.length; i++) {
            parents[i] = nearest(i - 1, keys[i]);
        }
    }

    static <V> PrefixIndex<V> of(SortedMap<String, V> all) {
        return new PrefixIndex<>(new TreeMap<>(all));
    }

    boolean isEmpty() {
        return keys.length == 0;
    }

    /** Returns the node of the longest key that {@code text} starts with; negative if there is none. */
    int longest(String text) {
        int found = Arrays.binarySearch(keys, text);
        return nearest(found < 0 ? -found - 2 : found, text);
    }

    /** Returns the node of the next shorter key that the text starts with; negative if there is none. */
    int shorter(int node) {
        return parents[node];
    }

    V value(int node) {
        return values.get(node);
    }

    private int nearest(int from, String text) {
        int node = from;
        while (node >= 0 && !text.startsWith(keys[node])) {
            node = parents[node];
        }
        return node;
    }
}
