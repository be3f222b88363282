package dev.latchkey.it.suite;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** The requests for one mapping: each trick by itself, then as many seeded pairs of tricks as there is room for. */
final class Corpus {

    private static final long SEED = 20_261_126;
    private static final String HOST = "Host: app.example.com\r\n";

    private final String mapping;
    private final PathTricks paths;
    private final List<Credential> bad;
    private final List<Credential> good;
    private final List<String> headers;
    private final List<RequestTricks.Framing> framings;
    private final Random random;
    private final List<Attack> attacks = new ArrayList<>();

    private Corpus(String mapping, String contextPath, String goodToken, long seed) {
        this.mapping = mapping;
        this.paths = new PathTricks(contextPath, mapping, tail(mapping));
        this.bad = Credential.bad(goodToken);
        this.good = Credential.good(goodToken);
        this.headers = RequestTricks.headers(paths.plain("open"), paths.plain("secure"));
        this.framings = RequestTricks.framings(
                "GET " + paths.plain("secure") + " HTTP/1.1\r\nHost: app.example.com\r\nConnection: close\r\n\r\n");
        this.random = new Random(SEED ^ seed ^ mapping.hashCode());
    }

    static String tail(String mapping) {
        return switch (mapping) {
            case "do" -> "/x.do";
            case "files" -> "/page.txt";
            case "ws" -> "/annotated";
            default -> "/x";
        };
    }

    /**
     * The corpus.
     *
     * @param size how many; the tricks one by one alone are some 1,200
     * @param sampled whether to take a sample of it all rather than the beginning
     */
    static List<Attack> of(String mapping, String contextPath, String goodToken, int size, boolean sampled, long seed) {
        Corpus corpus = new Corpus(mapping, contextPath, goodToken, seed);
        int whole = sampled ? Math.max(size, 4_000) : size;
        corpus.single();
        corpus.pairs(whole);
        if (!sampled) {
            return corpus.attacks;
        }
        List<Attack> some = new ArrayList<>(corpus.attacks);
        java.util.Collections.shuffle(some, corpus.random);
        return some.subList(0, size);
    }

    private void single() {
        String secure = paths.plain("secure");
        for (String target : paths.fixed()) {
            add("path", Credential.NONE, "GET", target, "HTTP/1.1", HOST, "", null);
        }
        for (String method : RequestTricks.METHODS) {
            add("method", Credential.NONE, method, secure, "HTTP/1.1", HOST, "", null);
            add("method", Credential.PAIR_B, method, secure, "HTTP/1.1", HOST, "", null);
        }
        for (String version : RequestTricks.VERSIONS) {
            add("version", Credential.NONE, "GET", secure, version, HOST, "", null);
            add("version", Credential.NONE, "GET", secure, version, "", "", null);
            add("version", Credential.PAIR_A, "GET", secure, version, HOST, "", null);
        }
        for (String host : RequestTricks.HOSTS) {
            add("host", Credential.NONE, "GET", secure, "HTTP/1.1", host, "", null);
            add("host", Credential.NONE, "GET", "http://app.example.com" + secure, "HTTP/1.1", host, "", null);
            add("host", Credential.NONE, "GET", "http://open.example.com" + secure, "HTTP/1.1", host, "", null);
            add("host", Credential.NONE, "GET", secure, "HTTP/1.0", host, "", null);
        }
        for (String header : headers) {
            add("header", Credential.NONE, "GET", secure, "HTTP/1.1", HOST, header, null);
            add("header", Credential.PAIR_A, "GET", secure, "HTTP/1.1", HOST, header, null);
            add("header", Credential.PAIR_A, "GET", paths.plain("open"), "HTTP/1.1", HOST, header, null);
        }
        for (Credential credential : bad) {
            for (String area : List.of("secure", "other", "single", "open")) {
                add("credential", credential, "GET", paths.plain(area), "HTTP/1.1", HOST, "", null);
            }
        }
        for (Credential credential : good) {
            for (String area : List.of("secure", "other", "single", "open")) {
                add("credential", credential, "GET", paths.plain(area), "HTTP/1.1", HOST, "", null);
            }
        }
        for (RequestTricks.Framing framing : framings) {
            add("framing", Credential.NONE, "POST", paths.plain("open"), "HTTP/1.1", HOST, "", framing);
            add("framing", Credential.NONE, "GET", secure, "HTTP/1.1", HOST, "", framing);
            add("framing", Credential.PAIR_B, "POST", paths.plain("other"), "HTTP/1.1", HOST, "", framing);
        }
        for (String handshake : RequestTricks.handshakes()) {
            add("upgrade", Credential.NONE, "GET", secure, "HTTP/1.1", HOST, handshake, null);
            add("upgrade", Credential.PAIR_B, "GET", secure, "HTTP/1.1", HOST, handshake, null);
            add("upgrade", Credential.PAIR_A, "GET", secure, "HTTP/1.1", HOST, handshake, null);
        }
    }

    private void pairs(int size) {
        List<String> targets = paths.some(Math.max(size / 2, paths.fixed().size()), random);
        while (attacks.size() < size) {
            String target = random.nextInt(6) == 0 ? paths.plain("secure") : pick(targets);
            String method = random.nextInt(8) == 0 ? pick(RequestTricks.METHODS) : "GET";
            String host = random.nextInt(5) == 0 ? pick(RequestTricks.HOSTS) : HOST;
            String version = random.nextInt(20) == 0 ? pick(RequestTricks.VERSIONS) : "HTTP/1.1";
            String header = random.nextInt(3) == 0 ? pick(headers) : "";
            RequestTricks.Framing framing = random.nextInt(15) == 0 ? pick(framings) : null;
            if (random.nextInt(mapping.equals("ws") ? 2 : 25) == 0) {
                header += pick(RequestTricks.handshakes());
            }
            Credential credential = random.nextInt(3) > 0 ? Credential.NONE : pick(random.nextBoolean() ? bad : good);
            add("pairs", credential, method, target, version, host, header, framing);
        }
    }

    private <T> T pick(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    private void add(
            String kind,
            Credential credential,
            String method,
            String target,
            String version,
            String host,
            String header,
            RequestTricks.Framing framing) {
        String connection = header.contains("Connection:")
                        || (framing != null && framing.headers().contains("Connection:"))
                ? ""
                : "Connection: close\r\n";
        String raw = method + " " + target + (version.isEmpty() ? "" : " " + version) + "\r\n" + host + connection
                + "@CASE@" + credential.headers() + header + (framing == null ? "" : framing.headers());
        raw += framing == null || framing.headers().endsWith("\r\n") ? "\r\n" : "";
        raw += framing == null ? "" : framing.body();
        // With no end of its headers, or an upgrade to something else, a container rightly waits for more.
        boolean halfClose = (framing != null && framing.halfClose())
                || method.equals("CONNECT")
                || method.equals("PRI")
                || header.contains("Upgrade")
                || version.isEmpty()
                || version.startsWith("HTTP/2")
                || version.startsWith("HTTP/0")
                || header.contains("keep-alive")
                || header.contains("Expect")
                || header.contains("Content-Encoding");
        attacks.add(Attack.of(attacks.size(), kind, credential, raw, halfClose));
    }
}
