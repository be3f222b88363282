package dev.latchkey.servlet;

import dev.latchkey.internal.matching.UrlReading;
import jakarta.servlet.ServletContext;
import java.net.URI;
import java.net.URISyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * The path of the filter's own web app (request contract, section 6). The request's own context path is not trusted: an
 * earlier filter may have taken it from a header that the client sent.
 *
 * @param raw the percent-encoded path; empty for the root
 * @param decoded the decoded path; empty for the root
 */
record ContextPath(String raw, String decoded) {

    /** Returns the path of this web app. */
    static ContextPath of(ServletContext context) {
        // Some containers return it percent-encoded, others decoded.
        String decoded = decode(context.getContextPath());
        if (decoded == null) {
            throw new IllegalArgumentException("cannot decode the context path: " + context.getContextPath());
        }
        try {
            return new ContextPath(new URI(null, null, decoded, null).toASCIIString(), decoded);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("cannot read the context path: " + decoded, e);
        }
    }

    /**
     * Returns the request URI with the context path of this web app.
     *
     * @param uri the percent-encoded request URI
     * @param contextPath the context path that the request reports
     */
    String moveHere(String uri, String contextPath) {
        boolean another =
                !contextPath.equals(raw) && uri.startsWith(contextPath) && !decoded.equals(decode(contextPath));
        return another ? raw + uri.substring(contextPath.length()) : uri;
    }

    /** Returns the decoded path, or null if it cannot be decoded and so belongs to no web app. */
    private static @Nullable String decode(String contextPath) {
        String path = contextPath.isEmpty() ? "/" : UrlReading.decode(contextPath);
        return path != null && path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }
}
