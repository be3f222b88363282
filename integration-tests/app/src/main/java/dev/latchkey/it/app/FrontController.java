package dev.latchkey.it.app;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Matches as every framework does at once: each {@link Reading} of the request that leads into an area runs that area's
 * code. Whatever a query asks for with {@code do}, the first of them does; each {@code say=name:value} sets a header.
 */
public final class FrontController extends HttpServlet {

    private static final long serialVersionUID = 1L;

    private final String mapping;

    FrontController(String mapping) {
        this.mapping = mapping;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        boolean included = request.getDispatcherType() == DispatcherType.INCLUDE;
        List<Reading> readings = included ? List.of(Reading.INCLUDED) : Arrays.asList(Reading.values());
        Map<String, Reading> areas = new LinkedHashMap<>();
        for (Reading reading : readings) {
            String area = Areas.of(reading.of(request));
            if (area != null) {
                areas.putIfAbsent(area, reading);
            }
        }
        if (areas.isEmpty()) {
            areas.put("unmatched", Reading.PATH);
        }
        areas.forEach((area, reading) -> note(mapping, reading.name(), area, request));
        answer(String.join(",", areas.keySet()), request, response);
    }

    /** Runs the code of an area that a framework's own matching has led to. */
    public static void run(
            String mapping, String reading, String area, HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        note(mapping, reading, area, request);
        answer(area, request, response);
    }

    private static void answer(String ran, HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        Map<String, String> query = query(request);
        if (request.getDispatcherType() != DispatcherType.INCLUDE) {
            response.setHeader("X-Ran", ran);
            // An error page may be of another type.
            if (!query.getOrDefault("do", "").equals("error")) {
                response.setContentType("text/plain");
            }
            say(request, response);
        }
        act(query, request, response);
    }

    /** Notes that the code of an area ran, and what it saw. */
    public static void note(String mapping, String reading, String area, HttpServletRequest request) {
        Journal.Entry entry = Journal.ofThisApp()
                .note(mapping, reading, area)
                .with("dispatch", request.getDispatcherType())
                .with("principal", request.getUserPrincipal() == null ? null : request.getRemoteUser())
                .with("auth", request.getAuthType())
                .with("method", request.getMethod())
                .with("uri", request.getRequestURI())
                .with("path", Reading.PATH.of(request))
                .with("context", request.getContextPath())
                .with("host", request.getServerName());
        int count = 0;
        for (String name : Collections.list(request.getHeaderNames())) {
            if (count++ < 60) {
                entry.with("header:" + name, String.join("\u0001", Collections.list(request.getHeaders(name))));
            }
        }
        // Asked for by name as well: a wrapper may hide a name and still answer for it.
        for (String name : List.of("CF-Access-Client-Secret", "cf_access_client_secret", "Cf-Access-Jwt-Assertion")) {
            entry.with("asked:" + name, request.getHeader(name));
        }
        entry.add();
    }

    private static void act(Map<String, String> query, HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        String to = query.getOrDefault("to", "");
        String action = request.getDispatcherType() == DispatcherType.REQUEST ? query.getOrDefault("do", "") : "";
        switch (action) {
            case "forward" -> dispatcher(request, to).forward(request, response);
            case "include" -> {
                response.getWriter().println("including");
                dispatcher(request, to).include(request, response);
            }
            case "named" -> {
                RequestDispatcher named = request.getServletContext().getNamedDispatcher("named");
                named.forward(request, response);
            }
            case "async" -> async(request, to);
            case "error" -> response.sendError(Integer.parseInt(query.getOrDefault("status", "409")));
            case "throw" -> throw new ServletException("as asked");
            case "cookie" -> {
                response.addHeader("Set-Cookie", "app=1");
                response.getWriter().println("ran");
            }
            case "status" -> response.setStatus(Integer.parseInt(query.getOrDefault("status", "409")));
            default -> response.getWriter().println("ran");
        }
    }

    private static void say(HttpServletRequest request, HttpServletResponse response) {
        for (Map.Entry<String, String> pair : pairs(request)) {
            int colon = pair.getValue().indexOf(':');
            if (pair.getKey().equals("say") && colon > 0) {
                response.setHeader(
                        pair.getValue().substring(0, colon), pair.getValue().substring(colon + 1));
            }
        }
    }

    private static RequestDispatcher dispatcher(HttpServletRequest request, String to) throws ServletException {
        RequestDispatcher dispatcher = request.getServletContext().getRequestDispatcher(to);
        if (dispatcher == null) {
            throw new ServletException("no such target");
        }
        return dispatcher;
    }

    private static void async(HttpServletRequest request, String to) {
        AsyncContext async = request.startAsync();
        if (!to.isEmpty()) {
            async.dispatch(to);
            return;
        }
        async.start(() -> {
            try {
                HttpServletRequest seen = (HttpServletRequest) async.getRequest();
                Journal.ofThisApp()
                        .note("async", "ASYNC", "async")
                        .with("principal", seen.getRemoteUser())
                        .with("asked:CF-Access-Client-Secret", seen.getHeader("CF-Access-Client-Secret"))
                        .add();
                say(seen, (HttpServletResponse) async.getResponse());
                async.getResponse().getWriter().println("ran");
            } catch (IOException e) {
                throw new IllegalStateException(e);
            } finally {
                async.complete();
            }
        });
    }

    /** Not by {@code getParameter}, which would read a body. */
    private static Map<String, String> query(HttpServletRequest request) {
        Map<String, String> query = new LinkedHashMap<>();
        pairs(request).forEach(pair -> query.putIfAbsent(pair.getKey(), pair.getValue()));
        return query;
    }

    private static List<Map.Entry<String, String>> pairs(HttpServletRequest request) {
        List<Map.Entry<String, String>> pairs = new ArrayList<>();
        String text = request.getQueryString();
        for (String pair : (text == null ? "" : text).split("&", -1)) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                pairs.add(Map.entry(pair.substring(0, equals), decoded(pair.substring(equals + 1))));
            }
        }
        return pairs;
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            return text;
        }
    }
}
