package dev.latchkey.servlet.forwarding;

import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import jakarta.servlet.http.HttpServletRequest;

/** Looks below wrappers that change a request by forwarding headers. Stateless. */
public final class ForwardedRequests {

    /** A wrapper that takes the client's address from a forwarding header of any sender, and hides that header. */
    private static final String BELIEVES_ANY_CLIENT = "org.springframework.web.filter.ForwardedHeaderFilter$";

    private ForwardedRequests() {}

    /** Returns the request below any wrapper that trusts forwarding headers from any client. */
    public static HttpServletRequest belowBelievers(HttpServletRequest request) {
        HttpServletRequest below = request;
        ServletRequest each = request;
        while (each instanceof ServletRequestWrapper wrapper) {
            each = wrapper.getRequest();
            if (wrapper.getClass().getName().startsWith(BELIEVES_ANY_CLIENT)
                    && each instanceof HttpServletRequest http) {
                below = http;
            }
        }
        return below;
    }

    /** Returns the address at the other end of the connection, whatever forwarding headers any client sends. */
    public static String remoteAddress(HttpServletRequest request) {
        String address = belowBelievers(request).getRemoteAddr();
        return address == null ? "" : address;
    }
}
