package dev.latchkey.servlet;

import dev.latchkey.AccessDecision;
import dev.latchkey.AccessDecision.LetIn;
import dev.latchkey.AccessGate;
import dev.latchkey.ServiceIdentity;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.PushBuilder;
import java.io.IOException;
import java.security.Principal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An admitted request as the app sees it: with the identity of the client, and without headers that the app must not
 * see (request contract, section 5). Creating it copies nothing.
 */
final class AdmittedRequest extends HttpServletRequestWrapper {

    private static final String AUTH_TYPE = "SERVICE_TOKEN";
    private static final String ASSERTION = "Cf-Access-Jwt-Assertion";

    private final ServletResponse response;
    private final AccessGate gate;
    private final AccessDecision.Admitted decision;
    private final @Nullable LetIn letIn;
    private boolean loggedOut;

    /**
     * Wraps an admitted request.
     *
     * @param response the response for async processing
     * @param gate the gate that decided
     */
    AdmittedRequest(
            HttpServletRequest request,
            HttpServletResponse response,
            AccessGate gate,
            AccessDecision.Admitted decision) {
        super(request);
        this.response = response;
        this.gate = gate;
        this.decision = decision;
        this.letIn = decision instanceof LetIn own ? own : letInByAnother(gate, request);
    }

    AccessDecision.Admitted decision() {
        return decision;
    }

    /** Returns the outermost wrapper of {@code gate} around the request, or null if there is none. */
    static @Nullable AdmittedRequest newestOf(AccessGate gate, ServletRequest request) {
        AdmittedRequest found = outermost(request);
        while (found != null && found.gate != gate) {
            found = outermost(found.getRequest());
        }
        return found;
    }

    /** Returns the identity that the outermost wrapper of this class shows to the app, or null. */
    static @Nullable ServiceIdentity identityOf(ServletRequest request) {
        AdmittedRequest admitted = outermost(request);
        return admitted == null || admitted.letIn == null || admitted.loggedOut ? null : admitted.letIn.identity();
    }

    /** Returns the request below all wrappers of this class, as it reached the first filter. */
    static HttpServletRequest originalOf(HttpServletRequest request) {
        HttpServletRequest original = request;
        for (AdmittedRequest w = outermost(request); w != null; w = outermost(original)) {
            original = (HttpServletRequest) w.getRequest();
        }
        return original;
    }

    static @Nullable AdmittedRequest outermost(ServletRequest request) {
        ServletRequest each = request;
        while (each instanceof ServletRequestWrapper wrapper) {
            if (each instanceof AdmittedRequest admitted) {
                return admitted;
            }
            each = wrapper.getRequest();
        }
        return null;
    }

    /**
     * Returns the identity that another gate established, so that a gate which admits anonymously keeps it. Only the
     * newest verdict of each gate counts; older ones belong to applications that the request was forwarded from.
     */
    private static @Nullable LetIn letInByAnother(AccessGate gate, HttpServletRequest request) {
        AdmittedRequest each = outermost(request);
        if (each == null) {
            return null;
        }
        List<AccessGate> heard = new ArrayList<>(List.of(gate));
        for (; each != null; each = outermost(each.getRequest())) {
            if (!heard.contains(each.gate)) {
                if (each.decision instanceof LetIn other) {
                    return other;
                }
                heard.add(each.gate);
            }
        }
        return null;
    }

    /** Returns the container's request, past any identity of an outer dispatch that no longer applies. */
    private HttpServletRequest container() {
        HttpServletRequest next = (HttpServletRequest) getRequest();
        AdmittedRequest below = outermost(next);
        return below == null || below.letIn == null ? next : originalOf(next);
    }

    @Override
    public @Nullable Principal getUserPrincipal() {
        if (letIn == null) {
            return container().getUserPrincipal();
        }
        return loggedOut ? null : letIn.identity();
    }

    @Override
    public @Nullable String getRemoteUser() {
        if (letIn == null) {
            return container().getRemoteUser();
        }
        return loggedOut ? null : letIn.identity().clientId();
    }

    @Override
    public @Nullable String getAuthType() {
        if (letIn == null) {
            return container().getAuthType();
        }
        return loggedOut ? null : AUTH_TYPE;
    }

    /** Follows {@link HttpServletRequest}: {@code *} matches nobody, {@code **} matches every authenticated client. */
    @Override
    public boolean isUserInRole(String role) {
        if (letIn == null) {
            return container().isUserInRole(role);
        } else if (loggedOut || role == null || "*".equals(role)) {
            return false;
        }
        return "**".equals(role) || letIn.identity().roles().contains(role);
    }

    @Override
    public boolean authenticate(HttpServletResponse challenge) throws IOException, ServletException {
        return (letIn != null && !loggedOut) || container().authenticate(challenge);
    }

    /** Refuses a second identity (Servlet API, {@code login}). */
    @Override
    public void login(String user, String password) throws ServletException {
        if (letIn != null && !loggedOut) {
            throw new ServletException("This request is already authenticated by a service token.");
        }
        container().login(user, password);
    }

    /**
     * Hides the identity from the rest of this dispatch. The container knows nothing of it, and some containers fail
     * where nobody is logged in. The session of the client goes on: the well-known path {@code logout} ends that.
     */
    @Override
    public void logout() throws ServletException {
        if (letIn == null) {
            container().logout();
        } else {
            loggedOut = true;
        }
    }

    @Override
    public @Nullable String getHeader(String name) {
        return hides(name) ? assertion(name) : super.getHeader(name);
    }

    @Override
    public Enumeration<String> getHeaders(String name) {
        if (!hides(name)) {
            return super.getHeaders(name);
        }
        String assertion = assertion(name);
        return assertion == null ? Collections.emptyEnumeration() : Collections.enumeration(List.of(assertion));
    }

    @Override
    public Enumeration<String> getHeaderNames() {
        List<String> names = new ArrayList<>();
        Enumeration<String> all = super.getHeaderNames();
        while (all != null && all.hasMoreElements()) {
            String name = all.nextElement();
            if (!hides(name)) {
                names.add(name);
            }
        }
        if (letIn != null) {
            names.add(ASSERTION);
        }
        return Collections.enumeration(names);
    }

    @Override
    public int getIntHeader(String name) {
        return hides(name) ? -1 : super.getIntHeader(name);
    }

    @Override
    public long getDateHeader(String name) {
        return hides(name) ? -1 : super.getDateHeader(name);
    }

    /** Hides trailers too, as a client may send a header after the body. */
    @Override
    public Map<String, String> getTrailerFields() {
        Map<String, String> trailers = new LinkedHashMap<>(super.getTrailerFields());
        trailers.keySet().removeIf(this::hides);
        return Collections.unmodifiableMap(trailers);
    }

    /** Returns null: a pushed request would copy headers that the app must not see. */
    @Override
    public @Nullable PushBuilder newPushBuilder() {
        return null;
    }

    /**
     * Starts async processing with the wrapped request and response. The container would use the unwrapped ones, so
     * that an app could read forged headers and bypass {@link AdmittedResponse}.
     */
    @Override
    public AsyncContext startAsync() {
        return super.startAsync(this, AdmittedResponse.aroundContainers(response));
    }

    private boolean hides(String name) {
        return decision.hiddenHeaders().hides(name);
    }

    private @Nullable String assertion(String name) {
        return letIn != null && ASSERTION.equalsIgnoreCase(name) ? letIn.applicationToken() : null;
    }
}
