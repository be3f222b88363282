package dev.latchkey.servlet;

import dev.latchkey.AccessDecision;
import dev.latchkey.AccessDecision.LetIn;
import dev.latchkey.AccessGate;
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
 * What the app sees of a request that goes on (request contract, section 5): who was let in, and no header that it must
 * not see. It copies nothing when it is made.
 */
final class AdmittedRequest extends HttpServletRequestWrapper {

    private static final String AUTH_TYPE = "SERVICE_TOKEN";
    private static final String ASSERTION = "Cf-Access-Jwt-Assertion";

    private final ServletResponse response;
    private final AccessGate gate;
    private final AccessDecision.Admitted decision;
    private final @Nullable LetIn letIn;

    /**
     * @param response what goes along with the request, for async
     * @param gate whose decision it is
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

    /** {@return the outermost wrapper that {@code gate} put around the request; null if it put none} */
    static @Nullable AdmittedRequest newestOf(AccessGate gate, ServletRequest request) {
        AdmittedRequest found = outermost(request);
        while (found != null && found.gate != gate) {
            found = outermost(found.getRequest());
        }
        return found;
    }

    /** {@return the request below every wrapper of ours: what reached the first filter} */
    static HttpServletRequest originalOf(HttpServletRequest request) {
        HttpServletRequest original = request;
        for (AdmittedRequest w = outermost(request); w != null; w = outermost(original)) {
            original = (HttpServletRequest) w.getRequest();
        }
        return original;
    }

    private static @Nullable AdmittedRequest outermost(ServletRequest request) {
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
     * A gate that passes a request anonymously leaves alone whom another gate let in. Of each gate the newest verdict
     * counts: an older one is about an application that the request was forwarded from.
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

    /** What the container itself has to say, past any identity of ours that no longer counts. */
    private HttpServletRequest container() {
        HttpServletRequest next = (HttpServletRequest) getRequest();
        AdmittedRequest below = outermost(next);
        return below == null || below.letIn == null ? next : originalOf(next);
    }

    @Override
    public @Nullable Principal getUserPrincipal() {
        return letIn == null ? container().getUserPrincipal() : letIn.identity();
    }

    @Override
    public @Nullable String getRemoteUser() {
        return letIn == null ? container().getRemoteUser() : letIn.identity().clientId();
    }

    @Override
    public @Nullable String getAuthType() {
        return letIn == null ? container().getAuthType() : AUTH_TYPE;
    }

    /** As HttpServletRequest has it: nobody is in {@code *}, everybody who is known is in {@code **}. */
    @Override
    public boolean isUserInRole(String role) {
        if (letIn == null) {
            return container().isUserInRole(role);
        }
        return "**".equals(role)
                || (role != null
                        && !"*".equals(role)
                        && letIn.identity().roles().contains(role));
    }

    @Override
    public boolean authenticate(HttpServletResponse challenge) throws IOException, ServletException {
        return letIn != null || container().authenticate(challenge);
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

    /** A header may come after the body, too. */
    @Override
    public Map<String, String> getTrailerFields() {
        Map<String, String> trailers = new LinkedHashMap<>(super.getTrailerFields());
        trailers.keySet().removeIf(this::hides);
        return Collections.unmodifiableMap(trailers);
    }

    /** Push is not to be had: a pushed request copies headers of this one that the app must not see. */
    @Override
    public @Nullable PushBuilder newPushBuilder() {
        return null;
    }

    /**
     * The container would take request and response below all wrappers. An app that asks the {@link AsyncContext} for
     * them would see what the client made up, and answer past {@link AdmittedResponse}.
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
