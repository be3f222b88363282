package dev.latchkey.servlet;

import jakarta.servlet.http.HttpServletResponse;
import java.util.Map;

/** Writes the CORS headers that the gate worked out (request contract, section 3). Stateless. */
final class CorsHeaderWriter {

    private static final String VARY = "Vary";

    private CorsHeaderWriter() {}

    /** Adds to {@code Vary}, since an earlier filter may have set it, and sets every other header. */
    static void write(Map<String, String> headers, HttpServletResponse response) {
        headers.forEach((name, value) -> {
            if (name.equals(VARY)) {
                response.addHeader(name, value);
            } else {
                response.setHeader(name, value);
            }
        });
    }
}
