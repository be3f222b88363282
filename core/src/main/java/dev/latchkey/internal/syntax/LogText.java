package dev.latchkey.internal.syntax;

/** Makes foreign text safe for events and log lines. Stateless. */
public final class LogText {

    private static final int MAX_LENGTH = 80;

    private LogText() {}

    /**
     * Returns {@code text} as one word: spaces become {@code _}, non-ASCII characters {@code ?}, and 80 characters
     * remain.
     */
    public static String of(String text) {
        int length = Math.min(text.length(), MAX_LENGTH);
        for (int i = 0; i < length; i++) {
            if (!isPlain(text.charAt(i))) {
                return escaped(text, length);
            }
        }
        return text.length() > MAX_LENGTH ? text.substring(0, MAX_LENGTH) + "..." : text;
    }

    private static String escaped(String text, int length) {
        StringBuilder safe = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            safe.append(isPlain(c) ? c : c == ' ' ? '_' : '?');
        }
        return text.length() > MAX_LENGTH ? safe.append("...").toString() : safe.toString();
    }

    private static boolean isPlain(char c) {
        return c > ' ' && c < 0x7f;
    }
}
