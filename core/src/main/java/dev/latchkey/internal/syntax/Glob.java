package dev.latchkey.internal.syntax;

import java.util.List;

/**
 * A text in which {@code *} matches any characters, or none. It matches the literal parts from left to right, without
 * regular expressions or backtracking; in the worst case the time is proportional to the product of both lengths.
 */
public final class Glob {

    private final String text;
    private final List<String> literals;

    private Glob(String text) {
        this.text = text;
        this.literals = List.of(text.split("\\*", -1));
    }

    public static Glob of(String text) {
        return new Glob(text);
    }

    public boolean isEmpty() {
        return text.isEmpty();
    }

    public boolean hasWildcard() {
        return literals.size() > 1;
    }

    /** Returns the number of characters that are not wildcards. */
    public int literalLength() {
        return text.length() - (literals.size() - 1);
    }

    /** Returns the text before the first wildcard. */
    public String literalPrefix() {
        return literals.get(0);
    }

    /** Returns whether all of {@code subject} matches. */
    public boolean matches(String subject) {
        int from = afterInnerLiterals(subject);
        String last = last();
        if (!hasWildcard()) {
            return subject.equals(last);
        }
        return from >= 0 && subject.length() - last.length() >= from && subject.endsWith(last);
    }

    /** Returns whether {@code path}, or a prefix of it that ends before a slash, matches. */
    public boolean matchesAtOrAbove(String path) {
        String last = last();
        if (!hasWildcard()) {
            return path.startsWith(last) && endsAtSegment(path, last.length());
        }
        int from = afterInnerLiterals(path);
        if (from < 0) {
            return false;
        }
        // A trailing wildcard matches the rest.
        for (int at = path.indexOf(last, from); at >= 0; at = path.indexOf(last, at + 1)) {
            if (last.isEmpty() || endsAtSegment(path, at + last.length())) {
                return true;
            }
        }
        return false;
    }

    /** Returns whether all of {@code host} matches, with each wildcard inside its label. */
    public boolean matchesWithinLabels(String host) {
        if (!hasWildcard()) {
            return host.equals(text);
        }
        int pattern = 0;
        int subject = 0;
        while (true) {
            int patternEnd = endOfLabel(text, pattern);
            int subjectEnd = endOfLabel(host, subject);
            if (!labelMatches(pattern, patternEnd, host, subject, subjectEnd)) {
                return false;
            }
            if (patternEnd == text.length() || subjectEnd == host.length()) {
                return patternEnd == text.length() && subjectEnd == host.length();
            }
            pattern = patternEnd + 1;
            subject = subjectEnd + 1;
        }
    }

    private boolean labelMatches(int from, int to, String host, int start, int end) {
        int star = text.indexOf('*', from);
        if (star < 0 || star >= to) {
            return to - from == end - start && text.regionMatches(from, host, start, to - from);
        }
        int before = star - from;
        int after = to - star - 1;
        // A wildcard that is a whole label does not match an empty label.
        return end - start >= Math.max(before + after, 1)
                && text.regionMatches(from, host, start, before)
                && text.regionMatches(star + 1, host, end - after, after);
    }

    private static int endOfLabel(String host, int from) {
        int dot = host.indexOf('.', from);
        return dot < 0 ? host.length() : dot;
    }

    private String last() {
        return literals.get(literals.size() - 1);
    }

    /** Returns where the last literal may start, or -1 if an earlier one is missing. */
    private int afterInnerLiterals(String subject) {
        String first = literals.get(0);
        if (!subject.startsWith(first)) {
            return -1;
        }
        int from = first.length();
        for (int i = 1; i < literals.size() - 1; i++) {
            int at = subject.indexOf(literals.get(i), from);
            if (at < 0) {
                return -1;
            }
            from = at + literals.get(i).length();
        }
        return from;
    }

    private static boolean endsAtSegment(String path, int end) {
        return end == path.length() || path.charAt(end) == '/';
    }

    @Override
    public String toString() {
        return text;
    }
}
