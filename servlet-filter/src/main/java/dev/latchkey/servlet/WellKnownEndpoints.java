package dev.latchkey.servlet;

import dev.latchkey.AccessDecision;
import dev.latchkey.AccessGate;
import dev.latchkey.Denial;
import dev.latchkey.SessionAnswer;
import dev.latchkey.event.Reason;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The well-known paths that the filter itself answers on every protected host (request contract, section 4).
 * Thread-safe.
 *
 * <p>They are compared with the path as it was sent, undecoded, so that there is one way only to write each.
 */
final class WellKnownEndpoints {

    private static final Logger LOG = LoggerFactory.getLogger(WellKnownEndpoints.class);

    private static final String PREFIX = "/cdn-cgi/access/";
    private static final String JSON = "application/json";
    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);
    private static final Set<String> READING = Set.of("GET", "HEAD");
    private static final Set<String> ENDING = Set.of("GET", "POST");

    private final AccessGate gate;

    WellKnownEndpoints(AccessGate gate) {
        this.gate = gate;
    }

    /** {@return whether the request was for one of the paths, and is answered} */
    boolean answer(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String endpoint = endpoint(request);
        if (endpoint == null) {
            return false;
        }
        return switch (endpoint) {
            case "certs" -> answer(request, response, READING, "GET, HEAD", this::certificates);
            case "get-identity" -> answer(request, response, READING, "GET, HEAD", this::identity);
            case "logout" -> answer(request, response, ENDING, "GET, POST", this::logout);
            default -> false;
        };
    }

    private static @Nullable String endpoint(HttpServletRequest request) {
        String uri = request.getRequestURI();
        String contextPath = request.getContextPath();
        if (uri == null || !uri.startsWith(PREFIX, contextPath.length()) || !uri.startsWith(contextPath)) {
            return null;
        }
        return uri.substring(contextPath.length() + PREFIX.length());
    }

    private interface Endpoint {
        void answer(ServletAccessRequest asked, HttpServletRequest request, HttpServletResponse response)
                throws IOException;
    }

    private boolean answer(
            HttpServletRequest request,
            HttpServletResponse response,
            Set<String> methods,
            String allow,
            Endpoint endpoint)
            throws IOException {
        ServletAccessRequest asked = ServletAccessRequest.ofTarget(request);
        if (!gate.protectsHost(asked)) {
            return false;
        }
        response.setHeader("X-Content-Type-Options", "nosniff");
        if (methods.contains(request.getMethod())) {
            endpoint.answer(asked, request, response);
        } else {
            response.setStatus(HttpServletResponse.SC_METHOD_NOT_ALLOWED);
            response.setHeader("Allow", allow);
            response.setContentLength(0);
        }
        return true;
    }

    private void certificates(ServletAccessRequest asked, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        String document;
        try {
            document = gate.certificates();
        } catch (Exception e) {
            if (e instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            DenialWriter.write(unavailable(e), request, response);
            return;
        }
        response.setHeader("Cache-Control", "public, max-age=300");
        ResponseBody.write(JSON, document, request, response);
    }

    private static AccessDecision.Denied unavailable(Exception fault) {
        String reference =
                HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
        LOG.warn(
                "the certificates cannot be given out: {} reference={}",
                fault.getClass().getName(),
                reference);
        LOG.debug("the certificates cannot be given out", fault);
        return new AccessDecision.Unavailable(
                new Denial(null, Reason.STORE_UNAVAILABLE, reference, false), RETRY_AFTER);
    }

    private void identity(ServletAccessRequest asked, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        SessionAnswer answer = gate.session(asked);
        if (answer instanceof SessionAnswer.Refused refused) {
            DenialWriter.write(refused.denied(), request, response);
            return;
        }
        response.setHeader("Cache-Control", "no-store");
        ResponseBody.write(JSON, document((SessionAnswer.Good) answer, asked), request, response);
    }

    private static String document(SessionAnswer.Good good, ServletAccessRequest asked) {
        return new JsonText()
                .add("service_token_id", good.identity().tokenId().toString())
                .add("service_token_status", true)
                .add("common_name", good.identity().clientId())
                .add("name", good.identity().tokenName())
                .add("iat", good.issuedAt().getEpochSecond())
                .add("exp", good.expiresAt().getEpochSecond())
                .add("ip", asked.remoteAddress())
                .add("auth_status", "NONE")
                .toString();
    }

    private void logout(ServletAccessRequest asked, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        SessionAnswer answer = gate.endSession(asked);
        if (answer instanceof SessionAnswer.Refused refused) {
            DenialWriter.write(refused.denied(), request, response);
            return;
        }
        response.setHeader("Cache-Control", "no-store");
        response.addHeader("Set-Cookie", ((SessionAnswer.Good) answer).clearCookie());
        ResponseBody.write(JSON, new JsonText().add("success", true).toString(), request, response);
    }
}
