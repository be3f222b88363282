package dev.latchkey.it.suite;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The cases that each container is asked, with what is wrong about the answers. What counts as let in is seen on the
 * inside, in the journal of the app.
 */
final class Behaviour {

    private static final String HANDSHAKE = String.join(
            "\r\n",
            "Upgrade: websocket",
            "Connection: Upgrade",
            "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
            "");
    private static final String FORGED = "Cf-Access-Jwt-Assertion: forged\r\n";

    private final Container container;
    private final ContainerProcess process;
    private final Run run;
    private final boolean spring;
    private final List<String> wrong = new ArrayList<>();
    private final List<String> mappings;

    private Behaviour(Container container, ContainerProcess process, Run run, boolean spring, boolean mvc) {
        this.container = container;
        this.process = process;
        this.run = run;
        this.spring = spring;
        this.mappings = mvc ? List.of("front", "prefix", "mvc") : List.of("front", "prefix");
    }

    /** What is wrong in a started container; empty where nothing is. */
    static List<String> faults(Container container, Run run, ContainerProcess process) throws IOException {
        boolean spring = container.module().startsWith("boot");
        // Tomcat by itself has no REST resources.
        Behaviour behaviour =
                new Behaviour(container, process, run, spring, !container.name().startsWith("tomcat"));
        behaviour.warmUp();
        behaviour.honest();
        behaviour.paths();
        behaviour.forwardedHeaders();
        behaviour.dispatches();
        behaviour.errors();
        behaviour.webSockets();
        behaviour.secrets();
        return behaviour.wrong;
    }

    /** The first token that is signed makes a key first, which takes a busy machine longer than an answer may. */
    private void warmUp() throws IOException {
        for (int i = 0; i < 5; i++) {
            if (send("GET", "/prefix/secure/first", Client.A.pair()).status() == 200) {
                break;
            }
        }
        process.drain();
    }

    /** Sections 3 and 5: nothing presented is 401, a good pair is let in and seen. */
    private void honest() throws IOException {
        for (String mapping : mappings) {
            expect(401, "/" + mapping + "/secure/x", "");
            nothingRan(mapping + " without credentials");
            expect(200, "/" + mapping + "/secure/x", Client.A.pair() + FORGED);
            ranAs(Client.A.id(), mapping + " with the pair");
            expect(200, "/" + mapping + "/open/x", FORGED);
            ranAs(null, mapping + ", bypassed");
            expect(403, "/" + mapping + "/other/x", Client.A.pair());
            nothingRan(mapping + " for another client");
        }
        expect(401, "/secure/a.do", "");
        nothingRan("*.do without credentials");
        expect(200, "/secure/a.do", Client.A.pair());
        ranAs(Client.A.id(), "*.do");
        if (run.root().equals("files") || spring) {
            expect(401, "/files/secure/page.txt", "");
            expect(200, "/files/secure/page.txt", Client.A.pair());
        }
        if (spring) {
            for (String way : List.of("deferred", "stream")) {
                expect(401, "/mvc/secure/" + way, "");
                nothingRan(way + " without credentials");
                expect(200, "/mvc/secure/" + way, Client.A.pair());
                ranAs(Client.A.id(), way);
            }
        }
    }

