package dev.latchkey.benchmarks.nodes;

import java.util.List;

/** What is presented under load, and how it may be answered while the database is away for a short time. */
enum Kind {
    GOOD_PAIR("good pair", List.of(200)),
    GOOD_COOKIE("good cookie", List.of(200)),
    REVOKED_PAIR("revoked pair", List.of(401, 503)),
    REVOKED_COOKIE("revoked cookie", List.of(401, 503)),
    NEVER_MET("pair that the node never met", List.of(200, 503)),
    MADE_UP("made-up id", List.of(401, 503));

    private final String words;
    private final List<Integer> allowed;

    Kind(String words, List<Integer> allowed) {
        this.words = words;
        this.allowed = allowed;
    }

    String words() {
        return words;
    }

    List<Integer> allowed() {
        return allowed;
    }

    /**
     * Returns whether it is let in, and by a node that has it in memory: one that is revoked may have to be read anew.
     */
    boolean isGood() {
        return this == GOOD_PAIR || this == GOOD_COOKIE;
    }
}
