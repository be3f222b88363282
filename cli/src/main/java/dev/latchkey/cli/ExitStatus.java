package dev.latchkey.cli;

/** How a run ended, for scripts. Documented in the help and in docs/cli.md; never to be given another meaning. */
final class ExitStatus {

    /** It was done. */
    static final int DONE = 0;

    /** It failed or was refused: bad configuration, a file that cannot be read or written. */
    static final int FAILED = 1;

    /** The command line was not understood. */
    static final int USAGE = 2;

    /** There is no such service token or application. */
    static final int NOT_FOUND = 3;

    /** It cannot be deleted, as something needs it. */
    static final int IN_USE = 4;

    /** More than one has this name. */
    static final int AMBIGUOUS = 5;

    /** Somebody else changed it first. */
    static final int CHANGED = 6;

    private ExitStatus() {}
}
