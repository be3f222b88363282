package dev.latchkey.internal.syntax;

/** Spaces and tabs, which are all that HTTP defines as white space (RFC 9110, section 5.6.3). Stateless. */
public final class Blanks {

    private Blanks() {}

    public static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }

    /** Returns the index of the first other character at or after {@code from}. */
    public static int skip(String text, int from) {
        int at = from;
        while (at < text.length() && isBlank(text.charAt(at))) {
            at++;
        }
        return at;
    }

    /** Returns {@code text} without blanks at both ends. */
    public static String trim(String text) {
        int from = skip(text, 0);
        int to = text.length();
        while (to > from && isBlank(text.charAt(to - 1))) {
            to--;
        }
        return text.substring(from, to);
    }
}
