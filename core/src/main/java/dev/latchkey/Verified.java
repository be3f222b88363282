package dev.latchkey;

import dev.latchkey.event.Presentation;
import dev.latchkey.event.Reason;
import dev.latchkey.internal.credential.TokenText;
import dev.latchkey.internal.session.Session;
import dev.latchkey.model.SecretDigest;
import dev.latchkey.model.ServiceToken;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What became of that which a client presented. */
sealed interface Verified {

    /** What to do in one case. */
    @FunctionalInterface
    interface Case<T, R> {
        R of(T verified) throws Exception;
    }

    /** Returns what the function for this kind returns. */
    <R> R fold(Function<Good, R> good, Function<Wrong, R> wrong);

    /**
     * Wrong, or nothing at all.
     *
     * @param reason what is wrong
     * @param presentedAs how it came; null where it could not be read
     * @param clientId whose it claims to be; null where that could not be read
     */
    record Wrong(
            Reason reason,
            @Nullable Presentation presentedAs,
            @Nullable String clientId) implements Verified {

        Wrong(Reason reason) {
            this(reason, null, null);
        }

        @Override
        public <R> R fold(Function<Good, R> good, Function<Wrong, R> wrong) {
            return wrong.apply(this);
        }
    }

    /** A service token in force. */
    sealed interface Good extends Verified {

        ServiceToken token();

        Presentation presentedAs();

        /** Returns the stored digest of the secret that opened the request or its session. */
        SecretDigest secret();

        /** Returns what the function for this kind returns. */
        <R> R fold(Case<GoodCredentials, R> credentials, Case<GoodBefore, R> before, Case<GoodSession, R> session)
                throws Exception;

        @Override
        default <R> R fold(Function<Good, R> good, Function<Wrong, R> wrong) {
            return good.apply(this);
        }
    }

    /**
     * Good credentials.
     *
     * @param token whose they are
     * @param presentedAs the pair or the single header
     * @param secret the stored digest that the secret matched
     * @param besides the application token that came along, unverified; null for none
     */
    record GoodCredentials(
            ServiceToken token,
            Presentation presentedAs,
            SecretDigest secret,
            @Nullable TokenText besides) implements Good {

        @Override
        public <R> R fold(
                Case<GoodCredentials, R> credentials, Case<GoodBefore, R> before, Case<GoodSession, R> session)
                throws Exception {
            return credentials.of(this);
        }
    }

    /**
     * A service token that was verified before, on another dispatch of the same request.
     *
     * @param token whose request it is
     * @param presentedAs how that came in
     * @param secret the stored digest of the secret that opened it
     */
    record GoodBefore(ServiceToken token, Presentation presentedAs, SecretDigest secret) implements Good {

        @Override
        public <R> R fold(
                Case<GoodCredentials, R> credentials, Case<GoodBefore, R> before, Case<GoodSession, R> session)
                throws Exception {
            return before.of(this);
        }
    }

    /**
     * A good session.
     *
     * @param token whose it is
     * @param session the session
     */
    record GoodSession(ServiceToken token, Session session) implements Good {

        @Override
        public Presentation presentedAs() {
            return Presentation.APPLICATION_TOKEN;
        }

        @Override
        public SecretDigest secret() {
            return session.openedWith();
        }

        @Override
        public <R> R fold(
                Case<GoodCredentials, R> credentials, Case<GoodBefore, R> before, Case<GoodSession, R> session)
                throws Exception {
            return session.of(this);
        }
    }
}
