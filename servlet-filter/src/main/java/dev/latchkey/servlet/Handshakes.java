package dev.latchkey.servlet;

import dev.latchkey.AccessDecision;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Enumeration;
import java.util.Locale;

/**
 * Finds WebSocket handshakes whose endpoint would see what it must not (request contract, section 5). Jetty 12.0 shows
 * endpoints the headers that the client sent, past every wrapper of the request; other containers, and Jetty 12.1, show
 * what the wrapper shows. Immutable.
 */
final class Handshakes {

    private final boolean showHeadersAsSent;

    private Handshakes(boolean showHeadersAsSent) {
        this.showHeadersAsSent = showHeadersAsSent;
    }

    /** {@return the handshakes of a web app in this container} */
    static Handshakes in(ServletContext context) {
        String server = context.getServerInfo();
        return new Handshakes(server != null && server.startsWith("jetty/12.0."));
    }

    /** {@return whether this request is a handshake that carries a header which the app must not see} */
    boolean reveal(AccessDecision.Admitted admitted, HttpServletRequest request) {
        return showHeadersAsSent
                && request.getDispatcherType() == DispatcherType.REQUEST
                && isHandshake(request)
                && carriesHidden(admitted, AdmittedRequest.originalOf(request).getHeaderNames());
    }

    /** By the Upgrade header, or by CONNECT over HTTP/2 (RFC 8441). */
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
