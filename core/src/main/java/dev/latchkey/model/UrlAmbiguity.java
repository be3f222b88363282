package dev.latchkey.model;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Forms of URLs that a container and the filter could read differently (request contract, section 6). Each is answered
 * 400 if a pattern for the host has a path, unless it is allowed by its {@link #word()}.
 */
public enum UrlAmbiguity {
    /** A NUL or another control character, raw or percent-encoded. */
    CONTROL_CHARACTER,
    /** A backslash, raw or as {@code %5c}. */
    BACKSLASH,
    /** An encoded slash, {@code %2f}. */
    ENCODED_SLASH,
    /** An encoded percent sign, {@code %25}. */
    ENCODED_PERCENT,
    /** A dot segment, {@code .} or {@code ..}. Honest clients resolve it before sending (RFC 3986, section 5.2.4). */
    DOT_SEGMENT,
    /** A dot segment, {@code .} or {@code ..}, with an encoded dot, {@code %2e}. */
    ENCODED_DOT_SEGMENT,
    /** A {@code ;} path parameter, except a trailing {@code ;jsessionid=…}. */
    PATH_PARAMETER,
    /** An empty segment, {@code //}. */
    EMPTY_SEGMENT,
    /** A malformed percent-escape, or a malformed or overlong UTF-8 sequence. */
    MALFORMED_ENCODING,
    /** The container throws when it is asked for the path. */
    UNREADABLE_PATH;

    private final String word = name().toLowerCase(Locale.ROOT);

    /** Returns the word that allows this form in the configuration, for example {@code encoded_slash}. */
    public String word() {
        return word;
    }

    /** Returns the ambiguity with this word, or null. */
    public static @Nullable UrlAmbiguity ofWord(String word) {
        for (UrlAmbiguity each : values()) {
            if (each.word.equals(word)) {
                return each;
            }
        }
        return null;
    }
}
