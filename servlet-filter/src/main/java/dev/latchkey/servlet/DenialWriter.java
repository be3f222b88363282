package dev.latchkey.servlet;

import dev.latchkey.AccessDecision;
import dev.latchkey.model.Application;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * Answers a denied request (request contract, section 3). It answers directly and completely: no redirect, and no error
 * page of the container, which a denied request must not reach. Stateless.
 */
final class DenialWriter {

    /** The realm if no application covers the URL. */
    private static final String DEFAULT_REALM = "Latchkey";

    private DenialWriter() {}

    /** Writes status, headers and body; the response must not be committed. */
    static void write(AccessDecision.Denied denied, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        response.setStatus(denied.status());
        SharedCaches.forbid(response);
        CorsHeaderWriter.write(denied.denial().corsHeaders(), response);
        response.setHeader("X-Content-Type-Options", "nosniff");
        Application application = denied.application();
        if (denied instanceof AccessDecision.Unauthenticated) {
            String realm = application == null ? DEFAULT_REALM : application.name();
            response.setHeader("WWW-Authenticate", "ServiceToken realm=\"" + quotable(realm) + '"');
        }
        if (denied instanceof AccessDecision.Unavailable unavailable) {
            long seconds = Math.max(unavailable.retryAfter().toSeconds(), 1);
            response.setHeader("Retry-After", Long.toString(seconds));
        } else if (application != null && !(denied instanceof AccessDecision.BadRequest)) {
            response.setHeader("CF-Access-Aud", application.aud());
            response.setHeader("CF-Access-Domain", printable(application.domain()));
        }
        DenialBody body = DenialBody.choose(request.getHeaders("Accept"));
        if (body == DenialBody.HTML) {
            response.setHeader("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
        }
        ResponseBody.write(body.contentType(), body.render(denied), request, response);
    }

    /** Escapes {@code text} for a quoted string (RFC 9110, section 5.6.4). */
    private static String quotable(String text) {
        String printable = printable(text);
        return printable.indexOf('"') < 0 && printable.indexOf('\\') < 0
                ? printable
                : printable.replace("\\", "\\\\").replace("\"", "\\\"");
    }

    /** Replaces characters that headers cannot carry, or that clients read differently, by question marks. */
    private static String printable(String text) {
        StringBuilder safe = null;
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < ' ' || text.charAt(i) > '~') {
                safe = safe == null ? new StringBuilder(text) : safe;
                safe.setCharAt(i, '?');
            }
        }
        return safe == null ? text : safe.toString();
    }
}
