package dev.latchkey.it.suite;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Requests that do nothing odd, and what must come of each (request contract, sections 2, 3 and 5). */
final class HonestRequests {

    /**
     * One of them.
     *
     * @param area whose code runs; null if none may
     * @param client whom it sees; null for nobody
     */
    private record Case(String request, int status, String area, Client client) {}

    private final Container container;
    private final ContainerProcess process;
    private final Run run;
    private final Assault assault;
    private final List<Case> cases = new ArrayList<>();

    HonestRequests(Container container, ContainerProcess process, Run run, Assault assault) {
        this.container = container;
        this.process = process;
        this.run = run;
        this.assault = assault;
    }

    /** A session that client A opens with {@code secure}: its application token. */
    String open() throws IOException {
        RawAnswer answer = RawHttp.send(process.port("http"), request("GET", "/front/secure/x", Client.A.pair(), ""));
        process.drain();
        return answer.header("Set-Cookie").stream()
                .filter(cookie -> cookie.startsWith("CF_Authorization="))
                .map(cookie -> cookie.substring("CF_Authorization=".length(), cookie.indexOf(';')))
                .findFirst()
                .orElse("eyJub25lIjoibm9uZSJ9.e30.c3RyaWN0");
    }

    void send(String goodToken) throws IOException {
        if (run.setup().shape() == Setup.Shape.PATHS) {
            byPath(goodToken);
        } else if (run.setup().shape() == Setup.Shape.EVERYTHING) {
            everything();
        } else {
            byHost();
        }
        for (Case each : cases) {
            judge(each);
        }
        assault.counted(cases.size());
    }

