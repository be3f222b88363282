package dev.latchkey.configuration;

import java.util.Objects;

/**
 * One thing that is wrong with a configuration: where, and what. Immutable.
 *
 * @param pointer the member at fault as an RFC 6901 JSON pointer into the whole document, for example
 *     {@code /applications/0/domain}; empty for the document itself
 * @param message what is wrong with it and what would be right; never holds a secret or a digest
 */
public record Fault(String pointer, String message) {

    /** Rejects null members. */
    public Fault {
        Objects.requireNonNull(pointer, "pointer");
        Objects.requireNonNull(message, "message");
    }

    /** {@return the same fault with its pointer moved below {@code prefix}} */
    public Fault below(String prefix) {
        return new Fault(prefix + pointer, message);
    }

    @Override
    public String toString() {
        return pointer.isEmpty() ? message : pointer + ": " + message;
    }
}
