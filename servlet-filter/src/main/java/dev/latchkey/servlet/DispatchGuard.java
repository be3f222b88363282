package dev.latchkey.servlet;

import dev.latchkey.AccessDecision;
import dev.latchkey.AccessGate;
import dev.latchkey.internal.syntax.LogText;
import dev.latchkey.model.Application;
import dev.latchkey.servlet.injection.InjectedRequest;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Enforces one gate's verdict on all dispatches of a request: credentials are verified once, policies are evaluated for
 * each target (request contract, section 5). Thread-safe.
 */
final class DispatchGuard {

    /** The value of the request attribute; any other value is ignored. */
    private record Verdict(AccessGate gate, AccessDecision decision) {}

    private static final Logger LOG = LoggerFactory.getLogger(DispatchGuard.class);

    /** Whether there may be beans that inject the request. */
    private static final boolean CDI = isVisible("jakarta.enterprise.inject.spi.Extension");

    private final AccessGate gate;
    private final String attribute;
    private final ContextPath contextPath;
    private final Handshakes handshakes;
    private final WellKnownEndpoints wellKnown;

    DispatchGuard(AccessGate gate, ContextPath contextPath, Handshakes handshakes) {
        this.gate = gate;
        this.contextPath = contextPath;
        this.handshakes = handshakes;
        // Gates with equal hashes overwrite each other's verdicts, which only makes them verify again.
        this.attribute = "dev.latchkey.servlet.verdict." + Integer.toHexString(System.identityHashCode(gate));
        this.wellKnown = new WellKnownEndpoints(gate, contextPath);
    }

    void guard(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        AdmittedResponse known = AdmittedResponse.in(response);
        AdmittedResponse own = known == null ? new AdmittedResponse(response) : known;
        guard(request, known == null ? own : response, own, chain);
        if (request.getDispatcherType() != DispatcherType.INCLUDE) {
            own.settle();
        }
    }

    /** @param own this filter's wrapper inside {@code response} */
    private void guard(
            HttpServletRequest request, HttpServletResponse response, AdmittedResponse own, FilterChain chain)
            throws IOException, ServletException {
        DispatcherType dispatch = request.getDispatcherType();
        AccessDecision verdict = verdictOn(request);
        if (verdict == null) {
            ServletAccessRequest sent = ServletAccessRequest.ofTarget(request, contextPath);
            if (dispatch == DispatcherType.REQUEST && wellKnown.answer(sent, request, response)) {
                return;
            }
            AccessDecision decision = decide(sent, request);
            if (dispatch != DispatcherType.INCLUDE || decision instanceof AccessDecision.Admitted) {
                // A denied include does not deny the request.
                keep(decision, request);
            }
            sendCookie(decision, dispatch, own);
            if (restrict(decision, dispatch, own)) {
                act(decision, request, response, chain);
            }
        } else if (verdict instanceof AccessDecision.Admitted admitted) {
            AccessDecision decision = atTarget(admitted, request);
            restrict(admitted, dispatch, own);
            if (restrict(decision, dispatch, own)) {
                act(decision, request, response, chain);
            }
        } else {
            // A denied request stays denied, for example on its error page.
            act(verdict, request, response, chain);
        }
    }

    private AccessDecision decide(ServletAccessRequest sent, HttpServletRequest request) {
        AccessDecision decision = gate.decide(sent);
        return decision instanceof AccessDecision.Admitted admitted && handshakes.reveal(admitted, request)
                ? gate.refuseHandshake(admitted, sent)
                : decision;
    }

    private void keep(AccessDecision decision, HttpServletRequest request) {
        request.setAttribute(attribute, new Verdict(gate, decision));
    }

    private @Nullable AccessDecision verdictOn(HttpServletRequest request) {
        return request.getAttribute(attribute) instanceof Verdict verdict && verdict.gate == gate
                ? verdict.decision
                : null;
    }

