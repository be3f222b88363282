package dev.latchkey;

import java.util.function.Function;

/** What a request for the public keys is answered with (request contract, section 4). */
public sealed interface CertificatesAnswer {

    /** Returns what the function for this kind of answer returns. */
    <R> R fold(Function<? super Published, ? extends R> published, Function<? super Refused, ? extends R> refused);

    /**
     * The keys.
     *
     * @param document the JSON document of {@code /cdn-cgi/access/certs}: the keys that verify application tokens now,
     *     and their certificates; anybody may have it
     */
    record Published(String document) implements CertificatesAnswer {

        @Override
        public <R> R fold(
                Function<? super Published, ? extends R> published, Function<? super Refused, ? extends R> refused) {
            return published.apply(this);
        }
    }

    /**
     * The keys cannot be reached.
     *
     * @param denied how to answer: 503
     */
    record Refused(AccessDecision.Denied denied) implements CertificatesAnswer {

        @Override
        public <R> R fold(
                Function<? super Published, ? extends R> published, Function<? super Refused, ? extends R> refused) {
            return refused.apply(this);
        }
    }
}
