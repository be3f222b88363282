package dev.latchkey;

import java.time.Instant;
import java.util.function.Function;

/** The answer to a question about a request's session (request contract, section 4). */
public sealed interface SessionAnswer {

    /** Calls the function for this kind of answer and returns its result. */
    <R> R fold(Function<? super Good, ? extends R> good, Function<? super Refused, ? extends R> refused);

    /**
     * A valid session.
     *
     * @param identity the client
     * @param issuedAt when the session began
     * @param expiresAt when the session expires
     * @param clientAddress the client's address; {@code unreadable} if it cannot be read
     * @param clearCookie the value of a {@code Set-Cookie} header that removes the cookie
     */
    record Good(ServiceIdentity identity, Instant issuedAt, Instant expiresAt, String clientAddress, String clearCookie)
            implements SessionAnswer {

        @Override
        public <R> R fold(Function<? super Good, ? extends R> good, Function<? super Refused, ? extends R> refused) {
            return good.apply(this);
        }
    }

    /**
     * No session, an invalid one, or one that cannot be verified now.
     *
     * @param denied the denial, with status 401 or 503
     */
    record Refused(AccessDecision.Denied denied) implements SessionAnswer {

        @Override
        public <R> R fold(Function<? super Good, ? extends R> good, Function<? super Refused, ? extends R> refused) {
            return refused.apply(this);
        }
    }
}
