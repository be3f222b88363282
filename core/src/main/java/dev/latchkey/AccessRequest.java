package dev.latchkey;

import dev.latchkey.model.RequestHeaders;
import java.security.cert.X509Certificate;
import org.jspecify.annotations.Nullable;

/**
 * Everything about an HTTP request that a decision depends on. {@link PlainRequest} holds plain values; the servlet
 * filter wraps a servlet request.
 */
public interface AccessRequest {

    /** Returns the method, for example {@code GET}. */
    String method();

    /** Returns the requested host, without a port. */
    String host();

    /**
     * Returns the path as it was sent, percent-encoded, without the query.
     *
     * @throws RuntimeException if the container refuses to say; the request gets 400
     */
    String rawPath();

    /**
     * Returns the path that the container dispatches on, decoded once.
     *
     * @throws RuntimeException if the container cannot tell; the request gets 400
     */
    String path();

    /** Returns the headers as they were sent. */
    RequestHeaders headers();

    /**
     * Returns the address at the other end of the connection, an IPv4 or IPv6 literal. If it is a trusted proxy, the
     * gate reads the client's address from {@link #headers}.
     */
    String remoteAddress();

    /**
     * Returns the client's certificate, or null. It must have been verified in the TLS handshake, and must not come
     * from a header that a client could send.
     */
    default @Nullable X509Certificate clientCertificate() {
        return null;
    }

    /** Returns whether the request came over TLS, so that a cookie is {@code Secure}. */
    boolean secure();
}
