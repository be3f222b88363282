package dev.latchkey.cli;

/** Repeats arguments in messages; an argument may be a secret that was pasted in the wrong place. Stateless. */
final class ArgumentEcho {

    /** No secret is shorter (management contract, section 1), and many secrets look like IDs. */
    private static final int SHORTEST_SECRET = 32;

    private ArgumentEcho() {}

    /** Returns {@code text}, or a placeholder if it could be a secret. */
    static String shown(String text) {
        return text.length() < SHORTEST_SECRET || text.endsWith(".access") ? text : "with that name";
    }
}
