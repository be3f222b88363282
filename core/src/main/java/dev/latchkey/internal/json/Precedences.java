package dev.latchkey.internal.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Determines the precedence of each policy in a list. A policy without one gets the next free precedence after that of
 * the policy before it. Lists are short ({@code Application.MAX_POLICIES}), so a free one is found by counting. Not
 * thread-safe.
 */
public final class Precedences {

    /** The fault of a policy without a precedence if none is left. */
    public static final String NONE_LEFT = "no precedence is left after " + Integer.MAX_VALUE + "; set a free one";

    private final Set<Integer> taken = new HashSet<>();
    private final Set<Integer> given = new HashSet<>();
    private int last;

    /** @param policies the list; policies with a precedence keep it */
    public Precedences(JsonNode policies) {
        policies.forEach(policy -> {
            Integer named = PolicyFormat.precedence(policy);
            if (named != null) {
                taken.add(named);
            }
        });
    }

    /** Returns the precedence of {@code policy}, the next in the list; null if none is left. */
    public @Nullable Integer next(JsonNode policy) {
        Integer named = PolicyFormat.precedence(policy);
        if (named != null) {
            last = named;
            return named;
        }
        long free = Math.max(last, 0) + 1L;
        while (free <= Integer.MAX_VALUE && taken.contains((int) free)) {
            free++;
        }
        if (free > Integer.MAX_VALUE) {
            return null;
        }
        last = (int) free;
        taken.add(last);
        return last;
    }

    /** Returns whether no earlier policy has that precedence. */
    public boolean give(int precedence) {
        return given.add(precedence);
    }
}
