package dev.latchkey.internal.credential;

import dev.latchkey.internal.syntax.AsciiSet;
import dev.latchkey.internal.syntax.Blanks;
import dev.latchkey.internal.syntax.HeaderName;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object with two members that are strings, in printable ASCII without escapes. A JSON parser reads such an
 * object in the same way. Immutable.
 */
record PlainMembers(String text, int firstName, int firstValue, int secondName, int secondValue) {

    /** Printable ASCII without a backslash. */
    private static final AsciiSet PLAIN = AsciiSet.lettersAnd(" !\"#$%&'()*+,-./:;<=>?@[]^_`{|}~");

    /** Returns the members of an object, or null if it is not of this form, valid or not. */
    static @Nullable PlainMembers of(String text) {
        if (!PLAIN.containsAll(text)) {
            return null;
        }
        int firstName = after(text, 0, '{');
        int firstValue = after(text, end(text, firstName), ':');
        int secondName = after(text, end(text, firstValue), ',');
        int secondValue = after(text, end(text, secondName), ':');
        int brace = Blanks.skip(text, Math.max(end(text, secondValue), 0));
        boolean complete = secondValue > 0 && brace == text.length() - 1 && text.charAt(brace) == '}';
        return complete ? new PlainMembers(text, firstName, firstValue, secondName, secondValue) : null;
    }

    /** Returns the start of the string behind a separator, blanks aside; -1 if there is none. */
    private static int after(String text, int from, char separator) {
        if (from < 0) {
            return -1;
        }
        int at = Blanks.skip(text, from);
        if (at == text.length() || text.charAt(at) != separator) {
            return -1;
        }
        int quote = Blanks.skip(text, at + 1);
        return quote < text.length() && text.charAt(quote) == '"' ? quote + 1 : -1;
    }

    /** Returns the index behind the closing quote of a string; -1 if it has no end. */
    private static int end(String text, int start) {
        if (start < 0) {
            return -1;
        }
        int quote = text.indexOf('"', start);
        return quote < 0 ? -1 : quote + 1;
    }

    /** Returns the value of the only member whose name folds to {@code name}, or null. */
    @Nullable
    String valueOf(String name) {
        boolean first = isNamed(firstName, name);
        if (first == isNamed(secondName, name)) {
            return null;
        }
        int value = first ? firstValue : secondValue;
        return text.substring(value, end(text, value) - 1);
    }

    private boolean isNamed(int start, String name) {
        int end = start + name.length();
        return end < text.length() && text.charAt(end) == '"' && HeaderName.foldsTo(text, start, name);
    }
}
