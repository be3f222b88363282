package dev.latchkey.servlet;

import dev.latchkey.AccessRequest;
import dev.latchkey.model.RequestHeaders;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
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

    /** Wrappers that take the client's address from a header, whoever sent it, and hide that header. */
    private static final String FORWARDED_FOR = "X-Forwarded-For";

    private static final String BELIEVES_ANY_CLIENT = "org.springframework.web.filter.ForwardedHeaderFilter$";

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
     * {@return a view of the target of the dispatch that {@code request} is in}
     *
     * @param contextPath that of the filter's own web app
     */
    static ServletAccessRequest ofTarget(HttpServletRequest request, ContextPath contextPath) {
        return new ServletAccessRequest(request, contextPath, isInclude(request) && includedUri(request) != null);
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
        return orEmpty(belowBelievers(request).getRemoteAddr());
    }

    /** {@return the request below any wrapper that believes forwarded headers from any client} */
    private static HttpServletRequest belowBelievers(HttpServletRequest request) {
        HttpServletRequest below = request;
        ServletRequest each = request;
        while (each instanceof ServletRequestWrapper wrapper) {
            each = wrapper.getRequest();
            if (wrapper.getClass().getName().startsWith(BELIEVES_ANY_CLIENT)
                    && each instanceof HttpServletRequest http) {
                below = http;
            }
        }
        return below;
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
        HttpServletRequest sender = FORWARDED_FOR.equalsIgnoreCase(name) ? belowBelievers(original) : original;
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
