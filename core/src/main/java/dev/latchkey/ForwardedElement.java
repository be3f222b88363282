package dev.latchkey;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An element of {@code Forwarded}: parameters with semicolons between them (RFC 7239, section 4). Stateless. */
final class ForwardedElement {

    private static final String FOR = "for";
    private static final String TOKEN_MARKS = "!#$%&'*+-.^_`|~";

    private ForwardedElement() {}

    /**
     * {@return the address that its {@code for} names; null if there is none, or the element is malformed}
     *
     * @param element as {@link #split} gives it
     */
    static @Nullable String addressIn(String element) {
        List<String> pairs = split(element, ';');
        String node = null;
        for (String pair : pairs == null ? List.<String>of() : pairs) {
            if (pair.isEmpty()) {
                continue;
            }
            int equals = pair.indexOf('=');
            String value = equals < 1 || !isToken(pair.substring(0, equals)) ? null : value(pair.substring(equals + 1));
            boolean isFor = pair.regionMatches(true, 0, FOR, 0, FOR.length()) && equals == FOR.length();
            if (value == null || (isFor && node != null)) {
                return null;
            }
            node = isFor ? value : node;
        }
        return node == null ? null : ForwardedNode.addressIn(node, true);
    }

    /**
     * {@return the parts between separators that stand in no quotes, with no blanks around them; null if a quote is left
     * open} An open quote swallows what a proxy added behind it, so nothing of the line counts then.
     */
    static @Nullable List<String> split(String text, char separator) {
        List<String> parts = new ArrayList<>();
        int from = 0;
        boolean quoted = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"') {
                quoted = !quoted;
            } else if (c == '\\' && quoted) {
                i++;
            } else if (c == separator && !quoted) {
                parts.add(ForwardedNode.trim(text.substring(from, i)));
                from = i + 1;
            }
        }
        parts.add(ForwardedNode.trim(text.substring(from)));
        return quoted ? null : parts;
    }

    /** {@return a token, or what a quoted string stands for; null for anything else} */
    private static @Nullable String value(String text) {
        if (!text.startsWith("\"")) {
            return isToken(text) ? text : null;
        }
        StringBuilder value = new StringBuilder();
        int last = text.length() - 1;
        for (int i = 1; i < last; i++) {
            char c = text.charAt(i);
            if (c == '"') {
                return null;
            } else if (c == '\\') {
                i++;
                if (i == last) {
                    return null;
                }
            }
            value.append(text.charAt(i));
        }
        return last > 0 && text.charAt(last) == '"' ? value.toString() : null;
    }

    /** RFC 9110, section 5.6.2. */
    private static boolean isToken(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean good = (c >= '0' && c <= '9')
                    || (c >= 'A' && c <= 'Z')
                    || (c >= 'a' && c <= 'z')
                    || TOKEN_MARKS.indexOf(c) >= 0;
            if (!good) {
                return false;
            }
        }
        return !text.isEmpty();
    }
}
