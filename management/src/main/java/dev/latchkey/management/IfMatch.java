package dev.latchkey.management;

import dev.latchkey.configuration.ConfigurationException;
import dev.latchkey.configuration.Fault;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The precondition of a change: the header {@code If-Match} (RFC 9110, section 13.1.1). Immutable. */
final class IfMatch {

    private static final String ONE = "(?:W/)?\"[\\x21\\x23-\\x7e\\x80-\\xff]*\"";
    private static final Pattern TAG = Pattern.compile(ONE);
    private static final Pattern ANY = Pattern.compile("[ \\t]*\\*[ \\t]*");
    private static final Pattern LIST = Pattern.compile("[ \\t,]*" + ONE + "(?:[ \\t]*,[ \\t,]*" + ONE + ")*+[ \\t,]*");

    private final boolean any;
    private final Set<String> tags;

    private IfMatch(boolean any, Set<String> tags) {
        this.any = any;
        this.tags = tags;
    }

    /**
     * Returns the precondition.
     *
     * @param values the values of the header; empty if it was not sent
     * @throws ConfigurationException if they are not a list of entity tags or {@code *}
     */
    static IfMatch of(List<String> values) {
        String list = String.join(",", values);
        if (values.isEmpty() || ANY.matcher(list).matches()) {
            return new IfMatch(true, Set.of());
        }
        if (!LIST.matcher(list).matches()) {
            throw new ConfigurationException(
                    "request", List.of(new Fault("", "the header If-Match must be * or entity tags in quotes")));
        }
        // A weak tag never matches.
        return new IfMatch(
                false,
                TAG.matcher(list)
                        .results()
                        .map(MatchResult::group)
                        .filter(tag -> tag.startsWith("\""))
                        .collect(Collectors.toUnmodifiableSet()));
    }

    /** Returns whether a resource with this tag meets the precondition. */
    boolean matches(String tag) {
        return any || tags.contains(tag);
    }

    /** Returns whether a resource without a tag meets the precondition. */
    boolean matchesWithoutTag() {
        return any;
    }
}
