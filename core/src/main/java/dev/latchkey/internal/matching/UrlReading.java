package dev.latchkey.internal.matching;

import dev.latchkey.internal.syntax.AsciiSet;
import dev.latchkey.model.Organization.UrlAmbiguity;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the path of a URL as it was sent, and finds everything that two readers could interpret differently (request
 * contract, section 6). Stateless.
 */
public final class UrlReading {

    private static final String SESSION_PARAMETER = ";jsessionid=";

    /** More readings than any legitimate path has, and few enough to look up. */
    private static final int MAX_READINGS = 64;

    private static final AsciiSet UNRESERVED = AsciiSet.lettersAnd("-._~");

    /** Every reader takes them for themselves, except for dots and slashes at the start of a segment. */
    private static final AsciiSet PLAIN = AsciiSet.lettersAnd("-._~!$&'()*,=:@/");

    private UrlReading() {}

    /**
     * Returns whether every reader reads this path in the same way, as it was sent. If not, it may still be unambiguous.
     */
    public static boolean isPlain(String rawPath) {
        return rawPath.startsWith("/")
                && PLAIN.containsAll(rawPath)
                && !rawPath.contains("//")
                && !rawPath.contains("/.");
    }

    /**
     * Returns the first ambiguity in the path that is not allowed, or null.
     *
     * @param rawPath the percent-encoded path as it was sent, without the query
     */
    public static @Nullable UrlAmbiguity firstAmbiguity(String rawPath, Set<UrlAmbiguity> allowed) {
        int sessionParameter = startOfSessionParameter(rawPath);
        boolean nonAscii = false;
        boolean dots = false;
        UrlAmbiguity found = null;
        // The session parameter is scanned as well: a container may decode before it removes parameters.
        for (int i = 0; i < rawPath.length() && found == null; i++) {
            char c = rawPath.charAt(i);
            if (c == '%') {
                int octet = octet(rawPath, i);
                found = allowing(allowed, ofOctet(octet));
                nonAscii |= octet >= 0x80;
                dots |= octet == '.';
            } else if (c == '/' && i > 0 && rawPath.charAt(i - 1) == '/') {
                found = allowing(allowed, UrlAmbiguity.EMPTY_SEGMENT);
            } else if (i != sessionParameter) {
                found = allowing(allowed, ofCharacter(c));
                dots |= c == '.' && (i == 0 || rawPath.charAt(i - 1) == '/');
            }
        }
        if (found == null && dots) {
            found = ofDotSegments(rawPath, allowed);
        }
        if (found == null && nonAscii) {
            found = ofText(rawPath, allowed);
        }
        return found;
    }

