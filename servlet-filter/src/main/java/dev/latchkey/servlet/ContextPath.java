package dev.latchkey.servlet;

import dev.latchkey.internal.matching.UrlReading;
import jakarta.servlet.ServletContext;
import java.net.URI;
import java.net.URISyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * The path of the filter's own web app (request contract, section 6). A request can name another one: a filter in front
 * may have wrapped it, and taken the path from a header that the client sent.
 *
 * @param raw the path, percent-encoded; empty for the root
 * @param decoded the path, decoded; empty for the root
 */
record ContextPath(String raw, String decoded) {

    /** {@return the path of this web app} */
    static ContextPath of(ServletContext context) {
        // Some containers give it percent-encoded, some decoded.
        String decoded = decode(context.getContextPath());
        if (decoded == null) {
            throw new IllegalArgumentException("the context path cannot be decoded: " + context.getContextPath());
        }
        try {
            return new ContextPath(new URI(null, null, decoded, null).toASCIIString(), decoded);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("the context path cannot be read: " + decoded, e);
        }
    }

    /**
     * {@return this request URI as it stands in the filter's own web app}
     *
     * @param uri as the request has it, percent-encoded
     * @param contextPath as the request has it
     */
    String moveHere(String uri, String contextPath) {
        boolean another =
                !contextPath.equals(raw) && uri.startsWith(contextPath) && !decoded.equals(decode(contextPath));
        return another ? raw + uri.substring(contextPath.length()) : uri;
    }

    /** {@return the path; null if it cannot be decoded, so that it is no web app's} */
    private static @Nullable String decode(String contextPath) {
        String path = contextPath.isEmpty() ? "/" : UrlReading.decode(contextPath);
        return path != null && path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }
}
