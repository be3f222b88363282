package dev.latchkey;

import dev.latchkey.model.RequestHeaders;
import java.security.cert.X509Certificate;
import org.jspecify.annotations.Nullable;

/**
 * A plain view of one HTTP request: all that a decision hangs on. {@link PlainRequest} is one made of values; the
 * servlet filter brings one over a servlet request.
 */
public interface AccessRequest {

    /** Returns the method, for example {@code GET}. */
    String method();

    /** Returns the host that the request is for, with no port. */
    String host();

    /** Returns the path as it was sent, percent-encoded, with no query. */
    String rawPath();

    /**
     * Returns the path that will be dispatched on, decoded once.
     *
     * @throws RuntimeException if the container refuses to say; the request is answered 400
     */
    String path();

    /** Returns the headers, as they were sent. */
    RequestHeaders headers();

    /**
     * Returns the address at the other end of the connection, an IPv4 or IPv6 literal. Where that is a trusted proxy's,
     * the gate itself reads the client's from {@link #headers}.
     */
    String remoteAddress();

    /**
     * Returns the client's own certificate; null for none. It must have been verified where TLS ended, and must not
     * come from a header that a client could send.
     */
    default @Nullable X509Certificate clientCertificate() {
        return null;
    }

    /** Returns whether it came over TLS, so that a cookie is {@code Secure}. */
    boolean secure();
}
