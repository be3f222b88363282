package dev.latchkey.internal.syntax;

/** A set of ASCII characters. Immutable. */
public final class AsciiSet {

    private final boolean[] members = new boolean[128];

    private AsciiSet(String characters) {
        for (int i = 0; i < characters.length(); i++) {
            members[characters.charAt(i)] = true;
        }
    }

    /** Returns the set of the lower-case letters, the digits, and these characters. */
    public static AsciiSet lowerCaseAnd(String others) {
        return new AsciiSet("abcdefghijklmnopqrstuvwxyz0123456789" + others);
    }

    /** Returns the set of the letters, the digits, and these characters. */
    public static AsciiSet lettersAnd(String others) {
        return lowerCaseAnd("ABCDEFGHIJKLMNOPQRSTUVWXYZ" + others);
    }

    /** Returns whether the set contains this character. */
    public boolean contains(char c) {
        return c < members.length && members[c];
    }

    /** Returns whether the set contains all characters of {@code text}; true if it is empty. */
    public boolean containsAll(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (!contains(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }
}