    /**
     * Looks up the target regardless of the dispatcher type, so that no container's notion of a dispatch bypasses the
     * policies. For a second filter with this gate, that costs little.
     */
    private AccessDecision atTarget(AccessDecision.Admitted verdict, HttpServletRequest request) {
        AdmittedRequest newest = AdmittedRequest.newestOf(gate, request);
        if (newest != null && ServletAccessRequest.isNamedInclude(request)) {
            // A named target has no URL, so it belongs to the including one.
            return newest.decision();
        }
        ServletAccessRequest target = ServletAccessRequest.ofTarget(request, contextPath);
        AccessDecision decision =
                isError(request) ? gate.enforceOnErrorPage(verdict, target) : gate.enforce(verdict, target);
        if (decision instanceof AccessDecision.LetIn && verdict instanceof AccessDecision.Passed) {
            // The first verification of this request; later dispatches need none.
            keep(decision, request);
        }
        return decision;
    }

    /** Some apps forward to their error pages, with the attributes of an error dispatch. */
    private static boolean isError(HttpServletRequest request) {
        DispatcherType dispatch = request.getDispatcherType();
        return dispatch == DispatcherType.ERROR
                || (dispatch == DispatcherType.FORWARD
                        && request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI) != null);
    }

    /** Sets the cookie only for the first target, as the client did not request the others. */
    private static void sendCookie(AccessDecision decision, DispatcherType dispatch, AdmittedResponse own) {
        if (decision instanceof AccessDecision.LetIn letIn
                && letIn.setCookie() != null
                && dispatch != DispatcherType.INCLUDE
                && !own.isCommitted()) {
            own.setCookie(letIn.setCookie());
        }
    }

    /**
     * Applies the strictest rule of all dispatches, as each may contribute to the response. Returns false for a target
     * that must be omitted: its content would end up in a response that shared caches may keep.
     */
    private static boolean restrict(AccessDecision decision, DispatcherType dispatch, AdmittedResponse own) {
        if (!(decision instanceof AccessDecision.Admitted admitted) || own.restrict(admitted.caching(), dispatch)) {
            return true;
        }
        Application application = admitted.application();
        LOG.warn(
                "omitted content of application {}: the response was already committed, and shared caches may keep it."
                        + " Include the content before the response is committed, or make the page private.",
                application == null ? "-" : LogText.of(application.name()));
        return false;
    }

    private void act(
            AccessDecision decision, HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        decision.<Action>fold(
                        admitted -> () -> pass(admit(admitted, request, response), response, chain),
                        preflight -> unlessTooLate(request, response, () -> answer(preflight, response)),
                        denied -> unlessTooLate(request, response, () -> DenialWriter.write(denied, request, response)))
                .take();
    }

    /** Lets CDI inject the admitted request; by itself, it injects the one from before all filters. */
    private static void pass(HttpServletRequest admitted, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (!CDI) {
            chain.doFilter(admitted, response);
            return;
        }
        Object outer = admitted.getAttribute(InjectedRequest.ADMITTED);
        admitted.setAttribute(InjectedRequest.ADMITTED, AdmittedRequest.outermost(admitted));
        try {
            chain.doFilter(admitted, response);
        } finally {
            if (outer != null) {
                admitted.setAttribute(InjectedRequest.ADMITTED, outer);
            }
        }
    }

    private static boolean isVisible(String type) {
        try {
            Class.forName(type, false, DispatchGuard.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    /** Carries out a decision. */
    @FunctionalInterface
    private interface Action {
        void take() throws IOException, ServletException;
    }

    /** Writes an answer if status and headers can still be set; otherwise, the target is omitted. */
    private static Action unlessTooLate(HttpServletRequest request, HttpServletResponse response, Action answer) {
        return () -> {
            if (request.getDispatcherType() != DispatcherType.INCLUDE && !response.isCommitted()) {
                response.resetBuffer();
                answer.take();
            }
        };
    }

    /** Wraps the request unless the newest wrapper of this gate has the same decision. */
    private HttpServletRequest admit(
            AccessDecision.Admitted decision, HttpServletRequest request, HttpServletResponse response) {
        AdmittedRequest newest = AdmittedRequest.newestOf(gate, request);
        return newest != null && newest.decision() == decision
                ? request
                : new AdmittedRequest(request, response, gate, decision);
    }

    private static void answer(AccessDecision.PreflightAnswered preflight, HttpServletResponse response) {
        response.setStatus(HttpServletResponse.SC_OK);
        CorsHeaderWriter.write(preflight.headers(), response);
        response.setContentLength(0);
    }
}
