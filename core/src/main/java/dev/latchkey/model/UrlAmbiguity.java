package dev.latchkey.model;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Ways in which a container and the filter could read one URL differently (request contract, section 6). Each is
 * refused with 400 where a pattern for the host names a path, unless it is allowed by its {@link #word()}.
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
    /** A dot segment, {@code .} or {@code ..}, as it is. Honest clients resolve it first (RFC 3986, section 5.2.4). */
    DOT_SEGMENT,
    /** A dot segment, {@code .} or {@code ..}, with an encoded dot, {@code %2e}. */
    ENCODED_DOT_SEGMENT,
    /** A {@code ;} path parameter anywhere but in a trailing {@code ;jsessionid=…}. */
    PATH_PARAMETER,
    /** An empty segment, {@code //}. */
    EMPTY_SEGMENT,
    /** A malformed percent-escape, or a malformed or overlong UTF-8 sequence. */
    MALFORMED_ENCODING,
    /** The container throws when it is asked for the path. */
    UNREADABLE_PATH;

    private final String word = name().toLowerCase(Locale.ROOT);

    /** Returns the word that allows it in configuration, for example {@code encoded_slash}. */
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
