package dev.latchkey;

import java.time.Instant;
import java.util.function.Function;

/** What the application token of a request stands for, where a request asks about just that. */
public sealed interface SessionAnswer {

    /** Returns what the function for this kind of answer returns. */
    <R> R fold(Function<? super Good, ? extends R> good, Function<? super Refused, ? extends R> refused);

    /**
     * A good session.
     *
     * @param identity whose it is
     * @param issuedAt when it began
     * @param expiresAt when it ends by itself
     * @param clientAddress where the request came from; a word that is no address where that cannot be read
     * @param clearCookie the value of a {@code Set-Cookie} header that makes the client forget it
     */
    record Good(ServiceIdentity identity, Instant issuedAt, Instant expiresAt, String clientAddress, String clearCookie)
            implements SessionAnswer {

        @Override
        public <R> R fold(Function<? super Good, ? extends R> good, Function<? super Refused, ? extends R> refused) {
            return good.apply(this);
        }
    }

    /**
     * None, a bad one, or one that can't be known now.
     *
     * @param denied how to answer: 401 or 503
     */
    record Refused(AccessDecision.Denied denied) implements SessionAnswer {

        @Override
        public <R> R fold(Function<? super Good, ? extends R> good, Function<? super Refused, ? extends R> refused) {
            return refused.apply(this);
        }
    }
}
