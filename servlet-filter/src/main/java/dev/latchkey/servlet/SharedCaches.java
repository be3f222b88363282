package dev.latchkey.servlet;

import dev.latchkey.AnswerCaching;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;

/** Keeps an answer out of shared caches whatever was said before (request contract, section 3). Stateless. */
final class SharedCaches {

    private SharedCaches() {}

    /** Says that no cache may store the answer. */
    static void forbid(HttpServletResponse response) {
        overrule(response);
        response.setHeader("Cache-Control", "no-store");
    }

    /** Turns off each header that outranks {@code Cache-Control}: not every container can remove one. */
    static void overrule(HttpServletResponse response) {
        for (String name : List.copyOf(response.getHeaderNames())) {
            if (AnswerCaching.outranksCacheControl(name)) {
                response.setHeader(name, name.equalsIgnoreCase("X-Accel-Expires") ? "0" : "no-store");
            }
        }
    }
}
