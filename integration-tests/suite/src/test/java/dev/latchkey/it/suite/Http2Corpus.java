package dev.latchkey.it.suite;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Requests by HTTP/2 frames: odd pseudo-headers, and the tricks of HTTP/1 that can be written in fields. */
final class Http2Corpus {

    private static final long SEED = 91_137_541;

    private final PathTricks paths;
    private final List<Credential> credentials = new ArrayList<>();
    private final Random random = new Random(SEED);
    private final List<Attack> attacks = new ArrayList<>();
    private final Attack.Protocol protocol;

    private Http2Corpus(String mapping, String contextPath, String goodToken, Attack.Protocol protocol) {
        this.paths = new PathTricks(contextPath, mapping, Corpus.tail(mapping));
        this.credentials.addAll(Credential.bad(goodToken));
        this.credentials.addAll(Credential.good(goodToken));
        this.protocol = protocol;
    }

    /** As many as asked for, a sample of all of them. */
    static List<Attack> of(String mapping, String contextPath, String goodToken, int size, Attack.Protocol protocol) {
        Http2Corpus corpus = new Http2Corpus(mapping, contextPath, goodToken, protocol);
        corpus.single(contextPath);
        corpus.pairs(size);
        List<Attack> some = new ArrayList<>(corpus.attacks);
        java.util.Collections.shuffle(some, corpus.random);
        return some.subList(0, Math.min(size, some.size()));
    }

    private void single(String contextPath) {
        String secure = paths.plain("secure");
        String open = paths.plain("open");
        for (String target : paths.fixed()) {
            add("h2 path", Credential.NONE, request("GET", target, "app.example.com"));
        }
        for (Credential credential : credentials) {
            for (String area : List.of("secure", "other", "single", "open")) {
                add("h2 credential", credential, request("GET", paths.plain(area), "app.example.com"));
            }
        }
        for (String method : RequestTricks.METHODS) {
            add("h2 method", Credential.NONE, request(method, secure, "app.example.com"));
        }
        for (String authority : List.of(
                "",
                "open.example.com",
                "app.example.com:80",
                "a b",
                "user@app.example.com",
                "app.example.com/open",
                "[::1]",
                "*",
                "\u0000",
                "open.example.com\u0000")) {
            add("h2 authority", Credential.NONE, request("GET", secure, authority));
            add("h2 authority", Credential.NONE, with(request("GET", secure, authority), "host", "open.example.com"));
            add("h2 authority", Credential.NONE, with(request("GET", secure, authority), "Host", "app.example.com"));
        }
        List<Map.Entry<String, String>> plain = request("GET", secure, "app.example.com");
        // Each pseudo-header twice, last, missing, in the wrong letter case.
        add("h2 pseudo", Credential.NONE, with(plain, ":path", open));
        add("h2 pseudo", Credential.NONE, with(request("GET", open, "app.example.com"), ":path", secure));
        add("h2 pseudo", Credential.NONE, with(plain, ":authority", "open.example.com"));
        add("h2 pseudo", Credential.NONE, with(plain, ":method", "HEAD"));
        add("h2 pseudo", Credential.NONE, with(plain, ":unknown", "x"));
        add("h2 pseudo", Credential.NONE, with(plain, ":status", "200"));
        add("h2 pseudo", Credential.NONE, with(plain, ":Path", open));
        for (int left = 0; left < plain.size(); left++) {
            List<Map.Entry<String, String>> fewer = new ArrayList<>(plain);
            fewer.remove(left);
            add("h2 pseudo", Credential.NONE, fewer);
        }
        for (String scheme : List.of("https", "ftp", "", "http://open.example.com/", "HTTP", "javascript")) {
            List<Map.Entry<String, String>> other = new ArrayList<>(plain);
            other.set(1, Map.entry(":scheme", scheme));
            add("h2 pseudo", Credential.NONE, other);
        }
        for (String name : List.of(
                "connection",
                "transfer-encoding",
                "upgrade",
                "keep-alive",
                "te",
                "content-length",
                "X-UPPER",
                "x y",
                "",
                "x\r\ny",
                "x:y",
                "cookie",
                "expect")) {
            add("h2 field", Credential.NONE, with(plain, name, "x"));
            add("h2 field", Credential.NONE, with(plain, name, "x\r\nCF-Access-Client-Id: " + Client.A.id()));
        }
        add("h2 field", Credential.NONE, with(plain, "x", "a\r\n\r\nGET " + secure + " HTTP/1.1\r\n\r\n"));
        add("h2 field", Credential.NONE, with(plain, "x", "a".repeat(40_000)));
        for (String area : List.of("secure", "open")) {
            for (Credential credential : List.of(Credential.NONE, Credential.PAIR_B, Credential.PAIR_A)) {
                String endpoint = contextPath + "/ws/" + area + "/annotated";
                List<Map.Entry<String, String>> connect =
                        new ArrayList<>(request("CONNECT", endpoint, "app.example.com"));
                connect.add(Map.entry(":protocol", "websocket"));
                connect.add(Map.entry("sec-websocket-version", "13"));
                add("h2 WebSocket", credential, connect);
            }
        }
    }

    private void pairs(int size) {
        List<String> targets = paths.some(Math.max(size, paths.fixed().size()), random);
        List<String> headers = RequestTricks.headers(paths.plain("open"), paths.plain("secure"));
        while (attacks.size() < size) {
            List<Map.Entry<String, String>> fields =
                    request("GET", pick(targets), random.nextInt(5) == 0 ? "open.example.com" : "app.example.com");
            fields = withLines(fields, random.nextBoolean() ? pick(headers) : "");
            add("h2 pairs", random.nextBoolean() ? Credential.NONE : pick(credentials), fields);
        }
    }

    private <T> T pick(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    private static List<Map.Entry<String, String>> request(String method, String path, String authority) {
        return List.of(
                Map.entry(":method", method),
                Map.entry(":scheme", "http"),
                Map.entry(":authority", authority),
                Map.entry(":path", path));
    }

    private static List<Map.Entry<String, String>> with(
            List<Map.Entry<String, String>> fields, String name, String value) {
        List<Map.Entry<String, String>> more = new ArrayList<>(fields);
        more.add(Map.entry(name, value));
        return more;
    }

    /** The lines of HTTP/1 as fields. */
    private static List<Map.Entry<String, String>> withLines(List<Map.Entry<String, String>> fields, String lines) {
        List<Map.Entry<String, String>> more = new ArrayList<>(fields);
        for (String line : lines.split("\r\n", -1)) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                String name = line.substring(0, colon).toLowerCase(java.util.Locale.ROOT);
                more.add(Map.entry(name, line.substring(colon + 1).strip()));
            }
        }
        return more;
    }

    private void add(String kind, Credential credential, List<Map.Entry<String, String>> fields) {
        List<Map.Entry<String, String>> all = new ArrayList<>(withLines(fields, credential.headers()));
        all.add(Map.entry(Attack.CASE.toLowerCase(java.util.Locale.ROOT), Integer.toString(attacks.size())));
        attacks.add(Attack.of(attacks.size(), kind, credential, all, protocol));
    }
}