    /**
     * Returns the path decoded once, without path parameters, and with dot segments and empty segments resolved; null
     * if it cannot be decoded. It is used for containers that throw when asked for an ambiguous path that is allowed.
     */
    public static @Nullable String decode(String rawPath) {
        List<String> segments = new ArrayList<>();
        boolean openEnd = true;
        for (String segment : rawPath.split("/", -1)) {
            String text = percentDecode(withoutParameters(segment));
            if (text == null) {
                return null;
            }
            // By RFC 3986, section 5.2.4, "/a/b/.." is "/a/".
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

    /** Returns where a trailing {@code ;jsessionid=…} begins, or -1. */
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

    /** Checks non-ASCII octets as UTF-8; the decoder rejects overlong and malformed sequences. */
    private static @Nullable UrlAmbiguity ofText(String path, Set<UrlAmbiguity> allowed) {
        String text = percentDecode(path);
        if (text == null) {
            return allowing(allowed, UrlAmbiguity.MALFORMED_ENCODING);
        }
        boolean control = text.chars().anyMatch(c -> c >= 0x80 && Character.isISOControl(c));
        return control ? allowing(allowed, UrlAmbiguity.CONTROL_CHARACTER) : null;
    }

    private static @Nullable UrlAmbiguity ofDotSegments(String path, Set<UrlAmbiguity> allowed) {
        UrlAmbiguity found = null;
        int start = 0;
        while (start <= path.length() && found == null) {
            int end = endOfSegment(path, start);
            String name = withoutParameters(path.substring(start, end));
            if (isDots(name)) {
                found = allowing(allowed, UrlAmbiguity.DOT_SEGMENT);
            } else if (isDots(name.replace("%2e", ".").replace("%2E", "."))) {
                found = allowing(allowed, UrlAmbiguity.ENCODED_DOT_SEGMENT);
            }
            start = end + 1;
        }
        return found;
    }

    private static int endOfSegment(String path, int start) {
        int slash = path.indexOf('/', start);
        return slash < 0 ? path.length() : slash;
    }

    private static boolean isDots(String segment) {
        return segment.equals(".") || segment.equals("..");
    }

    /**
     * Returns every path that a container, front controller or file system could match on. The first is {@code path}
     * itself. Ambiguities are read in each of their meanings, in every order: path parameters kept or dropped, escapes
     * decoded once or again, empty segments kept or merged, dot segments kept or resolved, a backslash as itself or a
     * slash, a control character as itself, as nothing or as the end.
     *
     * @param path the decoded path that the container dispatches on
     * @param rawPath the percent-encoded path as it was sent, without the query
     * @return the distinct readings; empty if there are too many
     */
    public static Collection<String> readings(String path, String rawPath) {
        Set<String> readings = new LinkedHashSet<>();
        Deque<String> pending = new ArrayDeque<>();
        List<String> first = List.of(path, decodeButSlashes(withoutSessionParameter(rawPath)));
        for (String reading : first) {
            if (readings.add(reading)) {
                pending.add(reading);
            }
        }
        while (!pending.isEmpty()) {
            String reading = pending.remove();
            for (String other : List.of(
                    decodeLeniently(reading),
                    withoutAnyParameters(reading),
                    reading.replace('\\', '/'),
                    endingAtControl(reading),
                    withoutControls(reading),
                    mergeEmptySegments(reading),
                    resolveDotSegments(reading))) {
                if (readings.add(other)) {
                    pending.add(other);
                }
            }
            if (readings.size() > MAX_READINGS) {
                return List.of();
            }
        }
        return readings;
    }

    /**
     * Returns the path as a front controller reads it that compares the raw URI, if that differs: escapes of unreserved
     * characters (RFC 3986, section 2.3) stay, others are decoded.
     *
     * @param rawPath the path as it was sent
     * @return the path, or null if it has no such escape
     */
    public static @Nullable String withoutNormalization(String rawPath) {
        String kept = keepingUnreserved(withoutSessionParameter(rawPath));
        return kept == null ? null : decodeButSlashes(kept);
    }

    /**
     * Returns the path as a front controller reads it that decodes it like a form, as {@link java.net.URLDecoder} does:
     * plus signs become spaces.
     *
     * @param rawPath the path as it was sent
     * @return the path, or null if it has no plus sign
     */
    public static @Nullable String decodedAsForm(String rawPath) {
        return rawPath.indexOf('+') < 0
                ? null
                : decodeButSlashes(withoutSessionParameter(rawPath).replace('+', ' '));
    }

    private static String withoutSessionParameter(String rawPath) {
        int session = startOfSessionParameter(rawPath);
        return session < 0 ? rawPath : rawPath.substring(0, session);
    }

    /** Decodes once, except for slashes: a reader that splits first keeps an encoded slash in its segment. */
    private static String decodeButSlashes(String text) {
        return decodeLeniently(text.replace("%2f", "%252f").replace("%2F", "%252F"));
    }

    /** Re-encodes escapes of unreserved characters so that decoding keeps them; returns null if there are none. */
    private static @Nullable String keepingUnreserved(String text) {
        StringBuilder kept = new StringBuilder();
        int from = 0;
        for (int at = text.indexOf('%'); at >= 0; at = text.indexOf('%', at + 1)) {
            int octet = octet(text, at);
            if (octet >= 0 && UNRESERVED.contains((char) octet)) {
                kept.append(text, from, at).append("%25");
                from = at + 1;
            }
        }
        return from == 0 ? null : kept.append(text, from, text.length()).toString();
    }

    /** Decodes once; malformed escapes stay, and invalid UTF-8 becomes replacement characters. */
    private static String decodeLeniently(String text) {
        return text.indexOf('%') < 0
                ? text
                : StandardCharsets.UTF_8.decode(octets(text)).toString();
    }

    private static String withoutAnyParameters(String path) {
        if (path.indexOf(';') < 0) {
            return path;
        }
        StringBuilder kept = new StringBuilder();
        boolean inParameter = false;
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            inParameter = c == ';' || (inParameter && c != '/');
            if (!inParameter) {
                kept.append(c);
            }
        }
        return kept.toString();
    }

    private static String endingAtControl(String path) {
        for (int i = 0; i < path.length(); i++) {
            if (Character.isISOControl(path.charAt(i))) {
                return path.substring(0, i);
            }
        }
        return path;
    }

    private static String withoutControls(String path) {
        if (endingAtControl(path).length() == path.length()) {
            return path;
        }
        StringBuilder kept = new StringBuilder();
        path.chars().filter(c -> !Character.isISOControl(c)).forEach(c -> kept.append((char) c));
        return kept.toString();
    }

    private static String mergeEmptySegments(String path) {
        if (!path.contains("//")) {
            return path;
        }
        StringBuilder merged = new StringBuilder();
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (c != '/' || i == 0 || path.charAt(i - 1) != '/') {
                merged.append(c);
            }
        }
        return merged.toString();
    }

