package dev.latchkey.cli;

/**
 * The exit statuses, for scripts. They are documented in the help and in docs/cli.md, and never change their meaning.
 */
final class ExitStatus {

    /** The command succeeded. */
    static final int DONE = 0;

    /** The command failed or was rejected: an invalid configuration, or a file that cannot be read or written. */
    static final int FAILED = 1;

    /** The command line is invalid. */
    static final int USAGE = 2;

    /** The service token, application or other item does not exist. */
    static final int NOT_FOUND = 3;

    /** The service token or other item cannot be deleted, because it is in use. */
    static final int IN_USE = 4;

    /** The name is not unique. */
    static final int AMBIGUOUS = 5;

    /** Somebody else changed it meanwhile. */
    static final int CHANGED = 6;

    private ExitStatus() {}
}
