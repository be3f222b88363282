package dev.latchkey.servlet;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/** Prints everything that an app sees of a request, one item per line, and parses it. */
final class Seen {

    private Seen() {}

    /** A page that prints the user and every header. */
    static void tell(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setContentType("text/plain;charset=utf-8");
        response.getWriter().write(of(request));
    }

    static String of(HttpServletRequest request) {
        StringBuilder seen = new StringBuilder("app was here\n");
        seen.append("principal=").append(request.getUserPrincipal()).append('\n');
        seen.append("user=").append(request.getRemoteUser()).append('\n');
        seen.append("auth=").append(request.getAuthType()).append('\n');
        for (String name : Collections.list(request.getHeaderNames())) {
            for (String value : Collections.list(request.getHeaders(name))) {
                seen.append("header ").append(name).append('=').append(value).append('\n');
            }
        }
        for (String name :
                new String[] {"Cf-Access-Jwt-Assertion", "CF-ACCESS-JWT-ASSERTION", "cf-access-jwt-assertion"}) {
            seen.append("assertion=").append(request.getHeader(name)).append('\n');
        }
        for (String name : new String[] {
            "CF-Access-Client-Secret", "cf-access-client-secret", "CF_Access_Client_Secret", "Cf_Access-Client_Secret",
        }) {
            seen.append("secret=").append(request.getHeader(name)).append('\n');
        }
        return seen.toString();
    }

    /** Returns the lines {@code name=value} of {@link #tell}, the last one for each name. */
    static Map<String, String> lines(String body) {
        Map<String, String> lines = new TreeMap<>();
        body.lines()
                .filter(line -> line.indexOf('=') > 0)
                .forEach(
                        line -> lines.put(line.substring(0, line.indexOf('=')), line.substring(line.indexOf('=') + 1)));
        return lines;
    }

    /** Wraps exceptions for pages that are lambdas. */
    static void tellUnchecked(HttpServletRequest request, HttpServletResponse response) {
        try {
            tell(request, response);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
