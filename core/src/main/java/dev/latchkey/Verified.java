package dev.latchkey;

import dev.latchkey.event.Presentation;
import dev.latchkey.event.Reason;
import dev.latchkey.internal.credential.TokenText;
import dev.latchkey.internal.session.Session;
import dev.latchkey.model.SecretDigest;
import dev.latchkey.model.ServiceToken;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The result of verifying what a client presented. */
sealed interface Verified {

    /** A function for one kind. */
    @FunctionalInterface
    interface Case<T, R> {
        R of(T verified) throws Exception;
    }

    /** Calls the function for this kind and returns its result. */
    <R> R fold(Function<Good, R> good, Function<Wrong, R> wrong);

    /**
     * Nothing was presented, or something invalid, or a service token that is not admitted.
     *
     * @param reason what is wrong
     * @param presentedAs how the client presented itself; null if unreadable
     * @param clientId the presented Client ID; null if unreadable
     * @param tokenId the ID of a valid service token that is not admitted; else null
     */
    record Wrong(
            Reason reason,
            @Nullable Presentation presentedAs,
            @Nullable String clientId,
            @Nullable UUID tokenId) implements Verified {

        Wrong(Reason reason) {
            this(reason, null, null);
        }

        Wrong(Reason reason, @Nullable Presentation presentedAs, @Nullable String clientId) {
            this(reason, presentedAs, clientId, null);
        }

        @Override
        public <R> R fold(Function<Good, R> good, Function<Wrong, R> wrong) {
            return wrong.apply(this);
        }
    }

    /** A valid service token. */
    sealed interface Good extends Verified {

        ServiceToken token();

        Presentation presentedAs();

        /** Returns the stored digest of the secret that opened the request or its session. */
        SecretDigest secret();

        /** Calls the function for this kind and returns its result. */
        <R> R fold(Case<GoodCredentials, R> credentials, Case<GoodBefore, R> before, Case<GoodSession, R> session)
                throws Exception;

        @Override
        default <R> R fold(Function<Good, R> good, Function<Wrong, R> wrong) {
            return good.apply(this);
        }
    }

    /**
     * Valid credentials.
     *
     * @param token the service token
     * @param presentedAs the pair or the single header
     * @param secret the stored digest that the secret matched
     * @param besides the unverified application token in the same request, or null
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
     * @param token the service token
     * @param presentedAs how the client presented itself
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
     * A valid session.
     *
     * @param token the service token
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
