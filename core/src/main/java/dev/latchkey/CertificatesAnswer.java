package dev.latchkey;

/** What a request for the public keys is answered with (request contract, section 4). */
public sealed interface CertificatesAnswer {

    /**
     * The keys.
     *
     * @param document the JSON document of {@code /cdn-cgi/access/certs}: the keys that verify application tokens now,
     *     and their certificates; anybody may have it
     */
    record Published(String document) implements CertificatesAnswer {}

    /**
     * The keys cannot be reached.
     *
     * @param denied how to answer: 503
     */
    record Refused(AccessDecision.Denied denied) implements CertificatesAnswer {}
}
