package dev.latchkey.internal.session;

import dev.latchkey.event.Reason;

/** The result of verifying an application token. */
public sealed interface Verification permits Session, Verification.Refused {

    /**
     * The token is invalid.
     *
     * @param reason one of the {@code TOKEN_} reasons
     */
    record Refused(Reason reason) implements Verification {}
}
