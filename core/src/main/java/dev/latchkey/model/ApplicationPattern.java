package dev.latchkey.model;

import dev.latchkey.internal.syntax.AsciiSet;
import dev.latchkey.internal.syntax.Glob;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A pattern for the URLs of an application: {@code host} or {@code host/path} (request contract, section 6). Immutable.
 *
 * <ul>
 *   <li>In the host, {@code *} matches exactly one label or a part of one. The host {@code *} alone matches any host.
 *   <li>{@code example.com/alpha} covers {@code /alpha} and everything below it. {@code example.com/alpha/*} covers
 *       only what is below. Elsewhere in a path, {@code *} matches across segments.
 *   <li>Hosts are case-insensitive, paths are case-sensitive. Ports, queries and fragments are not allowed.
 * </ul>
 */
public final class ApplicationPattern {

    /**
     * Orders patterns, the most specific first: an exact host before one with a wildcard, then the longer literal path,
     * then a literal path before one with a wildcard, then the longer literal host. The text makes the order total.
     */
    public static final Comparator<ApplicationPattern> MOST_SPECIFIC_FIRST = Comparator.comparing(
                    (ApplicationPattern pattern) -> !pattern.exactHost)
            .thenComparing(pattern -> -pattern.path.literalLength())
            .thenComparing(pattern -> pattern.path.hasWildcard())
            .thenComparing(pattern -> -pattern.host.literalLength())
            .thenComparing(pattern -> pattern.text);

    private static final String ANY = "*";
    private static final AsciiSet NORMAL_HOST = AsciiSet.lowerCaseAnd("-_.");
    private static final Pattern LABEL = Pattern.compile("[a-z0-9_*-]{1,63}");
    private static final Pattern PERCENT_ESCAPE = Pattern.compile("%[0-9A-Fa-f]{2}");
    private static final Pattern IPV6 = Pattern.compile("\\[[0-9a-f:.]+]");

    private final String text;
    private final String written;
    private final Glob host;
    private final boolean anyHost;
    private final boolean exactHost;
    private final Glob path;
    private final boolean coversBelow;

    private ApplicationPattern(String host, String path, String written) {
        this.text = host + path;
        this.written = written;
        this.host = Glob.of(host);
        this.anyHost = host.equals(ANY);
        this.exactHost = !this.host.hasWildcard();
        // "/*" covers the whole host, as no path at all does.
        this.path = Glob.of(path);
        this.coversBelow = !path.endsWith("/*");
    }

    /**
     * Reads a pattern.
     *
     * @throws IllegalArgumentException if it is invalid, with the reason
     */
    public static ApplicationPattern parse(String text) {
        if (text.contains("://")) {
            throw new IllegalArgumentException("must be host or host/path, without a scheme");
        }
        if (text.indexOf('?') >= 0 || text.indexOf('#') >= 0) {
            throw new IllegalArgumentException("must not have a query or a fragment");
        }
        int slash = text.indexOf('/');
        String host = normalizeHost(slash < 0 ? text : text.substring(0, slash));
        String path = slash < 0 ? "" : text.substring(slash);
        checkHost(host);
        checkPath(path);
        while (path.endsWith("/")) {
            path = path.substring(0, path.length() - 1);
        }
        return new ApplicationPattern(host, path.equals("/*") ? "" : path, text);
    }

    /**
     * Returns the normal form of a host, which patterns match: lower case, without a trailing dot, IPv6 addresses in
     * brackets.
     */
    public static String normalizeHost(String host) {
        if (NORMAL_HOST.containsAll(host) && !host.endsWith(".")) {
            return host;
        }
        String lower = host.toLowerCase(Locale.ROOT);
        if (lower.length() > 1 && lower.endsWith(".")) {
            lower = lower.substring(0, lower.length() - 1);
        }
        // Some containers give an IPv6 host with its brackets, some without: two colons can't be a port.
        return lower.indexOf(':') != lower.lastIndexOf(':') && !lower.startsWith("[") ? "[" + lower + "]" : lower;
    }

    private static void checkHost(String host) {
        if (host.isEmpty()) {
            throw new IllegalArgumentException("must begin with a host; * covers any host");
        }
        if (IPV6.matcher(host).matches()) {
            return;
        }
        if (host.indexOf(':') >= 0) {
            throw new IllegalArgumentException("must not have a port");
        }
        for (String label : host.split("\\.", -1)) {
            if (!LABEL.matcher(label).matches()) {
                throw new IllegalArgumentException("must begin with an ASCII host name without empty labels");
            }
            if (label.indexOf('*') != label.lastIndexOf('*')) {
                throw new IllegalArgumentException("must have at most one * between two dots of the host");
            }
        }
    }

    private static void checkPath(String path) {
        if (path.contains("//")) {
            throw new IllegalArgumentException("must not have an empty path segment");
        }
        for (String segment : path.split("/", -1)) {
            if (segment.equals(".") || segment.equals("..")) {
                throw new IllegalArgumentException("must not have a dot segment in its path");
            }
            if (segment.indexOf('*') != segment.lastIndexOf('*')) {
                throw new IllegalArgumentException("must have at most one * between two slashes of the path");
            }
        }
        if (PERCENT_ESCAPE.matcher(path).find()) {
            throw new IllegalArgumentException("must have a decoded path, without percent-escapes");
        }
        if (path.indexOf(';') >= 0 || path.indexOf('\\') >= 0 || path.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("must not have a semicolon, backslash or control character in its path");
        }
    }

    /** Returns whether the host has no wildcard. */
    public boolean exactHost() {
        return exactHost;
    }

    /** Returns the pattern as it was written, which does not affect equality. */
    public String written() {
        return written;
    }

    /** Returns the host in its normal form. */
    public String host() {
        return host.toString();
    }

    /** Returns the path in its normal form; empty if there is none. */
    public String path() {
        return path.toString();
    }

    /** Returns whether the pattern has a path, so that a match depends on the reading of the URL. */
    public boolean namesPath() {
        return !path.isEmpty();
    }

    /** Returns whether the pattern covers this host in its normal form. */
    public boolean coversHost(String normalizedHost) {
        return anyHost || host.matchesWithinLabels(normalizedHost);
    }

    /** Returns whether the pattern covers this path, which was decoded once. */
    public boolean coversPath(String decodedPath) {
        return path.isEmpty() || (coversBelow ? path.matchesAtOrAbove(decodedPath) : path.matches(decodedPath));
    }

    /** Returns the cookie path: the literal part of the path up to its last whole segment, percent-encoded. */
    public String cookiePath() {
        String literal = path.literalPrefix();
        if (path.hasWildcard()) {
            literal = literal.substring(0, Math.max(literal.lastIndexOf('/'), 0));
        }
        try {
            return literal.isEmpty() ? "/" : ascii(new URI(null, null, literal, null).toString());
        } catch (URISyntaxException e) {
            throw new IllegalStateException("a path that begins with a slash is a URI", e);
        }
    }

    /** Percent-encodes other characters as they are: {@link URI#toASCIIString} would compose them first. */
    private static String ascii(String uri) {
        StringBuilder encoded = new StringBuilder(uri.length());
        for (byte octet : uri.getBytes(StandardCharsets.UTF_8)) {
            if (octet < 0) {
                encoded.append('%').append(HexFormat.of().withUpperCase().toHexDigits(octet));
            } else {
                encoded.append((char) octet);
            }
        }
        return encoded.toString();
    }

    /** Returns the longest common parent of the cookie paths of these patterns. */
    static String commonCookiePath(List<ApplicationPattern> patterns) {
        return patterns.stream()
                .map(ApplicationPattern::cookiePath)
                .reduce(ApplicationPattern::commonPath)
                .orElse("/");
    }

    private static String commonPath(String one, String other) {
        String common = one;
        while (!(other + "/").startsWith(common.equals("/") ? common : common + "/")) {
            common = common.substring(0, Math.max(common.lastIndexOf('/'), 0));
            common = common.isEmpty() ? "/" : common;
        }
        return common;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ApplicationPattern that && text.equals(that.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    /** Returns the pattern in its normal form. */
    @Override
    public String toString() {
        return text;
    }
}
