package dev.latchkey.internal.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Settles the precedence of each policy in a list: a policy that names none takes the next one after that of the policy
 * before it that no policy of the list names. It takes as long as the list is, whatever is in it. Not thread-safe.
 */
public final class Precedences {

    /** What is said of a policy that names no precedence where none is left. */
    public static final String NONE_LEFT =
            "no precedence is left after " + Integer.MAX_VALUE + ": name one that is free";

    /** For each one that is not free, one after it that may be. */
    private final Map<Integer, Long> after = new HashMap<>();

    private final Set<Integer> given = new HashSet<>();
    private int last;

    /** @param policies the list, of which those that name a precedence keep it */
    public Precedences(JsonNode policies) {
        policies.forEach(policy -> {
            Integer named = PolicyFormat.precedence(policy);
            if (named != null) {
                after.put(named, named + 1L);
            }
        });
    }

    /** {@return the precedence of {@code policy}, the next in the list, or null where none is left} */
    public @Nullable Integer next(JsonNode policy) {
        Integer named = PolicyFormat.precedence(policy);
        if (named != null) {
            last = named;
            return named;
        }
        long free = nextFree(Math.max(last, 0) + 1L);
        if (free > Integer.MAX_VALUE) {
            return null;
        }
        last = (int) free;
        after.put(last, free + 1);
        return last;
    }

    /** {@return whether no policy before had that precedence} */
    public boolean give(int precedence) {
        return given.add(precedence);
    }

    private long nextFree(long from) {
        long free = from;
        for (Long next = next(free); next != null; next = next(free)) {
            free = next;
        }
        // What was gone over once is leapt over from then on.
        long at = from;
        while (at < free) {
            Long next = after.put((int) at, free);
            at = next == null ? free : next;
        }
        return free;
    }

    private @Nullable Long next(long precedence) {
        return precedence > Integer.MAX_VALUE ? null : after.get((int) precedence);
    }
}
