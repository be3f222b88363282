package dev.latchkey.servlet;

import dev.latchkey.AccessDecision;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Enumeration;
import java.util.Locale;

/**
 * Detects WebSocket handshakes whose endpoint would see hidden headers (request contract, section 5). Jetty 12.0 shows
 * endpoints the headers as the client sent them, past all wrappers of the request. Other containers and Jetty 12.1 use
 * the wrapper. Immutable.
 */
final class Handshakes {

    private final boolean showHeadersAsSent;

    private Handshakes(boolean showHeadersAsSent) {
        this.showHeadersAsSent = showHeadersAsSent;
    }

    /** Returns the handshake rules of this container. */
    static Handshakes in(ServletContext context) {
        String server = context.getServerInfo();
        return new Handshakes(server != null && server.startsWith("jetty/12.0."));
    }

    /** Returns whether this request is a handshake with a header that the app must not see. */
    boolean reveal(AccessDecision.Admitted admitted, HttpServletRequest request) {
        return showHeadersAsSent
                && request.getDispatcherType() == DispatcherType.REQUEST
                && isHandshake(request)
                && carriesHidden(admitted, AdmittedRequest.originalOf(request).getHeaderNames());
    }

    /** Recognizes the Upgrade header, and CONNECT over HTTP/2 (RFC 8441). */
    private static boolean isHandshake(HttpServletRequest request) {
        boolean handshake = "CONNECT".equals(request.getMethod());
        Enumeration<String> upgrades = request.getHeaders("Upgrade");
        while (!handshake && upgrades.hasMoreElements()) {
            handshake = upgrades.nextElement().toLowerCase(Locale.ROOT).contains("websocket");
        }
        return handshake;
    }

    private static boolean carriesHidden(AccessDecision.Admitted admitted, Enumeration<String> names) {
        while (names.hasMoreElements()) {
            if (admitted.hiddenHeaders().hides(names.nextElement())) {
                return true;
            }
        }
        return false;
    }
}
