package dev.latchkey.cli;

/** Ends a command that cannot do its work. */
final class CommandException extends Exception {

    private static final long serialVersionUID = 1L;

    private final int status;

    /**
     * Creates an exception.
     *
     * @param status one of {@link ExitStatus}
     * @param message one line for people, without secrets
     */
    CommandException(int status, String message) {
        super(message);
        this.status = status;
    }

    int status() {
        return status;
    }
}
