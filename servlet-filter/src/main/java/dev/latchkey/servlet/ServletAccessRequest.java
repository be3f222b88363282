package dev.latchkey.servlet;

import dev.latchkey.AccessRequest;
import dev.latchkey.application.UrlReading;
import dev.latchkey.credential.RequestHeaders;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import java.security.cert.X509Certificate;
import java.util.Collections;
import java.util.Enumeration;
import org.jspecify.annotations.Nullable;

/**
 * A servlet request as the gate looks at it (request contract, sections 2 and 6): the URL is that of the dispatch's
 * target, the headers are those that the client sent, below any wrapper of ours.
 */
final class ServletAccessRequest implements AccessRequest, RequestHeaders {

    private static final String CERTIFICATES = "jakarta.servlet.request.X509Certificate";

    private final HttpServletRequest request;
    private final HttpServletRequest original;
    private final boolean included;

    private ServletAccessRequest(HttpServletRequest request, boolean included) {
        this.request = request;
        this.original = AdmittedRequest.originalOf(request);
        this.included = included;
    }

    /** {@return a view of the target of the dispatch that {@code request} is in} */
    static ServletAccessRequest ofTarget(HttpServletRequest request) {
        return new ServletAccessRequest(request, isInclude(request) && includedUri(request) != null);
    }

    /**
     * {@return whether the target was included by its name} Such a target has no URL, so that the request still shows
     * that of the one that includes it (Servlet 6.0, section 9.3.1).
     */
    static boolean isNamedInclude(HttpServletRequest request) {
        return isInclude(request) && includedUri(request) == null;
    }

    private static boolean isInclude(HttpServletRequest request) {
        return request.getDispatcherType() == DispatcherType.INCLUDE;
    }

    private static @Nullable Object includedUri(HttpServletRequest request) {
        return request.getAttribute(RequestDispatcher.INCLUDE_REQUEST_URI);
    }

    @Override
    public String method() {
        return request.getMethod();
    }

    @Override
    public String host() {
        return orEmpty(request.getServerName());
    }

    @Override
    public String rawPath() {
        return included ? attribute(RequestDispatcher.INCLUDE_REQUEST_URI) : orEmpty(request.getRequestURI());
    }

    @Override
    public String path() {
        return included
                ? join(
                        attribute(RequestDispatcher.INCLUDE_CONTEXT_PATH),
                        attribute(RequestDispatcher.INCLUDE_SERVLET_PATH),
                        attribute(RequestDispatcher.INCLUDE_PATH_INFO))
                : join(
                        orEmpty(request.getContextPath()),
                        orEmpty(request.getServletPath()),
                        orEmpty(request.getPathInfo()));
    }

    private static String join(String rawContextPath, String servletPath, String pathInfo) {
        String inside = pathInfo.isEmpty() ? servletPath : servletPath + pathInfo;
        if (hasDotSegment(inside)) {
            // Undertow dispatches on it as it is, and the app behind may resolve it: a path with two readings.
            throw new IllegalArgumentException("the container left a dot segment in the path");
        }
        return rawContextPath.isEmpty() ? inside : decoded(rawContextPath) + inside;
    }

    private static boolean hasDotSegment(String path) {
        for (int at = path.indexOf("/."); at >= 0; at = path.indexOf("/.", at + 1)) {
            int end = path.startsWith("..", at + 1) ? at + 3 : at + 2;
            if (end == path.length() || path.charAt(end) == '/') {
                return true;
            }
        }
        return false;
    }

    /**
     * The context path alone comes undecoded, and from some containers just as the client wrote it, dot segments and
     * all: {@code /x/../app} for {@code /app}.
     */
    private static String decoded(String rawContextPath) {
        if (isPlain(rawContextPath)) {
            return rawContextPath;
        }
        String path = UrlReading.decode(rawContextPath);
        if (path == null) {
            throw new IllegalArgumentException("a context path that cannot be decoded");
        }
        return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }

    private static boolean isPlain(String contextPath) {
        for (int i = 0; i < contextPath.length(); i++) {
            char c = contextPath.charAt(i);
            if (c == '%' || c == ';' || c == '.' || (c == '/' && i > 0)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public RequestHeaders headers() {
        return this;
    }

    @Override
    public String remoteAddress() {
        return orEmpty(request.getRemoteAddr());
    }

    /** The chain that the container verified, the client's own certificate first (Servlet 6.0, section 3.9). */
    @Override
    public @Nullable X509Certificate clientCertificate() {
        if (request.getAttribute(CERTIFICATES) instanceof X509Certificate[] chain && chain.length > 0) {
            return chain[0];
        }
        return null;
    }

    @Override
    public boolean secure() {
        return request.isSecure();
    }

    @Override
    public Enumeration<String> names() {
        return orNone(original.getHeaderNames());
    }

    @Override
    public Enumeration<String> values(String name) {
        return orNone(original.getHeaders(name));
    }

    private String attribute(String name) {
        return request.getAttribute(name) instanceof String text ? text : "";
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    private static Enumeration<String> orNone(@Nullable Enumeration<String> values) {
        return values == null ? Collections.emptyEnumeration() : values;
    }
}
