package dev.latchkey.servlet;

import dev.latchkey.AccessRequest;
import dev.latchkey.model.RequestHeaders;
import dev.latchkey.servlet.forwarding.ForwardedRequests;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import java.security.cert.X509Certificate;
import java.util.Collections;
import java.util.Enumeration;
import org.jspecify.annotations.Nullable;

/**
 * A servlet request as the gate sees it (request contract, sections 2 and 6). The URL is that of the dispatch target.
 * The headers are those that the client sent, below all wrappers of this filter.
 */
final class ServletAccessRequest implements AccessRequest, RequestHeaders {

    private static final String FORWARDED_FOR = "X-Forwarded-For";

    private static final String CERTIFICATES = "jakarta.servlet.request.X509Certificate";

    private final HttpServletRequest request;
    private final HttpServletRequest original;
    private final ContextPath contextPath;
    private final boolean included;

    private ServletAccessRequest(HttpServletRequest request, ContextPath contextPath, boolean included) {
        this.request = request;
        this.original = AdmittedRequest.originalOf(request);
        this.contextPath = contextPath;
        this.included = included;
    }

    /**
     * Returns a view of the target of the current dispatch.
     *
     * @param contextPath the context path of the filter's own web app
     */
    static ServletAccessRequest ofTarget(HttpServletRequest request, ContextPath contextPath) {
        return new ServletAccessRequest(request, contextPath, isInclude(request) && includedUri(request) != null);
    }

    /**
     * Returns whether the target was included by servlet name. Such a target has no URL; the request shows that of the
     * including one (Servlet 6.0, section 9.3.1).
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
        return included
                ? contextPath.moveHere(
                        attribute(RequestDispatcher.INCLUDE_REQUEST_URI),
                        attribute(RequestDispatcher.INCLUDE_CONTEXT_PATH))
                : contextPath.moveHere(orEmpty(request.getRequestURI()), orEmpty(request.getContextPath()));
    }

    @Override
    public String path() {
        return included
                ? join(
                        attribute(RequestDispatcher.INCLUDE_SERVLET_PATH),
                        attribute(RequestDispatcher.INCLUDE_PATH_INFO))
                : join(orEmpty(request.getServletPath()), orEmpty(request.getPathInfo()));
    }

    private String join(String servletPath, String pathInfo) {
        String inside = pathInfo.isEmpty() ? servletPath : servletPath + pathInfo;
        return contextPath.decoded().isEmpty() ? inside : contextPath.decoded() + inside;
    }

    @Override
    public RequestHeaders headers() {
        return this;
    }

    @Override
    public String remoteAddress() {
        return ForwardedRequests.remoteAddress(request);
    }

    /**
     * Returns the client's own certificate, the first in the chain that the container verified (Servlet 6.0, section
     * 3.9).
     */
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
        HttpServletRequest sender =
                FORWARDED_FOR.equalsIgnoreCase(name) ? ForwardedRequests.belowBelievers(original) : original;
        return orNone(sender.getHeaders(name));
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
