package dev.latchkey.servlet;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Enumeration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the form of a denial by the request's {@code Accept} (RFC 9110, section 12.5.1). One that is absent,
 * malformed, too long, or leaves nothing to choose gets the default. Not thread-safe.
 *
 * <p>Parameters other than {@code q} are read over: none of the forms has any that matters.
 */
final class AcceptHeader {

    /** Browsers send about 200 characters. */
    private static final int MAX_LENGTH = 1024;

    private static final int THOUSANDTHS = 1000;

    /** How closely a media range names a form, and the weight that it gives it. */
    private static final class Weight {
        private int closeness;
        private int thousandths;

        void consider(int rangeCloseness, int rangeThousandths) {
            boolean closer = rangeCloseness > closeness;
            if (closer || (rangeCloseness == closeness && rangeThousandths > thousandths)) {
                closeness = rangeCloseness;
                thousandths = rangeThousandths;
            }
        }
    }

    private static final class Malformed extends Exception {
        private static final long serialVersionUID = 1L;

        Malformed() {
            // It never leaves this class: no stack trace, as anybody can cause one.
            super(null, null, false, false);
        }
    }

    private final String text;
    private int at;
    private final Weight json = new Weight();
    private final Weight plain = new Weight();
    private final Weight html = new Weight();

    private AcceptHeader(String text) {
        this.text = text;
    }

    /** {@return the form that the client likes best; of two that it likes the same, the one named first here} */
    static DenialBody choose(HttpServletRequest request) {
        return choose(joined(request.getHeaders("Accept")));
    }

    static DenialBody choose(@Nullable String accept) {
        // What most machines send needs no reading.
        if (accept == null || accept.equals("*/*") || accept.length() > MAX_LENGTH) {
            return DenialBody.PROBLEM_JSON;
        }
        AcceptHeader header = new AcceptHeader(accept);
        try {
            header.readAll();
        } catch (Malformed e) {
            return DenialBody.PROBLEM_JSON;
        }
        return header.best();
    }

    private static @Nullable String joined(@Nullable Enumeration<String> values) {
        if (values == null || !values.hasMoreElements()) {
            return null;
        }
        String first = values.nextElement();
        if (!values.hasMoreElements()) {
            return first;
        }
        StringBuilder all = new StringBuilder(first);
        while (values.hasMoreElements() && all.length() <= MAX_LENGTH) {
            all.append(',').append(values.nextElement());
        }
        return all.toString();
    }

    private DenialBody best() {
        if (html.thousandths > json.thousandths && html.thousandths > plain.thousandths) {
            return DenialBody.HTML;
        }
        return plain.thousandths > json.thousandths ? DenialBody.PLAIN_TEXT : DenialBody.PROBLEM_JSON;
    }

    private void readAll() throws Malformed {
        while (at < text.length()) {
            skipBlanks();
            if (at < text.length() && text.charAt(at) != ',') {
                readRange();
            }
            // Empty elements are allowed in a list (RFC 9110, section 5.6.1.2).
            if (at < text.length()) {
                expect(',');
            }
        }
    }

    private void readRange() throws Malformed {
        String type = token();
        expect('/');
        String subtype = token();
        if (type.equals("*") && !subtype.equals("*")) {
            throw new Malformed();
        }
        int weight = readParameters();
        switch (type + "/" + subtype) {
            case "application/problem+json" -> json.consider(4, weight);
            case "application/json" -> json.consider(3, weight);
            case "application/*" -> json.consider(2, weight);
            case "text/plain" -> plain.consider(3, weight);
            case "text/html" -> html.consider(3, weight);
            case "text/*" -> {
                plain.consider(2, weight);
                html.consider(2, weight);
            }
            case "*/*" -> {
                json.consider(1, weight);
                plain.consider(1, weight);
                html.consider(1, weight);
            }
            default -> {
                // A form that we don't have.
            }
        }
    }

    /** {@return the weight, in thousandths} */
    private int readParameters() throws Malformed {
        int weight = THOUSANDTHS;
        skipBlanks();
        while (at < text.length() && text.charAt(at) == ';') {
            at++;
            skipBlanks();
            if (at == text.length() || text.charAt(at) == ';' || text.charAt(at) == ',') {
                continue;
            }
            String name = token();
            String value = "";
            if (at < text.length() && text.charAt(at) == '=') {
                at++;
                value = at < text.length() && text.charAt(at) == '"' ? quoted() : token();
            }
            if (name.equals("q")) {
                weight = thousandths(value);
            }
            skipBlanks();
        }
        return weight;
    }

    /** {@return a weight such as {@code 0.5} or {@code 1}, with at most three decimals} */
    private static int thousandths(String q) throws Malformed {
        boolean wellFormed = !q.isEmpty()
                && q.length() <= 5
                && (q.charAt(0) == '0' || q.charAt(0) == '1')
                && (q.length() == 1 || q.charAt(1) == '.');
        if (!wellFormed) {
            throw new Malformed();
        }
        int value = q.charAt(0) - '0';
        for (int i = 2; i < 5; i++) {
            int digit = i < q.length() ? q.charAt(i) - '0' : 0;
            if (digit < 0 || digit > 9) {
                throw new Malformed();
            }
            value = value * 10 + digit;
        }
        if (value > THOUSANDTHS) {
            throw new Malformed();
        }
        return value;
    }

    private String token() throws Malformed {
        int from = at;
        while (at < text.length() && isTokenCharacter(text.charAt(at))) {
            at++;
        }
        if (at == from) {
            throw new Malformed();
        }
        return text.substring(from, at).toLowerCase(Locale.ROOT);
    }

    private static boolean isTokenCharacter(char c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || "!#$%&'*+-.^_`|~".indexOf(c) >= 0;
    }

    /** Reads over a quoted string; no value that matters here is ever quoted. */
    private String quoted() throws Malformed {
        for (at++; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == '\\') {
                at++;
            } else if (c == '"') {
                at++;
                return "";
            }
        }
        throw new Malformed();
    }

    private void expect(char c) throws Malformed {
        if (at >= text.length() || text.charAt(at) != c) {
            throw new Malformed();
        }
        at++;
    }

    private void skipBlanks() {
        while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
            at++;
        }
    }
}
