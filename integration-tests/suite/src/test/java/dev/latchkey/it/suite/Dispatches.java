package dev.latchkey.it.suite;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Dispatches, errors, async and WebSocket handshakes (request contract, section 5). For applications by path. */
final class Dispatches {

    /** The areas that run, in order, each with whom it sees: {@code secure=A}. */
    private record Case(String target, String headers, List<Integer> status, String ran) {}

    private static final String UPGRADE = RequestTricks.handshakes().get(0);

    private final Container container;
    private final ContainerProcess process;
    private final Run run;
    private final Assault assault;
    private final List<Case> cases = new ArrayList<>();

    Dispatches(Container container, ContainerProcess process, Run run, Assault assault) {
        this.container = container;
        this.process = process;
        this.run = run;
        this.assault = assault;
    }

    void send(String goodToken) throws IOException {
        String a = Client.A.pair();
        String b = Client.B.pair();
        // From open to protected: nobody was verified, so the pair is looked at then.
        add("/front/open/x?do=forward&to=/prefix/secure/x", "", List.of(401), "open=-");
        add("/front/open/x?do=forward&to=/prefix/secure/x", a, List.of(200), "open=- secure=A");
        add("/front/open/x?do=forward&to=/prefix/secure/x", b, List.of(403), "open=-");
        add("/front/open/x?do=include&to=/prefix/secure/x", "", List.of(200), "open=-");
        add("/front/open/x?do=include&to=/prefix/secure/x", a, List.of(200), "open=- secure=A");
        add("/front/open/x?do=async&to=/prefix/secure/x", "", List.of(401), "open=-");
        add("/front/open/x?do=async&to=/prefix/secure/x", a, List.of(200), "open=- secure=A");
        // From one protected application to another.
        add("/front/secure/x?do=forward&to=/prefix/single/x", a, List.of(200), "secure=A single=A");
        add("/front/secure/x?do=forward&to=/prefix/other/x", a, List.of(403), "secure=A");
        add("/front/other/x?do=forward&to=/prefix/secure/x", b, List.of(403), "other=B");
        add("/front/secure/x?do=include&to=/prefix/other/x", a, List.of(200), "secure=A");
        add("/front/secure/x?do=async&to=/prefix/other/x", a, List.of(403), "secure=A");
        add("/front/secure/x?do=forward&to=/do/secure/x.do", a, List.of(200), "secure=A secure=A");
        add("/front/secure/x?do=forward&to=/nowhere", a, List.of(403), "secure=A");
        add("/front/secure/x?do=async", a, List.of(200), "secure=A async=A");
        add("/front/open/x?do=async", "", List.of(200), "open=- async=-");
        add("/front/secure/x?do=named", a, List.of(200), "secure=A secure=A");
        // Admitted clients see the app's own statuses, through its own error page.
        for (int status : List.of(404, 409, 500)) {
            add("/front/secure/x?do=error&status=" + status, a, List.of(status), withErrorPage("secure=A", "A"));
            add("/front/secure/x?do=error&status=" + status, "", List.of(401), "");
            add("/front/open/x?do=error&status=" + status, "", List.of(status), withErrorPage("open=-", "-"));
        }
        add("/front/secure/x?do=throw", a, List.of(500), withErrorPage("secure=A", "A"));
        add("/front/open/x?do=throw", "", List.of(500), withErrorPage("open=-", "-"));
        add("/errors/page", "", List.of(401, 403), "");
        add("/errors/page", a, List.of(403), "");
        if (!run.setup().strict()) {
            String cookie = Credential.cookie(goodToken).headers();
            add("/front/secure/x?do=forward&to=/prefix/single/x", cookie, List.of(200), "secure=A single=A");
        }
        for (String endpoint : List.of("annotated", "programmatic")) {
            String name = endpoint.toUpperCase(java.util.Locale.ROOT);
            add("/ws/secure/" + endpoint, UPGRADE, List.of(401), "");
            add("/ws/secure/" + endpoint, UPGRADE + b, List.of(403), "");
            add(
                    "/ws/secure/" + endpoint,
                    UPGRADE + Credential.bad(goodToken).get(1).headers(),
                    List.of(401),
                    "");
            handshake("/ws/secure/" + endpoint, a, "secure=A " + name + " secure=A");
            handshake("/ws/single/" + endpoint, Client.A.single(), "single=A " + name + " single=A");
            handshake("/ws/open/" + endpoint, a, "open=- " + name + " open=-");
            add("/ws/open/" + endpoint, UPGRADE, List.of(101), "open=- " + name + " open=-");
        }
        for (Case each : cases) {
            judge(each);
        }
        assault.counted(cases.size());
    }

    private String withErrorPage(String ran, String who) {
        return container.isSpring() ? ran : ran + " error=" + who;
    }

    /** With a secret in it, which endpoints of Jetty 12.0 would see: refused there. */
    private void handshake(String target, String credentials, String ran) {
        boolean refused = container.showsHandshakeHeaders();
        add(target, UPGRADE + credentials, List.of(refused ? 403 : 101), refused ? "" : ran);
    }

    private void add(String target, String headers, List<Integer> status, String ran) {
        cases.add(new Case(target, headers, status, ran));
    }

    private void judge(Case each) throws IOException {
        String raw = "GET " + run.prefix() + each.target() + " HTTP/1.1\r\nHost: app.example.com\r\n"
                + (each.headers().contains("Connection:") ? "" : "Connection: close\r\n") + each.headers() + "\r\n";
        RawAnswer answer = RawHttp.send(process.port("http"), raw);
        List<JournalEntry> entries = answer.status() == 101 ? process.drainOpened() : process.drain();
        String ran = entries.stream().map(Dispatches::told).collect(Collectors.joining(" "));
        boolean opened = answer.status() != 101 || clean(entries);
        if (!each.status().contains(answer.status()) || !ran.equals(each.ran()) || !opened) {
            assault.refused(
                    each.target() + " with "
                            + each.headers()
                                    .lines()
                                    .map(l -> l.replaceAll(":.*", ""))
                                    .toList(),
                    answer.status() + " in place of " + each.status() + ", ran [" + ran + "] in place of [" + each.ran()
                            + "]"
                            + (opened
                                    ? ""
                                    : ", and the endpoint saw "
                                            + entries.get(0).values().keySet()));
        }
    }

    /** Returns whether the endpoint saw no secret and, for an admitted client, the assertion. */
    private static boolean clean(List<JournalEntry> entries) {
        JournalEntry handshake = entries.isEmpty() ? null : entries.get(0);
        return handshake != null
                && handshake.values().get("asked:CF-Access-Client-Secret") == null
                && handshake.values().values().stream().noneMatch(value -> value.contains(Client.A.secret()))
                && (handshake.principal() == null) == (handshake.values().get("asked:Cf-Access-Jwt-Assertion") == null);
    }

    private static String told(JournalEntry entry) {
        String name = entry.isOpened() ? entry.values().get("reading") + " " : "";
        String who =
                Client.A.id().equals(entry.principal()) ? "A" : Client.B.id().equals(entry.principal()) ? "B" : "-";
        return name + entry.area() + "=" + (entry.principal() == null ? "-" : who);
    }
}
