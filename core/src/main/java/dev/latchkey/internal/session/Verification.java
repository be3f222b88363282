package dev.latchkey.internal.session;

import dev.latchkey.event.Reason;

/** The result of verifying an application token. */
public sealed interface Verification permits Session, Verification.Refused {

    /** What to do in one case. */
    @FunctionalInterface
    interface Case<T, R> {
        R of(T verification) throws Exception;
    }

    /**
     * Returns what the function for this kind returns.
     *
     * @throws Exception from that function
     */
    <R> R fold(Case<Session, R> good, Case<Refused, R> refused) throws Exception;

    /**
     * The token is invalid.
     *
     * @param reason one of the {@code TOKEN_} reasons
     */
    record Refused(Reason reason) implements Verification {

        @Override
        public <R> R fold(Case<Session, R> good, Case<Refused, R> refused) throws Exception {
            return refused.of(this);
        }
    }
}
