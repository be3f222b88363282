package dev.latchkey;

import dev.latchkey.application.ApplicationSettings;
import dev.latchkey.application.CorsHeaders;
import dev.latchkey.credential.RequestHeaders;
import dev.latchkey.event.Reason;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** CORS preflights: how to tell one (Fetch standard, "CORS-preflight request"), and how to answer it. Stateless. */
final class CorsPreflight {

    private static final String ORIGIN = "Origin";
    private static final String REQUEST_METHOD = "Access-Control-Request-Method";
    private static final String REQUEST_HEADERS = "Access-Control-Request-Headers";

    private CorsPreflight() {}

    /** {@return what is done with a preflight where the application says something about them; else null} */
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

    /** {@return the headers of the answer; for an origin that is not allowed none but {@code Vary}} */
    private static Map<String, String> answer(CorsHeaders cors, RequestHeaders headers) {
        Map<String, String> answer = new LinkedHashMap<>();
        answer.put("Vary", ORIGIN + ", " + REQUEST_METHOD + ", " + REQUEST_HEADERS);
        String origin = first(headers, ORIGIN);
        if (origin == null || !(cors.allowAllOrigins() || cors.allowedOrigins().contains(origin))) {
            return answer;
        }
        answer.put("Access-Control-Allow-Origin", cors.allowAllOrigins() ? "*" : origin);
        if (cors.allowCredentials()) {
            answer.put("Access-Control-Allow-Credentials", "true");
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
