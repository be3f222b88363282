package dev.latchkey;

import dev.latchkey.event.Reason;
import dev.latchkey.model.Application;
import dev.latchkey.model.ApplicationSettings;
import dev.latchkey.model.CorsHeaders;
import dev.latchkey.model.RequestHeaders;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Answers CORS preflights (Fetch standard, "CORS-preflight request"), and lets scripts read denials (request contract,
 * section 3). Stateless.
 */
final class Cors {

    private static final String VARY = "Vary";
    private static final String ORIGIN = "Origin";
    private static final String REQUEST_METHOD = "Access-Control-Request-Method";
    private static final String REQUEST_HEADERS = "Access-Control-Request-Headers";

    private Cors() {}

    /** Returns the decision about a preflight if the application handles preflights; otherwise null. */
    static @Nullable AccessDecision decide(AccessRequest request, ProtectedApplication at) {
        ApplicationSettings settings = at.application().settings();
        CorsHeaders cors = settings.corsHeaders();
        if ((cors == null && !settings.optionsPreflightBypass()) || !isPreflight(request)) {
            return null;
        }
        return cors != null
                ? new AccessDecision.PreflightAnswered(at.application(), answer(cors, request.headers()))
                : new AccessDecision.Passed(
                        at.application(), Reason.CORS_PREFLIGHT, at.hiddenHeaders(request.headers()));
    }

    private static boolean isPreflight(AccessRequest request) {
        return request.method().equals("OPTIONS")
                && first(request.headers(), ORIGIN) != null
                && first(request.headers(), REQUEST_METHOD) != null;
    }

    /** Returns the headers of the response; only {@code Vary} for an origin that is not allowed. */
    private static Map<String, String> answer(CorsHeaders cors, RequestHeaders headers) {
        Map<String, String> answer = new LinkedHashMap<>();
        answer.put(VARY, ORIGIN + ", " + REQUEST_METHOD + ", " + REQUEST_HEADERS);
        if (!allowOrigin(cors, headers, answer)) {
            return answer;
        }
        put(
                answer,
                "Access-Control-Allow-Methods",
                cors.allowAllMethods(),
                cors.allowedMethods(),
                headers,
                REQUEST_METHOD);
        put(
                answer,
                "Access-Control-Allow-Headers",
                cors.allowAllHeaders(),
                cors.allowedHeaders(),
                headers,
                REQUEST_HEADERS);
        if (cors.maxAge() != null) {
            answer.put("Access-Control-Max-Age", String.valueOf(cors.maxAge()));
        }
        return answer;
    }

    /**
     * Returns the headers that let a script of the request's origin read a denial.
     *
     * @param application the application that covers the URL; null where none does or none was looked up
     */
    static Map<String, String> onDenial(AccessRequest request, @Nullable Application application) {
        CorsHeaders cors = application == null ? null : application.settings().corsHeaders();
        if (cors == null) {
            return Map.of();
        }
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put(VARY, ORIGIN);
        allowOrigin(cors, request.headers(), headers);
        return headers;
    }

    /** Adds the headers that allow the request's origin, and returns whether it is allowed. */
    private static boolean allowOrigin(CorsHeaders cors, RequestHeaders headers, Map<String, String> answer) {
        String origin = first(headers, ORIGIN);
        if (origin == null || !(cors.allowAllOrigins() || cors.allowedOrigins().contains(origin))) {
            return false;
        }
        answer.put("Access-Control-Allow-Origin", cors.allowAllOrigins() ? "*" : origin);
        if (cors.allowCredentials()) {
            answer.put("Access-Control-Allow-Credentials", "true");
        }
        return true;
    }

    /** What is asked for is given back, as {@code *} would not count beside credentials. */
    private static void put(
            Map<String, String> answer,
            String name,
            boolean all,
            Iterable<String> some,
            RequestHeaders headers,
            String asked) {
        String value = all ? first(headers, asked) : String.join(", ", some);
        if (value != null && !value.isEmpty() && value.chars().allMatch(c -> c >= ' ' && c < 0x7f)) {
            answer.put(name, value);
        }
    }

    private static @Nullable String first(RequestHeaders headers, String name) {
        Enumeration<String> values = headers.values(name);
        return values.hasMoreElements() ? values.nextElement() : null;
    }
}
