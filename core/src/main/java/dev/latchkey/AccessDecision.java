package dev.latchkey;

import dev.latchkey.event.Reason;
import dev.latchkey.model.Application;
import java.time.Duration;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The decision about one request (request contract, section 3). All kinds are immutable. */
public sealed interface AccessDecision {

    /** Returns the reason. */
    Reason reason();

    /** Returns the application that covers the URL; null if there is none, or none was looked up. */
    @Nullable
    Application application();

    /**
     * Calls the function for this kind of decision and returns its result. The compiler checks that every kind has a
     * function.
     *
     * @param admitted for a request that goes on to the app
     * @param preflight for a CORS preflight to answer
     * @param denied for a request that is denied
     */
    <R> R fold(
            Function<? super Admitted, ? extends R> admitted,
            Function<? super PreflightAnswered, ? extends R> preflight,
            Function<? super Denied, ? extends R> denied);

    /** A request that goes on to the app. */
    sealed interface Admitted extends AccessDecision {

        /** Returns the headers that the app must not see. */
        HiddenHeaders hiddenHeaders();

        /** Returns the caching rules for the response. */
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
     * A request with a valid service token that a policy admits.
     *
     * @param identity the authenticated client
     * @param applicationToken the JWT that the app sees as {@code Cf-Access-Jwt-Assertion}
     * @param setCookie the value of a {@code Set-Cookie} header to send, or null
     * @param hiddenHeaders the headers that the app must not see
     * @param caching the caching rules for the response
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

        /** Returns the identity, without the application token. */
        @Override
        public String toString() {
            return "LetIn[" + identity + "]";
        }
    }

    /**
     * A request that goes on anonymously: by a bypass policy, as a CORS preflight, or to a URL that no application
     * covers.
     *
     * @param application the application that covers the URL; null if there is none
     * @param reason the reason
     * @param hiddenHeaders the headers that the app must not see
     * @param caching the caching rules for the response; unrestricted if everyone gets the same response
     */
    record Passed(@Nullable Application application, Reason reason, HiddenHeaders hiddenHeaders, AnswerCaching caching)
            implements Admitted {

        /** Creates a decision for a request whose response everyone gets. */
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
     * A CORS preflight that the filter answers, with 200 and no body.
     *
     * @param application the application whose {@code cors_headers} apply
     * @param headers the headers of the response
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

    /** A request that is denied. */
    sealed interface Denied extends AccessDecision {

        /** Returns the details of the denial. */
        Denial denial();

        /** Returns the HTTP status. */
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
     * 401: the client presented nothing, or something invalid.
     *
     * @param denial the details
     */
    record Unauthenticated(Denial denial) implements Denied {
        @Override
        public int status() {
            return 401;
        }
    }

    /**
     * 403: the credentials are valid but not admitted, or no application covers the URL.
     *
     * @param denial the details
     */
    record Forbidden(Denial denial) implements Denied {
        @Override
        public int status() {
            return 403;
        }
    }

    /**
     * 503: the store or the keys are unavailable.
     *
     * @param denial the details
     * @param retryAfter the time after which to try again, in whole seconds
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
     * @param denial the details
     */
    record BadRequest(Denial denial) implements Denied {
        @Override
        public int status() {
            return 400;
        }
    }

    /**
     * The details of a denial. Immutable.
     *
     * @param application the application that covers the URL; null if there is none, or none was looked up
     * @param reason the reason; shown to the client only if {@code explained}
     * @param reference the random ID in the response, the log line and the event
     * @param explained whether {@code explain_denials} is on
     * @param corsHeaders the headers that let a script of the request's origin read the denial; empty where the
     *     application allows no origin
     */
    record Denial(
            @Nullable Application application,
            Reason reason,
            String reference,
            boolean explained,
            Map<String, String> corsHeaders) {}
}
