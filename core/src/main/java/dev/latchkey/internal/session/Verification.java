package dev.latchkey.internal.session;

import dev.latchkey.event.Reason;

/** What came of verifying an application token. */
public sealed interface Verification permits Session, Verification.Refused {

    /**
     * It is not good.
     *
     * @param reason what is wrong with it: one of the {@code TOKEN_} reasons
     */
    record Refused(Reason reason) implements Verification {}
}
