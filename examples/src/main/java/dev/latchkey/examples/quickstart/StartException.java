package dev.latchkey.examples.quickstart;

/** The quick start cannot start. The message says why, in one line. */
final class StartException extends Exception {

    private static final long serialVersionUID = 1L;

    StartException(String message) {
        super(message);
    }
}
