package dev.latchkey.internal.json;

/** Makes JSON pointers (RFC 6901) that are safe to print, whatever the names of the members. Stateless. */
public final class JsonPointers {

    private static final int LONGEST_NAME = 100;

    private JsonPointers() {}

    /** Returns the pointer to the member {@code name} of the object at {@code parent}. */
    public static String member(String parent, String name) {
        String cut = name.length() > LONGEST_NAME ? name.substring(0, LONGEST_NAME) + "…" : name;
        return parent + "/" + printable(cut.replace("~", "~0").replace("/", "~1"));
    }

    /** Returns the pointer to an element of the array at {@code parent}. */
    public static String element(String parent, int index) {
        return parent + "/" + index;
    }

    /** Returns the pointer to the parent. */
    public static String parent(String pointer) {
        return pointer.substring(0, Math.max(pointer.lastIndexOf('/'), 0));
    }

    /** Returns {@code text} with escapes for characters that could forge or reorder a log line. */
    public static String printable(String text) {
        StringBuilder safe = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            safe.append(isHarmful(text, i) ? String.format("\\u%04x", (int) c) : String.valueOf(c));
        }
        return safe.toString();
    }

    private static boolean isHarmful(String text, int i) {
        return switch (Character.getType(text.charAt(i))) {
            case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> true;
            case Character.SURROGATE -> !isHalfOfPair(text, i);
            default -> false;
        };
    }

    /** Returns whether the surrogate at {@code i} is part of a pair. */
    public static boolean isHalfOfPair(String text, int i) {
        return Character.isHighSurrogate(text.charAt(i))
                ? i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))
                : i > 0 && Character.isHighSurrogate(text.charAt(i - 1));
    }
}
