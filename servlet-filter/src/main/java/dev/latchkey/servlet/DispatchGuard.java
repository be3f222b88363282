package dev.latchkey.servlet;

import dev.latchkey.AccessDecision;
import dev.latchkey.AccessGate;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Holds one gate's verdict over all dispatches of a request: verified once, enforced at each target (request contract,
 * section 5). Thread-safe.
 */
final class DispatchGuard {

    /** What rides in the request's attribute. An attribute that holds anything else is no verdict. */
    private record Verdict(AccessGate gate, AccessDecision decision) {}

    private final AccessGate gate;
    private final String attribute;
    private final ContextPath contextPath;
    private final Handshakes handshakes;
    private final WellKnownEndpoints wellKnown;

    DispatchGuard(AccessGate gate, ContextPath contextPath, Handshakes handshakes) {
        this.gate = gate;
        this.contextPath = contextPath;
        this.handshakes = handshakes;
        // Two gates with one hash would overwrite each other's verdicts, and then verify twice; nothing worse.
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

    /** @param own the wrapper of ours inside {@code response} */
    private void guard(
            HttpServletRequest request, HttpServletResponse response, AdmittedResponse own, FilterChain chain)
            throws IOException, ServletException {
        DispatcherType dispatch = request.getDispatcherType();
        AccessDecision verdict = verdictOn(request);
        if (verdict == null) {
            if (dispatch == DispatcherType.REQUEST && wellKnown.answer(request, response)) {
                return;
            }
            AccessDecision decision = decide(request);
            if (dispatch != DispatcherType.INCLUDE || decision instanceof AccessDecision.Admitted) {
                // Leaving out one included part is no verdict on the whole request.
                keep(decision, request);
            }
            sendCookie(decision, dispatch, own);
            restrict(decision, dispatch, own);
            act(decision, request, response, chain);
        } else if (verdict instanceof AccessDecision.Admitted admitted) {
            AccessDecision decision = atTarget(admitted, request);
            restrict(admitted, dispatch, own);
            restrict(decision, dispatch, own);
            act(decision, request, response, chain);
        } else {
            // Something after the denial led here, an error page for example: what was denied stays denied.
            act(verdict, request, response, chain);
        }
    }

    private AccessDecision decide(HttpServletRequest request) {
        ServletAccessRequest sent = ServletAccessRequest.ofTarget(request, contextPath);
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
     * Whatever the dispatch is called, its target is looked up: a second filter with this gate finds the same
     * application at no great cost, and no container's idea of a dispatch can lead past the policies.
     */
    private AccessDecision atTarget(AccessDecision.Admitted verdict, HttpServletRequest request) {
        AdmittedRequest newest = AdmittedRequest.newestOf(gate, request);
        if (newest != null && ServletAccessRequest.isNamedInclude(request)) {
            // A target with no URL: what holds for the one that includes it holds for it.
            return newest.decision();
        }
        ServletAccessRequest target = ServletAccessRequest.ofTarget(request, contextPath);
        AccessDecision decision =
                isError(request) ? gate.enforceOnErrorPage(verdict, target) : gate.enforce(verdict, target);
        if (decision instanceof AccessDecision.LetIn && verdict instanceof AccessDecision.Passed) {
            // Nobody was verified before, and from here on nobody need be verified again.
            keep(decision, request);
        }
        return decision;
    }

    /** Where an app brings error pages of its own, they are reached by a forward with the attributes of an error dispatch. */
    private static boolean isError(HttpServletRequest request) {
        DispatcherType dispatch = request.getDispatcherType();
        return dispatch == DispatcherType.ERROR
                || (dispatch == DispatcherType.FORWARD
                        && request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI) != null);
    }

    /** Not at a further target: the client knows one cookie, and did not ask for that target. */
    private static void sendCookie(AccessDecision decision, DispatcherType dispatch, AdmittedResponse own) {
        if (decision instanceof AccessDecision.LetIn letIn
                && letIn.setCookie() != null
                && dispatch != DispatcherType.INCLUDE
                && !own.isCommitted()) {
            own.setCookie(letIn.setCookie());
        }
    }

    /** The strictest rule of all dispatches counts: each may have had its part in the answer. */
    private static void restrict(AccessDecision decision, DispatcherType dispatch, AdmittedResponse own) {
        if (decision instanceof AccessDecision.Admitted admitted) {
            own.restrict(admitted.caching(), dispatch);
        }
    }

    private void act(
            AccessDecision decision, HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        decision.<Action>fold(
                        admitted -> () -> chain.doFilter(admit(admitted, request, response), response),
                        preflight -> unlessTooLate(request, response, () -> answer(preflight, response)),
                        denied -> unlessTooLate(request, response, () -> DenialWriter.write(denied, request, response)))
                .take();
    }

    /** What follows from a decision. */
    @FunctionalInterface
    private interface Action {
        void take() throws IOException, ServletException;
    }

    /** Where status and headers can no longer be set, the target is left out, and that is the denial. */
    private static Action unlessTooLate(HttpServletRequest request, HttpServletResponse response, Action answer) {
        return () -> {
            if (request.getDispatcherType() != DispatcherType.INCLUDE && !response.isCommitted()) {
                response.resetBuffer();
                answer.take();
            }
        };
    }

    /** Wraps unless the newest of this gate's wrappers says so already: an app may dispatch with either request. */
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