    private void byPath(String goodToken) {
        String cookie = Credential.cookie(goodToken).headers();
        String token = Credential.token(goodToken).headers();
        List<String> mappings =
                run.root().equals("files") ? List.of("front", "prefix", "do") : List.of("front", "prefix", "do", "");
        for (String mapping : mappings) {
            String base = mapping.isEmpty() ? "" : "/" + mapping;
            String tail = Corpus.tail(mapping);
            for (String method : List.of("GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "PROPFIND")) {
                if (!(method.equals("OPTIONS") && mapping.isEmpty() && container.isSpring())) {
                    letIn(method, base + "/secure" + tail, Client.A.pair(), "secure", Client.A);
                }
            }
            letIn("GET", base + "/single" + tail, Client.A.pair(), "single", Client.A);
            letIn("GET", base + "/single" + tail, Client.A.single(), "single", Client.A);
            letIn("GET", base + "/other" + tail, Client.B.pair(), "other", Client.B);
            letIn("GET", base + "/open" + tail, "", "open", null);
            letIn("GET", base + "/open" + tail, Client.A.pair(), "open", null);
            letIn("GET", base + "/open" + tail, "CF-Access-Client-Secret: wrong\r\n", "open", null);
            if (run.setup().strict()) {
                denied("GET", base + "/secure" + tail, cookie, 401);
                denied("GET", base + "/secure" + tail, token, 401);
            } else {
                letIn("GET", base + "/secure" + tail, cookie, "secure", Client.A);
                letIn("GET", base + "/secure" + tail, token, "secure", Client.A);
                denied("GET", base + "/single" + tail, cookie, 401);
            }
            letIn(
                    "GET",
                    base + "/secure" + tail + "?a=b&c=/../open&d=%2e%2e%2f%00;x//",
                    Client.A.pair(),
                    "secure",
                    Client.A);
            letIn(
                    "GET",
                    base + "/secure" + tail,
                    "cf-access-client-id: " + Client.A.id() + "\r\nCF-ACCESS-CLIENT-SECRET:\t " + Client.A.secret()
                            + " \r\n",
                    "secure",
                    Client.A);
            letIn(
                    "GET",
                    base + "/secure" + tail,
                    Client.A.pair() + "Authorization: Bearer app\r\nCookie: a=b\r\n",
                    "secure",
                    Client.A);
            denied("GET", base + "/secure" + tail, "", 401);
            denied("GET", base + "/other" + tail, Client.A.pair(), 403);
            denied("GET", base + "/secure" + tail, Client.A.single(), 401);
        }
        for (String name : List.of(
                "/%7Euser",
                "/a%20b",
                "/%C3%A9",
                "/a+b",
                "/a,b;jsessionid=0123",
                "/a@b:c=d&e$f!",
                "/.hidden",
                "/a..b",
                "/x.y/",
                "/%E2%82%AC",
                "/a'(b)*")) {
            letIn("GET", "/front/secure" + name, Client.A.pair(), "secure", Client.A);
        }
        letIn("GET", "/front/secure", Client.A.pair(), "secure", Client.A);
        letIn("GET", "/front/secure/", Client.A.pair(), "secure", Client.A);
        cases.add(new Case(
                request(
                        "POST",
                        "/front/secure/x",
                        Client.A.pair() + "Transfer-Encoding: chunked\r\n",
                        "3\r\na=b\r\n0\r\n\r\n"),
                200,
                "secure",
                Client.A));
        cases.add(new Case(
                request(
                        "POST",
                        "/front/secure/x",
                        Client.A.pair() + "Content-Length: 3\r\nExpect: 100-continue\r\n",
                        "a=b"),
                200,
                "secure",
                Client.A));
        cases.add(new Case(
                request("GET", "/front/secure/x", Client.A.pair(), "").replace("HTTP/1.1", "HTTP/1.0"),
                200,
                "secure",
                Client.A));
    }

    private void everything() {
        for (String path : List.of("/front/secure/x", "/prefix/other/x", "/front/nowhere", "/do/x.do", "/front/a//b")) {
            denied("GET", path, "", 401);
            cases.add(new Case(request("GET", path, Client.A.pair(), ""), 200, "*", Client.A));
        }
    }

    private void byHost() {
        String toSecure = "Host: secure.example.com";
        for (String host : List.of(toSecure, "Host: SECURE.example.com:8080", "Host: secure.example.com.")) {
            cases.add(new Case(
                    request("GET", "/front/x", Client.A.pair(), "").replace("Host: app.example.com", host),
                    200,
                    "*",
                    Client.A));
            cases.add(new Case(
                    request("GET", "/front/x", "", "").replace("Host: app.example.com", host), 401, null, null));
        }
        cases.add(new Case(
                request("GET", "/front/x", "", "").replace("Host: app.example.com", "Host: open.example.com"),
                200,
                "*",
                null));
        cases.add(new Case(request("GET", "/front/x", Client.A.pair(), ""), 403, null, null));
    }

    private void letIn(String method, String path, String headers, String area, Client client) {
        cases.add(new Case(request(method, path, headers, ""), 200, area, client));
    }

    private void denied(String method, String path, String headers, int status) {
        cases.add(new Case(request(method, path, headers, ""), status, null, null));
    }

    private String request(String method, String path, String headers, String body) {
        return method + " " + run.prefix() + path + " HTTP/1.1\r\nHost: app.example.com\r\nConnection: close\r\n"
                + headers + "\r\n" + body;
    }

    private void judge(Case each) throws IOException {
        RawAnswer answer = RawHttp.send(process.port("http"), each.request());
        List<JournalEntry> ran = process.drain();
        String request =
                new Attack(0, "honest", Credential.NONE, each.request(), false, Attack.Protocol.HTTP_1).toString();
        int status = answer.status() == 100 ? statusAfterContinue(answer) : answer.status();
        boolean right = status == each.status()
                && (each.area() == null
                        ? ran.isEmpty()
                        : ran.size() == 1
                                && (each.area().equals("*")
                                        || each.area().equals(ran.get(0).area()))
                                && java.util.Objects.equals(
                                        ran.get(0).principal(),
                                        each.client() == null
                                                ? null
                                                : each.client().id())
                                && (each.client() == null)
                                        == (ran.get(0).values().get("asked:Cf-Access-Jwt-Assertion") == null)
                                && ran.get(0).values().get("asked:CF-Access-Client-Secret") == null);
        if (!right) {
            assault.refused(
                    request.replace(Client.A.secret(), "<secret>"),
                    status + " in place of " + each.status() + ", ran " + ran);
        }
    }

    private static int statusAfterContinue(RawAnswer answer) {
        int second = answer.text().indexOf("HTTP/1.1 ", 9);
        return second < 0 ? 100 : Integer.parseInt(answer.text().substring(second + 9, second + 12));
    }
}
