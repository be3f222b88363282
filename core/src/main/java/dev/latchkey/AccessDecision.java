package dev.latchkey;

import dev.latchkey.event.Reason;
import dev.latchkey.model.Application;
import java.time.Duration;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What was decided about one request (request contract, section 3). All kinds are immutable. */
public sealed interface AccessDecision {

    /** Returns why, as a fixed word. */
    Reason reason();

    /** Returns the application that covers the URL; null where none does, or none was looked up. */
    @Nullable
    Application application();

    /**
     * Returns what the function for this kind of decision returns. Unlike a chain of {@code instanceof}, the compiler
     * checks that no kind is forgotten.
     *
     * @param admitted for a request that goes on to the app
     * @param preflight for a CORS preflight to answer
     * @param denied for a request that ends here
     */
    <R> R fold(
            Function<? super Admitted, ? extends R> admitted,
            Function<? super PreflightAnswered, ? extends R> preflight,
            Function<? super Denied, ? extends R> denied);

    /** The request goes on to the app. */
    sealed interface Admitted extends AccessDecision {

        /** Returns the headers that the app must not see. */
        HiddenHeaders hiddenHeaders();

        /** Returns what the answer tells caches. */
        AnswerCaching caching();

        /** Returns this decision with more headers hidden. */
        Admitted alsoHiding(HiddenHeaders more);

        /** Returns the authenticated caller; null for a request that passes anonymously. */
        @Nullable
        ServiceIdentity identity();

        @Override
        default <R> R fold(
                Function<? super Admitted, ? extends R> admitted,
                Function<? super PreflightAnswered, ? extends R> preflight,
                Function<? super Denied, ? extends R> denied) {
            return admitted.apply(this);
        }
    }

    /**
     * A valid service token that a policy lets in.
     *
     * @param identity who it is
     * @param applicationToken the JWT that the app sees as {@code Cf-Access-Jwt-Assertion}
     * @param setCookie the value of a {@code Set-Cookie} header to send, or null
     * @param hiddenHeaders the headers that the app must not see
     * @param caching what the answer tells caches
     */
    record LetIn(
            ServiceIdentity identity,
            String applicationToken,
            @Nullable String setCookie,
            HiddenHeaders hiddenHeaders,
            AnswerCaching caching)
            implements Admitted {

        @Override
        public Reason reason() {
            return Reason.POLICY;
        }

        @Override
        public Application application() {
            return identity.application();
        }

        @Override
        public LetIn alsoHiding(HiddenHeaders more) {
            return new LetIn(identity, applicationToken, setCookie, hiddenHeaders.and(more), caching);
        }

        /** Returns who was let in to what, with no token. */
        @Override
        public String toString() {
            return "LetIn[" + identity + "]";
        }
    }

    /**
     * The request goes on anonymously: a bypass policy, a CORS preflight, or no application where that passes.
     *
     * @param application the application that covers the URL; null where none does
     * @param reason why
     * @param hiddenHeaders the headers that the app must not see
     * @param caching what the answer tells caches: an answer that everyone gets is left alone
     */
    record Passed(@Nullable Application application, Reason reason, HiddenHeaders hiddenHeaders, AnswerCaching caching)
            implements Admitted {

        /** Creates one whose answer everyone gets. */
        public Passed(@Nullable Application application, Reason reason, HiddenHeaders hiddenHeaders) {
            this(application, reason, hiddenHeaders, AnswerCaching.UNRESTRICTED);
        }

        @Override
        public @Nullable ServiceIdentity identity() {
            return null;
        }

        @Override
        public Passed alsoHiding(HiddenHeaders more) {
            return new Passed(application, reason, hiddenHeaders.and(more), caching);
        }
    }

    /**
     * A CORS preflight that is answered in the application's stead, with 200 and no body.
     *
     * @param application whose {@code cors_headers} say how
     * @param headers the headers of the answer
     */
    record PreflightAnswered(Application application, Map<String, String> headers) implements AccessDecision {

        @Override
        public Reason reason() {
            return Reason.CORS_PREFLIGHT;
        }

        @Override
        public <R> R fold(
                Function<? super Admitted, ? extends R> admitted,
                Function<? super PreflightAnswered, ? extends R> preflight,
                Function<? super Denied, ? extends R> denied) {
            return preflight.apply(this);
        }
    }

    /** The request ends here. */
    sealed interface Denied extends AccessDecision {

        /** Returns what every denial has. */
        Denial denial();

        /** Returns the HTTP status that says so. */
        int status();

        @Override
        default Reason reason() {
            return denial().reason();
        }

        @Override
        default @Nullable Application application() {
            return denial().application();
        }

        @Override
        default <R> R fold(
                Function<? super Admitted, ? extends R> admitted,
                Function<? super PreflightAnswered, ? extends R> preflight,
                Function<? super Denied, ? extends R> denied) {
            return denied.apply(this);
        }
    }

    /**
     * 401: nothing presented, or anything wrong with what was.
     *
     * @param denial what every denial has
     */
    record Unauthenticated(Denial denial) implements Denied {
        @Override
        public int status() {
            return 401;
        }
    }

    /**
     * 403: valid, but not let in; or no application covers the URL.
     *
     * @param denial what every denial has
     */
    record Forbidden(Denial denial) implements Denied {
        @Override
        public int status() {
            return 403;
        }
    }

    /**
     * 503: it cannot be known now.
     *
     * @param denial what every denial has
     * @param retryAfter when it is worth while to try again, in whole seconds
     */
    record Unavailable(Denial denial, Duration retryAfter) implements Denied {
        @Override
        public int status() {
            return 503;
        }
    }

    /**
     * 400: a URL that could be read in two ways.
     *
     * @param denial what every denial has
     */
    record BadRequest(Denial denial) implements Denied {
        @Override
        public int status() {
            return 400;
        }
    }
}
