package dev.latchkey.cli;

/** What somebody typed to name something, in messages: it may be a secret that was pasted in the wrong place. Stateless. */
final class Typed {

    /** No secret is shorter (management contract, section 1); many a one looks like an id. */
    private static final int SHORTEST_SECRET = 32;

    private Typed() {}

    /** {@return {@code text} where it cannot be a secret, else something that stands for it} */
    static String shown(String text) {
        return text.length() < SHORTEST_SECRET || text.endsWith(".access") ? text : "that is named so";
    }
}