    /** Section 6: however a path is spelled, protected code needs credentials. */
    private void paths() throws IOException {
        int logged = process.log().length();
        for (String mapping : mappings) {
            for (String spelling : List.of(
                    "M/secure/../open/x",
                    "M/open/../secure/x",
                    "M/secure/%2e%2e/open/x",
                    "M/open/%2e%2e/secure/x",
                    "M/open/..;/secure/x",
                    "M/secure;a=b/x",
                    "M;a/secure/x",
                    "M//secure/x",
                    "/M/secure/x",
                    "M/./secure/x",
                    "M/%2e/secure/x",
                    "M%2fsecure/x",
                    "M/open%2f..%2fsecure/x",
                    "M\\secure\\x",
                    "M/open%5c..%5csecure/x",
                    "M/%73ecure/x",
                    "M/open/%252e%252e/secure/x",
                    "M/secure%00/x",
                    "M/open/.%2e/secure/x",
                    "M/secure/x/..",
                    "M/secure/x/../../open/..",
                    "M/secure/.",
                    "M/secure%20/x",
                    "M/open/x#/../../secure",
                    "M/open?/../secure/x",
                    "M/open/%c0%ae%c0%ae/secure/x")) {
                RawAnswer answer = send("GET", spelling.replace("M", "/" + mapping), "");
                if (answer.hung() || (answer.status() >= 500 && isOurs(answer, logged))) {
                    wrong.add(spelling + " of " + mapping + ": " + answer.status() + (answer.hung() ? ", hung" : ""));
                }
                if (answer.text().contains(WebFiles.mark("secure"))) {
                    wrong.add(spelling + " of " + mapping + ": the file");
                }
                nothingRan(spelling + " of " + mapping);
            }
        }
    }

    /** Whether a 5xx is the filter's: some servers fail on odd URLs themselves, before any filter. */
    private boolean isOurs(RawAnswer answer, int logged) {
        return answer.text().contains("\"reference\"")
                || process.log().substring(logged).contains("at dev.latchkey.servlet.");
    }

    /** Section 6: the filter's own context path counts, and no header chooses another path. */
    private void forwardedHeaders() throws IOException {
        for (String mapping : mappings) {
            for (String header : List.of("X-Forwarded-Prefix", "X-Original-URL", "X-Rewrite-URL", "X-Forwarded-Path")) {
                for (String value : List.of("/" + mapping + "/open", run.prefix() + "/" + mapping + "/open", "/")) {
                    RawAnswer answer = send("GET", "/" + mapping + "/secure/x", header + ": " + value + "\r\n");
                    if (answer.status() != 401 && answer.status() != 400) {
                        wrong.add(mapping + " with " + header + ": " + value + ": " + answer.status());
                    }
                    nothingRan(mapping + " with " + header + ": " + value);
                }
            }
        }
    }

    /** Section 5: a dispatch to another application is decided on by that application. */
    private void dispatches() throws IOException {
        List<String> targets = new ArrayList<>(List.of("/prefix/secure/y", "/secure/y.do"));
        if (mappings.contains("mvc")) {
            targets.add("/mvc/secure/y");
        }
        for (String target : targets) {
            for (String action : List.of("forward", "include", "async")) {
                if (action.equals("include") && target.startsWith("/mvc")) {
                    continue;
                }
                String uri = "/front/open/x?do=" + action + "&to=" + target;
                send("GET", uri, "");
                nothingRan(uri + " without credentials");
                expect(200, uri, Client.A.pair());
                if (process.drain().stream().noneMatch(entry -> Client.A.id().equals(entry.principal()))) {
                    wrong.add(uri + ": nobody was seen");
                }
            }
        }
    }

    /** Section 5: who was let in sees the app's own 404, 409 and 500, whatever covers the error page. */
    private void errors() throws IOException {
        String at = spring ? "/mvc/secure/" : "/prefix/secure/";
        expect(409, at + "x?do=error&status=409", Client.A.pair());
        expect(500, at + "x?do=throw", Client.A.pair());
        expect(401, at + "x?do=error&status=409", "");
        expect(409, "/prefix/open/x?do=error&status=409", "");
        if (spring) {
            expect(409, "/mvc/secure/conflict", Client.A.pair());
            expect(500, "/mvc/secure/throws", Client.A.pair());
            expect(404, "/files/secure/nothing.txt", Client.A.pair());
            expect(401, "/files/secure/nothing.txt", "");
            expect(403, "/error", "");
        } else {
            expect(403, "/errors/page", "");
        }
        process.drain();
    }

