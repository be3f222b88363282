package dev.latchkey.cli;

/** Ends a command that cannot do what it was asked for. */
final class CommandException extends Exception {

    private static final long serialVersionUID = 1L;

    private final int status;

    /**
     * @param status one of {@link ExitStatus}
     * @param message one line for people; holds no secret
     */
    CommandException(int status, String message) {
        super(message);
        this.status = status;
    }

    int status() {
        return status;
    }
}
