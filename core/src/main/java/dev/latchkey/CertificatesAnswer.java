package dev.latchkey;

import java.util.function.Function;

/** The answer to a request for the public keys (request contract, section 4). */
public sealed interface CertificatesAnswer {

    /** Calls the function for this kind of answer and returns its result. */
    <R> R fold(Function<? super Published, ? extends R> published, Function<? super Refused, ? extends R> refused);

    /**
     * The keys.
     *
     * @param document the JSON document of {@code /cdn-cgi/access/certs}: the keys that verify application tokens, and
     *     their certificates
     */
    record Published(String document) implements CertificatesAnswer {

        @Override
        public <R> R fold(
                Function<? super Published, ? extends R> published, Function<? super Refused, ? extends R> refused) {
            return published.apply(this);
        }
    }

    /**
     * The keys are unavailable.
     *
     * @param denied the denial, with status 503
     */
    record Refused(AccessDecision.Denied denied) implements CertificatesAnswer {

        @Override
        public <R> R fold(
                Function<? super Published, ? extends R> published, Function<? super Refused, ? extends R> refused) {
            return refused.apply(this);
        }
    }
}
