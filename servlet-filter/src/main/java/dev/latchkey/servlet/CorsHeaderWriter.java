package dev.latchkey.servlet;

import jakarta.servlet.http.HttpServletResponse;
import java.util.Map;

/** Writes the CORS headers that the gate determined (request contract, section 3). Stateless. */
final class CorsHeaderWriter {

    private static final String VARY = "Vary";

    private CorsHeaderWriter() {}

    /** Adds to {@code Vary}, which an earlier filter may have set, and sets all other headers. */
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
