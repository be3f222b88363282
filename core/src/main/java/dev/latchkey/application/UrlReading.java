package dev.latchkey.application;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Looks at a URL's path as it was sent, for what a container and the filter could read differently (request contract,
 * section 6). Stateless.
 */
public final class UrlReading {

    private static final String SESSION_PARAMETER = ";jsessionid=";

    private UrlReading() {}

    /**
     * {@return the first ambiguity in this path that is not allowed, or null where there is none}
     *
     * @param rawPath the path of the request as it was sent, percent-encoded, with no query
     */
    public static @Nullable UrlAmbiguity firstAmbiguity(String rawPath, Set<UrlAmbiguity> allowed) {
        int sessionParameter = startOfSessionParameter(rawPath);
        boolean nonAscii = false;
        boolean encodedDot = false;
        UrlAmbiguity found = null;
        // The session parameter is looked through as well: a container may decode before it takes parameters off.
        for (int i = 0; i < rawPath.length() && found == null; i++) {
            char c = rawPath.charAt(i);
            if (c == '%') {
                int octet = octet(rawPath, i);
                found = allowing(allowed, ofOctet(octet));
                nonAscii |= octet >= 0x80;
                encodedDot |= octet == '.';
            } else if (c == '/' && i > 0 && rawPath.charAt(i - 1) == '/') {
                found = allowing(allowed, UrlAmbiguity.EMPTY_SEGMENT);
            } else if (i != sessionParameter) {
                found = allowing(allowed, ofCharacter(c));
                nonAscii |= c >= 0x80;
            }
        }
        if (found == null && encodedDot && !allowed.contains(UrlAmbiguity.ENCODED_DOT_SEGMENT)) {
            found = hasEncodedDotSegment(rawPath) ? UrlAmbiguity.ENCODED_DOT_SEGMENT : null;
        }
        if (found == null && nonAscii) {
            found = ofText(rawPath, allowed);
        }
        return found;
    }

    /**
     * {@return the path decoded once, with no path parameters, its dot segments and empty segments resolved; null if it
     * cannot be decoded} For a container that throws when it is asked for the path, where that is allowed.
     */
    public static @Nullable String decode(String rawPath) {
        List<String> segments = new ArrayList<>();
        boolean openEnd = true;
        for (String segment : rawPath.split("/", -1)) {
            String text = percentDecode(withoutParameters(segment));
            if (text == null) {
                return null;
            }
            // As RFC 3986, section 5.2.4 has it, "/a/b/.." is "/a/".
            openEnd = text.isEmpty() || text.equals(".") || text.equals("..");
            if (!openEnd) {
                segments.add(text);
            } else if (text.equals("..") && !segments.isEmpty()) {
                segments.remove(segments.size() - 1);
            }
        }
        String decoded = "/" + String.join("/", segments);
        return openEnd && !segments.isEmpty() ? decoded + "/" : decoded;
    }

    private static String withoutParameters(String segment) {
        int parameter = segment.indexOf(';');
        return parameter < 0 ? segment : segment.substring(0, parameter);
    }

    /** {@return where a trailing {@code ;jsessionid=…} begins, or -1} */
    private static int startOfSessionParameter(String rawPath) {
        int at = rawPath.lastIndexOf(';');
        boolean trailing = at >= 0
                && rawPath.regionMatches(true, at, SESSION_PARAMETER, 0, SESSION_PARAMETER.length())
                && rawPath.indexOf('/', at) < 0;
        return trailing ? at : -1;
    }

    private static @Nullable UrlAmbiguity allowing(Set<UrlAmbiguity> allowed, @Nullable UrlAmbiguity found) {
        return found != null && allowed.contains(found) ? null : found;
    }

    private static @Nullable UrlAmbiguity ofCharacter(char c) {
        if (c == ';') {
            return UrlAmbiguity.PATH_PARAMETER;
        } else if (c == '\\') {
            return UrlAmbiguity.BACKSLASH;
        }
        return Character.isISOControl(c) ? UrlAmbiguity.CONTROL_CHARACTER : null;
    }

    private static @Nullable UrlAmbiguity ofOctet(int octet) {
        if (octet < 0) {
            return UrlAmbiguity.MALFORMED_ENCODING;
        } else if (octet < ' ' || octet == 0x7f) {
            return UrlAmbiguity.CONTROL_CHARACTER;
        }
        return switch (octet) {
            case '/' -> UrlAmbiguity.ENCODED_SLASH;
            case '%' -> UrlAmbiguity.ENCODED_PERCENT;
            case '\\' -> UrlAmbiguity.BACKSLASH;
            default -> null;
        };
    }

    /** Looks at what the octets beyond ASCII say as UTF-8: the decoder refuses overlong and malformed sequences. */
    private static @Nullable UrlAmbiguity ofText(String path, Set<UrlAmbiguity> allowed) {
        String text = percentDecode(path);
        if (text == null) {
            return allowing(allowed, UrlAmbiguity.MALFORMED_ENCODING);
        }
        boolean control = text.chars().anyMatch(c -> c >= 0x80 && Character.isISOControl(c));
        return control ? allowing(allowed, UrlAmbiguity.CONTROL_CHARACTER) : null;
    }

    private static boolean hasEncodedDotSegment(String path) {
        for (String segment : path.split("/", -1)) {
            String name = withoutParameters(segment);
            String dots = name.replace("%2e", ".").replace("%2E", ".");
            if (!dots.equals(name) && (dots.equals(".") || dots.equals(".."))) {
                return true;
            }
        }
        return false;
    }

    /** {@return the text with its escapes decoded as UTF-8, or null if they cannot be} */
    private static @Nullable String percentDecode(String text) {
        if (text.indexOf('%') < 0) {
            return text;
        }
        // Characters beyond ASCII are what the container made of raw octets: kept as they are, through UTF-8 and back.
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        ByteBuffer octets = ByteBuffer.allocate(utf8.length);
        for (int i = 0; i < utf8.length; i++) {
            if (utf8[i] != '%') {
                octets.put(utf8[i]);
                continue;
            }
            int high = i + 2 < utf8.length ? hexDigit((char) (utf8[i + 1] & 0xff)) : -1;
            int low = i + 2 < utf8.length ? hexDigit((char) (utf8[i + 2] & 0xff)) : -1;
            if (high < 0 || low < 0) {
                return null;
            }
            octets.put((byte) (high << 4 | low));
            i += 2;
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(octets.flip()).toString();
        } catch (CharacterCodingException malformed) {
            return null;
        }
    }

    /** {@return the octet that the escape at {@code at} stands for, or -1 if it is malformed} */
    private static int octet(String path, int at) {
        if (at + 2 >= path.length()) {
            return -1;
        }
        int high = hexDigit(path.charAt(at + 1));
        int low = hexDigit(path.charAt(at + 2));
        return high < 0 || low < 0 ? -1 : high << 4 | low;
    }

    // Character.digit would take the digits of every script.
    private static int hexDigit(char c) {
        return c < 0x80 ? Character.digit(c, 16) : -1;
    }
}
