package dev.latchkey.servlet;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.latchkey.AccessGate;
import dev.latchkey.AccessGate.PresentedSession;
import dev.latchkey.internal.json.AsciiJson;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Answers the well-known paths on every protected host (request contract, section 4). Thread-safe.
 *
 * <p>Paths are compared as they were sent, without decoding, so that each has exactly one spelling.
 */
final class WellKnownEndpoints {

    private static final String PREFIX = "/cdn-cgi/access/";
    private static final String JSON = "application/json";
    private static final Set<String> READING = Set.of("GET", "HEAD");
    private static final Set<String> ENDING = Set.of("GET", "POST");

    private final AccessGate gate;
    private final ContextPath contextPath;

    WellKnownEndpoints(AccessGate gate, ContextPath contextPath) {
        this.gate = gate;
        this.contextPath = contextPath;
    }

    /** Answers the request if it is for one of the paths; returns whether it did. */
    boolean answer(ServletAccessRequest asked, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        String endpoint = endpoint(asked);
        if (endpoint == null) {
            return false;
        }
        return switch (endpoint) {
            case "certs" -> answer(asked, request, response, READING, "GET, HEAD", this::certificates);
            case "get-identity" -> answer(asked, request, response, READING, "GET, HEAD", this::identity);
            case "logout" -> answer(asked, request, response, ENDING, "GET, POST", this::logout);
            default -> false;
        };
    }

    private @Nullable String endpoint(ServletAccessRequest asked) {
        String rawPath;
        try {
            rawPath = asked.rawPath();
        } catch (RuntimeException unreadable) {
            // The decision about the request treats its URL as ambiguous.
            return null;
        }
        int start = contextPath.raw().length();
        return rawPath.startsWith(PREFIX, start) && rawPath.startsWith(contextPath.raw())
                ? rawPath.substring(start + PREFIX.length())
                : null;
    }

    private interface Endpoint {
        void answer(ServletAccessRequest asked, HttpServletRequest request, HttpServletResponse response)
                throws IOException;
    }

    private boolean answer(
            ServletAccessRequest asked,
            HttpServletRequest request,
            HttpServletResponse response,
            Set<String> methods,
            String allow,
            Endpoint endpoint)
            throws IOException {
        if (!gate.protectsHost(asked)) {
            return false;
        }
        response.setHeader("X-Content-Type-Options", "nosniff");
        if (methods.contains(request.getMethod())) {
            endpoint.answer(asked, request, response);
        } else {
            SharedCaches.forbid(response);
            response.setStatus(HttpServletResponse.SC_METHOD_NOT_ALLOWED);
            response.setHeader("Allow", allow);
            response.setContentLength(0);
        }
        return true;
    }

    private void certificates(ServletAccessRequest asked, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        gate.certificates(asked)
                .<Reply>fold(
                        document -> () -> {
                            response.setHeader("Cache-Control", "public, max-age=300");
                            ResponseBody.write(JSON, document, request, response);
                        },
                        denied -> () -> DenialWriter.write(denied, request, response))
                .write();
    }

    /** Writes an answer. */
    @FunctionalInterface
    private interface Reply {
        void write() throws IOException;
    }

    private void identity(ServletAccessRequest asked, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        gate.session(asked)
                .<Reply>fold(
                        session -> () -> {
                            SharedCaches.forbid(response);
                            ResponseBody.write(JSON, document(session), request, response);
                        },
                        denied -> () -> DenialWriter.write(denied, request, response))
                .write();
    }

    private static String document(PresentedSession session) {
        return AsciiJson.text(JsonNodeFactory.instance
                .objectNode()
                .put("service_token_id", session.identity().tokenId().toString())
                .put("service_token_status", true)
                .put("common_name", session.identity().clientId())
                .put("name", session.identity().tokenName())
                .put("iat", session.issuedAt().getEpochSecond())
                .put("exp", session.expiresAt().getEpochSecond())
                .put("ip", session.clientAddress())
                .put("auth_status", "NONE"));
    }

    private void logout(ServletAccessRequest asked, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        gate.endSession(asked)
                .<Reply>fold(
                        session -> () -> {
                            SharedCaches.forbid(response);
                            response.addHeader("Set-Cookie", session.clearCookie());
                            ResponseBody.write(
                                    JSON,
                                    AsciiJson.text(JsonNodeFactory.instance
                                            .objectNode()
                                            .put("success", true)),
                                    request,
                                    response);
                        },
                        denied -> () -> DenialWriter.write(denied, request, response))
                .write();
    }
}
