package dev.latchkey;

import dev.latchkey.credential.RequestHeaders;

/**
 * A plain view of one HTTP request: all that a decision hangs on. {@link PlainRequest} is one made of values; the
 * servlet filter brings one over a servlet request.
 */
public interface AccessRequest {

    /** {@return the method, for example {@code GET}} */
    String method();

    /** {@return the host that the request is for, with no port} */
    String host();

    /** {@return the path as it was sent, percent-encoded, with no query} */
    String rawPath();

    /**
     * {@return the path that will be dispatched on, decoded once}
     *
     * @throws RuntimeException if whoever parsed the request will not say; it is answered 400
     */
    String path();

    /** {@return the headers, as they were sent} */
    RequestHeaders headers();

    /** {@return the client's address, an IPv4 or IPv6 literal} */
    String remoteAddress();

    /** {@return whether it came over TLS, so that a cookie is {@code Secure}} */
    boolean secure();
}
