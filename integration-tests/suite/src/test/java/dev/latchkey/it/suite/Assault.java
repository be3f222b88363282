package dev.latchkey.it.suite;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Sends attacks to one process and looks at what they did, on the inside and on the outside. Not thread-safe. */
final class Assault implements AutoCloseable {

    private final Container container;
    private final Run run;
    private final ContainerProcess process;
    private final Rules rules;
    private final List<Finding> findings = new ArrayList<>();
    private final Map<Integer, Integer> statuses = new TreeMap<>();
    private final Map<String, Integer> ownAnswers = new TreeMap<>();
    private final Map<Integer, Attack> sent = new TreeMap<>();
    private ContainerProcess unprotected;
    private int cases;

    Assault(Container container, Run run, ContainerProcess process) {
        this.container = container;
        this.run = run;
        this.process = process;
        this.rules = new Rules(run.setup());
    }

    void send(List<Attack> attacks) throws IOException {
        for (Attack attack : attacks) {
            sent.put(attack.number(), attack);
            RawAnswer answer = answer(process, attack);
            cases++;
            statuses.merge(answer.status(), 1, Integer::sum);
            List<JournalEntry> ran = isOpened(answer, attack) ? process.drainOpened() : process.drain();
            ran.forEach(entry -> judge(entry, attack));
            judge(answer, attack);
        }
    }

    private static boolean isOpened(RawAnswer answer, Attack attack) {
        return answer.status() == 101
                || (answer.status() == 200 && attack.kind().equals("h2 WebSocket"));
    }

    private static RawAnswer answer(ContainerProcess process, Attack attack) throws IOException {
        return switch (attack.protocol()) {
            case HTTP_1 -> RawHttp.send(process.port("http"), attack.bytes(), attack.halfClose());
            case H2C -> RawHttp2.send(process.port("http"), attack.fields());
            case H2 -> RawHttp2.send(process.port("tls"), Tls.trust(), attack.fields());
        };
    }

    private void judge(JournalEntry entry, Attack current) {
        Attack attack = current;
        String number = entry.header(Attack.CASE);
        if (number != null && number.chars().allMatch(c -> c >= '0' && c <= '9') && !number.isEmpty()) {
            // Something asynchronous may be late.
            attack = sent.getOrDefault(Integer.valueOf(number), current);
        }
        if (!rules.allows(entry, attack.credential())) {
            report(Finding.Kind.BYPASS, attack, "ran " + entry.values());
        } else if (!rules.isPart(entry) && differs(entry.principal(), rules.principal(entry, attack.credential()))) {
            report(Finding.Kind.WRONG_PRINCIPAL, attack, "ran with " + entry.principal() + ": " + entry.values());
        }
        for (Map.Entry<String, String> value : entry.values().entrySet()) {
            if (isSecret(value.getKey(), value.getValue(), entry.area())) {
                report(Finding.Kind.SECRET, attack, "seen in " + value.getKey() + " by " + entry.area());
            }
        }
    }

    private static boolean differs(String one, String other) {
        return one == null ? other != null : !one.equals(other);
    }

    /** The single header belongs to the application that names it; elsewhere it is the app's and passes through. */
    private boolean isSecret(String name, String value, String area) {
        boolean named = area.equals("single") && run.setup().shape() == Setup.Shape.PATHS;
        boolean appsOwn = name.equalsIgnoreCase("header:Authorization") && !named;
        boolean secret = value.contains(Client.A.secret()) || value.contains(Client.B.secret());
        boolean forged = name.toLowerCase(java.util.Locale.ROOT).endsWith("cf-access-jwt-assertion")
                && (value.contains(Credential.FORGED) || value.equals("x"));
        return (secret && !appsOwn) || forged;
    }

    private void judge(RawAnswer answer, Attack attack) throws IOException {
        if (answer.text().contains(Client.A.secret()) || answer.text().contains(Client.B.secret())) {
            report(Finding.Kind.SECRET, attack, "in the answer " + answer.status());
        }
        for (String area : List.of("secure", "other", "single")) {
            if (answer.text().contains(WebFiles.mark(area)) && !mayRead(area, attack.credential())) {
                report(Finding.Kind.BYPASS, attack, "was sent the file of " + area);
            }
        }
        if (answer.hung() || answer.status() >= 500) {
            RawAnswer without = answer(unprotected(), attack);
            unprotected().drain();
            if (answer.hung() && !without.hung()) {
                report(Finding.Kind.HANG, attack, "no answer; without the filter " + without.status());
            } else if (answer.status() >= 500 && without.status() < 500) {
                report(
                        Finding.Kind.SERVER_ERROR,
                        attack,
                        answer.status() + ", without the filter " + without.status() + ": "
                                + firstLines(answer.text()));
            } else {
                String what = answer.hung() ? "no answer" : Integer.toString(answer.status());
                ownAnswers.merge(what + " to " + attack.kind(), 1, Integer::sum);
            }
        }
    }

    private boolean mayRead(String area, Credential credential) {
        // With no path in any pattern everything is one application.
        return switch (run.setup().shape()) {
            case PATHS -> credential.opens().contains(area);
            case EVERYTHING -> credential.opens().contains("secure");
            case HOSTS -> true;
        };
    }

    private static String firstLines(String text) {
        return text.substring(0, Math.min(300, text.length())).replace("\r\n", " | ");
    }

    private ContainerProcess unprotected() {
        if (unprotected == null) {
            unprotected = ContainerProcess.start(container, run.registered("none"));
        }
        return unprotected;
    }

    private void report(Finding.Kind kind, Attack attack, String detail) {
        findings.add(new Finding(container, run, kind, attack.toString(), detail));
    }

    /** Looks through the log for secrets; what the container itself logs of a request is its own affair. */
    void judgeLog() {
        boolean ours = false;
        for (String line : process.log().split("\n", -1)) {
            // A stack trace or a second line belongs to the line before.
            ours = line.contains("dev.latchkey") || (ours && line.startsWith("\t"));
            if (line.contains(Client.A.secret()) || line.contains(Client.B.secret())) {
                if (ours) {
                    findings.add(new Finding(container, run, Finding.Kind.SECRET, "log", line));
                } else {
                    ownAnswers.merge("a header with a secret in the container's log", 1, Integer::sum);
                }
            }
        }
    }

    void refused(String request, String detail) {
        findings.add(new Finding(container, run, Finding.Kind.REFUSED, request, detail));
    }

    void counted(int more) {
        cases += more;
    }

    List<Finding> findings() {
        return findings;
    }

    int cases() {
        return cases;
    }

    /** How often each status came back; 0 for no answer, or none of HTTP/1. */
    Map<Integer, Integer> statuses() {
        return statuses;
    }

    /** What looks like a fault and is the container's own, filter or not. */
    Map<String, Integer> ownAnswers() {
        return ownAnswers;
    }

    @Override
    public void close() {
        if (unprotected != null) {
            unprotected.close();
        }
    }
}