    /** Section 5: no handshake before the decision; the endpoint sees who came in, and no secret. */
    private void webSockets() throws IOException {
        List<String> endpoints = new ArrayList<>(List.of("annotated", "programmatic"));
        if (spring) {
            endpoints.add("spring");
        }
        for (String endpoint : endpoints) {
            String uri = run.prefix() + "/ws/secure/" + endpoint;
            for (String bad : List.of(
                    "", FORGED, "CF-Access-Client-Id: " + Client.A.id() + "\r\nCF-Access-Client-Secret: wrong\r\n")) {
                int status = handshake(uri, bad);
                if (status != 401) {
                    wrong.add("handshake of " + endpoint + ": " + status);
                }
                nothingRan("handshake of " + endpoint);
            }
            int status = handshake(uri, Client.A.pair() + FORGED);
            if (container.showsHandshakeHeaders()) {
                if (status != 403) {
                    wrong.add("handshake of " + endpoint + " with headers that must stay hidden: " + status);
                }
                nothingRan("handshake of " + endpoint);
                continue;
            }
            if (status != 101) {
                wrong.add("good handshake of " + endpoint + ": " + status);
                continue;
            }
            ranAs(Client.A.id(), "endpoint " + endpoint);
        }
    }

    /** No secret in the log, whatever was asked. */
    private void secrets() {
        if (process.log().contains(Client.A.secret())) {
            wrong.add("the secret is in the log");
        }
    }

    private RawAnswer send(String method, String target, String headers) throws IOException {
        String uri = target.startsWith("//") ? target : run.prefix() + target;
        RawAnswer answer = RawHttp.send(
                process.port("http"),
                method + " " + uri + " HTTP/1.1\r\nHost: app.example.com\r\nConnection: close\r\n" + headers + "\r\n");
        if (answer.text().contains(Client.A.secret())) {
            wrong.add(target + ": the secret is in the answer");
        }
        return answer;
    }

    private void expect(int status, String target, String headers) throws IOException {
        RawAnswer answer = send("GET", target, headers);
        if (answer.status() != status) {
            wrong.add(target + (headers.isEmpty() ? "" : " with headers") + ": " + answer.status() + ", not " + status);
        }
    }

    /** Nothing but code of the bypassed application, and pages that no application covers, may have run. */
    private void nothingRan(String what) throws IOException {
        List<String> ran = process.drain().stream()
                .filter(entry -> !List.of("open", "unmatched", "error").contains(entry.area()))
                .map(entry -> entry.values().toString())
                .collect(Collectors.toList());
        if (!ran.isEmpty()) {
            wrong.add(what + ": ran " + ran);
        }
    }

    private void ranAs(String id, String what) throws IOException {
        List<JournalEntry> ran = process.drain();
        if (ran.isEmpty()) {
            wrong.add(what + ": nothing ran");
        }
        for (JournalEntry entry : ran) {
            // What runs on another thread, after the request, has no principal of its own to ask.
            if (!java.util.Objects.equals(id, entry.principal())) {
                wrong.add(what + ": saw " + entry.principal());
            }
            if (entry.values().toString().contains(Client.A.secret())) {
                wrong.add(what + ": saw the secret");
            }
            if (entry.values().containsValue("forged")) {
                wrong.add(what + ": saw the forged assertion");
            }
        }
    }

    private int handshake(String uri, String headers) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), process.port("http"))) {
            socket.setSoTimeout(5_000);
            String request = "GET " + uri + " HTTP/1.1\r\nHost: app.example.com\r\n" + HANDSHAKE + headers + "\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            InputStream input = socket.getInputStream();
            StringBuilder head = new StringBuilder();
            for (int octet = input.read(); octet >= 0 && head.indexOf("\r\n\r\n") < 0; octet = input.read()) {
                head.append((char) octet);
            }
            // The endpoint's first message: by then it has noted itself.
            if (head.indexOf(" 101 ") == 8 && input.read() < 0) {
                return 0;
            }
            return head.length() < 12 ? 0 : Integer.parseInt(head.substring(9, 12));
        }
    }
}