    /** Resolves dot segments by RFC 3986, section 5.2.4, where empty segments count. */
    private static String resolveDotSegments(String path) {
        if (!path.contains("/.")) {
            return path;
        }
        List<String> kept = new ArrayList<>();
        String[] segments = path.substring(path.startsWith("/") ? 1 : 0).split("/", -1);
        for (int i = 0; i < segments.length; i++) {
            if (segments[i].equals("..") && !kept.isEmpty()) {
                kept.remove(kept.size() - 1);
            }
            if (!isDots(segments[i])) {
                kept.add(segments[i]);
            } else if (i == segments.length - 1) {
                kept.add("");
            }
        }
        return "/" + String.join("/", kept);
    }

    /** Decodes escapes as UTF-8; returns null if they are malformed. */
    private static @Nullable String percentDecode(String text) {
        for (int at = text.indexOf('%'); at >= 0; at = text.indexOf('%', at + 1)) {
            if (octet(text, at) < 0) {
                return null;
            }
        }
        try {
            return text.indexOf('%') < 0
                    ? text
                    : StandardCharsets.UTF_8.newDecoder().decode(octets(text)).toString();
        } catch (CharacterCodingException malformed) {
            return null;
        }
    }

    /** Returns the octets of the text; a malformed escape stays as it is. */
    private static ByteBuffer octets(String text) {
        // Non-ASCII characters are raw octets that the container converted; they survive the round trip through UTF-8.
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        ByteBuffer octets = ByteBuffer.allocate(utf8.length);
        for (int i = 0; i < utf8.length; i++) {
            boolean escape = utf8[i] == '%' && i + 2 < utf8.length;
            int high = escape ? hexDigit((char) (utf8[i + 1] & 0xff)) : -1;
            int low = escape ? hexDigit((char) (utf8[i + 2] & 0xff)) : -1;
            if (high < 0 || low < 0) {
                octets.put(utf8[i]);
            } else {
                octets.put((byte) (high << 4 | low));
                i += 2;
            }
        }
        return octets.flip();
    }

    /** Returns the octet of the escape at {@code at}, or -1 if it is malformed. */
    private static int octet(String path, int at) {
        if (at + 2 >= path.length()) {
            return -1;
        }
        int high = hexDigit(path.charAt(at + 1));
        int low = hexDigit(path.charAt(at + 2));
        return high < 0 || low < 0 ? -1 : high << 4 | low;
    }

    // Character.digit would accept digits of all scripts.
    private static int hexDigit(char c) {
        return c < 0x80 ? Character.digit(c, 16) : -1;
    }
}
