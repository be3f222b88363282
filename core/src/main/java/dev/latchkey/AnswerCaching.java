package dev.latchkey;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The caching rules for the response to an admitted request (request contract, section 3, "Caching"). Immutable.
 *
 * <p>A restricted response is private and varies by the request headers that decided. An unrestricted response is not
 * changed.
 */
public final class AnswerCaching {

    /** No restriction, for a bypass, or an application with {@code shared_caching}. */
    public static final AnswerCaching UNRESTRICTED = new AnswerCaching("");

    private static final String SEPARATOR = ", ";
    private static final String PRIVATE = "private";
    private static final String CACHE_CONTROL = "Cache-Control";

    /** Headers for one kind of shared cache whose name does not end in {@code Cache-Control}. */
    private static final List<String> FOR_SHARED_CACHES =
            List.of("Surrogate-Control", "Edge-Control", "X-Accel-Expires");

    private static final Set<String> FOR_SHARED_STORAGE = Set.of("public", "s-maxage", PRIVATE);

    private final String vary;

    private AnswerCaching(String vary) {
        this.vary = vary;
    }

    /** Creates the rule for an application whose single header has this name; null for none. */
    static AnswerCaching privateTo(@Nullable String singleHeader) {
        String always = "Cookie, CF-Access-Client-Id, CF-Access-Client-Secret, cf-access-token";
        return new AnswerCaching(singleHeader == null ? always : always + SEPARATOR + singleHeader);
    }

    /** Returns whether the response is restricted. */
    public boolean restricted() {
        return !vary.isEmpty();
    }

    /** Returns the stricter combination of both rules. */
    public AnswerCaching and(AnswerCaching other) {
        if (!other.restricted() || vary.equals(other.vary)) {
            return this;
        } else if (!restricted()) {
            return other;
        }
        Set<String> names = new LinkedHashSet<>(List.of(vary.split(SEPARATOR)));
        names.addAll(List.of(other.vary.split(SEPARATOR)));
        return new AnswerCaching(String.join(SEPARATOR, names));
    }

    /**
     * Returns the value of {@code Vary} for a restricted response. It is one line, because some caches read only one.
     *
     * @param said the app's own value, or null
     */
    public String vary(@Nullable String said) {
        if (said == null || said.isBlank()) {
            return vary;
        }
        for (String name : said.split(",", -1)) {
            if (name.strip().equals("*")) {
                return "*";
            }
        }
        return vary + SEPARATOR + said;
    }

    /** Returns the app's own part of a value from {@link #vary(String)}, or null. */
    public @Nullable String saidOfVary(String value) {
        if (!value.startsWith(vary)) {
            return value;
        }
        String rest = value.substring(vary.length());
        return rest.startsWith(SEPARATOR) ? rest.substring(SEPARATOR.length()) : rest.isEmpty() ? null : value;
    }

    /**
     * Returns the value of {@code Cache-Control} for a restricted response (RFC 9111, section 5.2.2). It starts with
     * {@code private}, unless no cache may store the response.
     *
     * @param said the app's own value, or null
     */
    public String cacheControl(@Nullable String said) {
        if (said == null || said.isBlank()) {
            return PRIVATE;
        }
        StringBuilder kept = new StringBuilder(said.length() + PRIVATE.length() + 2);
        boolean noStore = false;
        for (int start = 0; start <= said.length(); ) {
            int end = endOfDirective(said, start);
            String directive = said.substring(start, end).strip();
            String name = nameOf(directive);
            if (!directive.isEmpty() && !FOR_SHARED_STORAGE.contains(name)) {
                // With an argument, no-store is not the directive that all caches know.
                noStore |= directive.equalsIgnoreCase("no-store");
                kept.append(kept.isEmpty() ? "" : SEPARATOR).append(directive);
            }
            start = end + 1;
        }
        // A cache that knows must-understand ignores no-store, and may know it inside a broken quote, too.
        if (noStore && !said.toLowerCase(Locale.ROOT).contains("must-understand")) {
            return kept.toString();
        }
        // First, as an unclosed quote would swallow it.
        return kept.isEmpty() ? PRIVATE : kept.insert(0, PRIVATE + SEPARATOR).toString();
    }

    /**
     * Returns whether a value of {@code Cache-Control} keeps a response out of shared caches. In doubt, it does not.
     *
     * @param sent the value as it was sent
     */
    public static boolean isPrivate(String sent) {
        boolean found = false;
        for (int start = 0; start <= sent.length(); ) {
            int end = endOfDirective(sent, start);
            String directive = sent.substring(start, end).strip();
            boolean forbids = directive.equalsIgnoreCase(PRIVATE) || directive.equalsIgnoreCase("no-store");
            if (!forbids && FOR_SHARED_STORAGE.contains(nameOf(directive))) {
                return false;
            }
            found |= forbids;
            start = end + 1;
        }
        return found && !sent.toLowerCase(Locale.ROOT).contains("must-understand");
    }

    /** Returns whether a response header has precedence over {@code Cache-Control} in a shared cache. */
    public static boolean outranksCacheControl(String header) {
        if (endsWithIgnoreCase(header, CACHE_CONTROL)) {
            return header.length() > CACHE_CONTROL.length();
        }
        for (String each : FOR_SHARED_CACHES) {
            if (each.equalsIgnoreCase(header)) {
                return true;
            }
        }
        return false;
    }

    /** Returns the index of the next comma outside quotes, or the end. */
    private static int endOfDirective(String said, int start) {
        boolean quoted = false;
        for (int i = start; i < said.length(); i++) {
            char c = said.charAt(i);
            if (c == '"') {
                quoted = !quoted;
            } else if (c == '\\' && quoted) {
                i++;
            } else if (c == ',' && !quoted) {
                return i;
            }
        }
        return said.length();
    }

    private static String nameOf(String directive) {
        int equals = directive.indexOf('=');
        String name = equals < 0 ? directive : directive.substring(0, equals).stripTrailing();
        return name.toLowerCase(Locale.ROOT);
    }

    private static boolean endsWithIgnoreCase(String text, String end) {
        return text.regionMatches(true, text.length() - end.length(), end, 0, end.length());
    }
}
