package dev.latchkey.servlet;

import java.util.HexFormat;

/**
 * Writes one flat JSON object. All beyond printable ASCII is escaped, so that the text reads the same in whatever
 * encoding it is sent. Not thread-safe.
 */
final class JsonText {

    private final StringBuilder text = new StringBuilder(256).append('{');

    JsonText add(String name, String value) {
        quote(member(name), value);
        return this;
    }

    JsonText add(String name, long value) {
        member(name).append(value);
        return this;
    }

    JsonText add(String name, boolean value) {
        member(name).append(value);
        return this;
    }

    private StringBuilder member(String name) {
        if (text.length() > 1) {
            text.append(',');
        }
        quote(text, name);
        return text.append(':');
    }

    private static void quote(StringBuilder out, String value) {
        out.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < ' ' || c > '~') {
                out.append("\\u").append(HexFormat.of().toHexDigits(c));
            } else {
                out.append(c);
            }
        }
        out.append('"');
    }

    /** {@return the object as far as it was written} */
    @Override
    public String toString() {
        return text + "}";
    }
}
