package dev.latchkey.servlet;

import dev.latchkey.AnswerCaching;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;

/** Keeps a response out of shared caches, whatever headers are already set (request contract, section 3). Stateless. */
final class SharedCaches {

    private SharedCaches() {}

    /** Forbids all caches to store the response. */
    static void forbid(HttpServletResponse response) {
        overrule(response);
        response.setHeader("Cache-Control", "no-store");
    }

    /** Neutralizes each header that overrides {@code Cache-Control}, as not every container can remove a header. */
    static void overrule(HttpServletResponse response) {
        for (String name : List.copyOf(response.getHeaderNames())) {
            if (AnswerCaching.outranksCacheControl(name)) {
                response.setHeader(name, refusal(name));
            }
        }
    }

    /** Returns the value by which a header that overrides {@code Cache-Control} forbids to store the response. */
    static String refusal(String name) {
        return name.equalsIgnoreCase("X-Accel-Expires") ? "0" : "no-store";
    }
}
