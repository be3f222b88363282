package dev.latchkey;

import dev.latchkey.internal.syntax.AsciiSet;
import dev.latchkey.model.IpAddress;
import org.jspecify.annotations.Nullable;

/** One address as proxies write it, with a port or without (RFC 7239, section 6). Stateless. */
final class ForwardedNode {

    private static final int LONGEST_PORT = 5;
    private static final AsciiSet OBFUSCATED = AsciiSet.lettersAnd("._-");

    private ForwardedNode() {}

    /**
     * Returns the address, or null for anything else, including {@code unknown} and obfuscated names.
     *
     * @param node the text, without blanks around it
     */
    static @Nullable String addressIn(String node) {
        if (node.startsWith("[")) {
            int end = node.indexOf(']');
            String inside = end < 0 ? "" : node.substring(1, end);
            boolean good = inside.indexOf(':') >= 0 && isNothingOrPort(node, end + 1);
            return good ? literal(inside) : null;
        }
        int colon = node.indexOf(':');
        if (colon >= 0 && node.indexOf(':', colon + 1) >= 0) {
            return literal(node);
        }
        String name = colon < 0 ? node : node.substring(0, colon);
        return isNothingOrPort(node, name.length()) ? literal(name) : null;
    }

    private static @Nullable String literal(String text) {
        return IpAddress.parse(text) == null ? null : text;
    }

    private static boolean isNothingOrPort(String node, int from) {
        if (from == node.length()) {
            return true;
        }
        String port = node.substring(from + 1);
        if (node.charAt(from) != ':' || port.isEmpty()) {
            return false;
        }
        // An obfuscated port hides nothing that counts here.
        return port.charAt(0) == '_'
                ? port.length() > 1 && OBFUSCATED.containsAll(port)
                : port.length() <= LONGEST_PORT && port.chars().allMatch(ForwardedNode::isDigit);
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }
}
