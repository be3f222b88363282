package dev.latchkey.it.suite;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** Request targets that a container, the filter and the app could read differently (request contract, section 6). */
final class PathTricks {

    private static final List<String> SEPARATORS = List.of(
            "/",
            "/",
            "/",
            "/",
            "//",
            "///",
            "/./",
            "/x/../",
            "/%2e/",
            "/x/%2e%2e/",
            "/x/.%2E/",
            "/x/%2e./",
            "/;/",
            "/;x=y/",
            ";x/",
            ";/",
            "%2f",
            "%2F",
            "%252f",
            "\\",
            "%5c",
            "/..;/x/",
            "/x/..;/",
            "/x/..;a=b/",
            "/x/;/../",
            "/.;/",
            "/%00/",
            "%00/",
            "/%0a/",
            "%09/",
            "/x/..%2f",
            "/x%2f../",
            "/x/..%5c",
            "/x\\..\\",
            "%c0%af",
            "%e0%80%af",
            "/x/%c0%ae%c0%ae/",
            "/x/%252e%252e/",
            "/x/%ef%bc%8e%ef%bc%8e/",
            "%ef%bc%8f",
            "/x/..%00/",
            "/x/..%20/",
            "/x/... /",
            "/%20/",
            "%20/",
            "./",
            "/x/../x/../",
            "/%2e%2e%2f",
            ";jsessionid=1/",
            "/%3b/",
            "%3b/",
            "/%23/",
            "%3f/",
            "/x/%2e%2e;/",
            "/x/%2e%2e%3b/");
    private static final List<String> UP = List.of(
            "/..",
            "/%2e%2e",
            "/.%2e",
            "/%2E.",
            "/..;",
            "/..;x=y",
            "/%2e%2e;",
            "/..%00",
            "%2f..",
            "/%252e%252e",
            "\\..",
            "%5c..",
            "/./..",
            "/;/..",
            "//..",
            "/%c0%ae%c0%ae",
            "/..%20",
            "/x/../..",
            "/.%00.",
            "/..%3b",
            "/%2e%2e%3bx");
    private static final List<String> ENDS = List.of(
            "",
            "",
            "",
            "",
            "/",
            ";x",
            ";jsessionid=1",
            "?",
            "?/../x",
            "#",
            "#/../open",
            "%00",
            "%20",
            ".",
            "..",
            "/.",
            "/..",
            "/%2e",
            "%2e",
            "//",
            ";",
            "%23",
            "%3f",
            "?x=%2e%2e/",
            "/;",
            ".html",
            ";.css",
            "%0a",
            "%",
            "%zz",
            "%2",
            "/x.css",
            ";/x.css",
            "?do=cookie",
            "~",
            "::$DATA",
            "%ff",
            "%c3%28",
            "%e2%88%95",
            "\t",
            "\u00ff",
            "|",
            "^",
            "{x}",
            "[x]",
            "\"",
            "<x>");

    private final String context;
    private final String prefix;
    private final String tail;

    /** For one mapping of an app at one context path. */
    PathTricks(String contextPath, String mapping, String tail) {
        this.context = contextPath;
        this.prefix = contextPath + (mapping.isEmpty() ? "" : "/" + mapping);
        this.tail = tail;
    }

    /** The plain target of an area. */
    String plain(String area) {
        return prefix + "/" + area + tail;
    }

    /** The tricks that somebody wrote down once. */
    List<String> fixed() {
        Set<String> all = new LinkedHashSet<>();
        String secure = prefix + "/secure";
        String open = prefix + "/open";
        for (String area : List.of("secure", "other", "single", "open")) {
            all.add(plain(area));
            all.add(prefix + "/" + area);
            all.add(prefix + "/" + area + "/");
        }
        for (String up : UP) {
            all.add(open + up + "/secure" + tail);
            all.add(secure + up + "/open" + tail);
            all.add(secure + "/x" + up + tail);
            all.add(open + "/x/y" + up + up + up + "/secure" + tail);
            all.add(open + tail + up + up + "/secure" + tail);
            all.add(secure + tail + up + up + "/open" + tail);
            all.add("/x" + up + secure + tail);
            all.add(up + secure + tail);
            all.add(context + "/x" + up + secure.substring(context.length()) + tail);
            all.add(open + up + up + up + up + secure + tail);
        }
        for (String end : ENDS) {
            all.add(secure + end);
            all.add(secure + tail + end);
            all.add(open + tail + end);
        }
        for (String spelled : List.of(
                "%73ecure",
                "%53ecure",
                "SECURE",
                "Secure",
                "secur%65",
                "%2573ecure",
                "secure%00",
                "secure%20",
                " secure",
                "secure;x",
                ";secure",
                "secure.",
                "%u0073ecure",
                "s%65cur%45",
                "%c5%bfecure",
                "%f3%a0%81%b3ecure",
                "secure%2f",
                "%2fsecure",
                "sec\u0000ure",
                "sec\rure",
                "secure%0d%0a",
                "%2e%2e%2fsecure",
                "secure\u007f",
                "\u00f3ecure",
                "secu%72%65;v=1")) {
            all.add(prefix + "/" + spelled + tail);
            all.add(open + "/../" + spelled + tail);
            all.add(open + "/%2e%2e/" + spelled + tail);
        }
        String host = "app.example.com";
        for (String scheme :
                List.of("http://", "https://", "HTTP://", "ftp://", "http:", "http:///", "//", "ws://", "file://")) {
            for (String authority : List.of(
                    host,
                    "open.example.com",
                    host + ":80",
                    host + ":99999",
                    "user@" + host,
                    "[::1]",
                    "",
                    "a b",
                    host + ".")) {
                all.add(scheme + authority + secure + tail);
            }
            all.add(scheme + host + open + "/../secure" + tail);
            all.add(scheme + host);
            all.add(scheme + host + "?" + secure);
            all.add(scheme + host + ";x" + secure + tail);
        }
        for (String odd : List.of(
                "*",
                "?",
                "#",
                "/",
                "//",
                "/.",
                "/..",
                "",
                "/?",
                "/;",
                "/%00",
                "host:80",
                "/%",
                "\\",
                "%2f",
                "%2f..",
                "/" + "a".repeat(7000))) {
            all.add(odd);
            all.add(odd + secure + tail);
        }
        all.add(secure.substring(1) + tail);
        all.add(open + "?/../secure" + tail);
        all.add(open + "#/../secure" + tail);
        all.add(open + "/..".repeat(200) + secure + tail);
        all.add(open + "/x/..".repeat(200) + "/../secure" + tail);
        all.add("/.".repeat(300) + secure + tail);
        all.add("/" + ";x".repeat(300) + secure + tail);
        if (!context.isEmpty()) {
            String inside = secure.substring(context.length()) + tail;
            for (String spelled : List.of(
                    "/APP",
                    "/%61pp",
                    "/app;x",
                    "/app//",
                    "//app",
                    "/./app",
                    "/x/../app",
                    "/app%2f",
                    "/app/.",
                    "/app/x/..",
                    "/%2e/app",
                    "/app\\",
                    "/app%00",
                    "/app;x=/../app",
                    "/app/../app",
                    "/app%3b",
                    "/ap%70;y",
                    "/%2561pp")) {
                all.add(spelled + inside);
            }
            all.add(inside);
        }
        return List.copyOf(all);
    }

    /** A target that random choices made. */
    String random(Random random) {
        StringBuilder path = new StringBuilder(context.isEmpty() || random.nextInt(20) > 0 ? context : "");
        String inside = prefix.substring(context.length());
        if (!inside.isEmpty()) {
            path.append(pick(SEPARATORS, random)).append(spelled(inside.substring(1), random));
        }
        if (random.nextInt(3) == 0) {
            String first = random.nextBoolean() ? "open" : "secure";
            path.append(pick(SEPARATORS, random)).append(first).append(pick(UP, random));
            path.append(pick(SEPARATORS, random)).append(first.equals("open") ? "secure" : "open");
        } else {
            path.append(pick(SEPARATORS, random)).append(spelled(random.nextInt(4) == 0 ? "open" : "secure", random));
        }
        String end = tail.isEmpty() ? "" : tail.substring(1);
        path.append(pick(SEPARATORS, random)).append(spelled(end, random)).append(pick(ENDS, random));
        return path.toString();
    }

    private static String spelled(String segment, Random random) {
        if (segment.isEmpty()) {
            return segment;
        }
        int at = random.nextInt(segment.length());
        String escape = String.format("%%%02x", (int) segment.charAt(at));
        return switch (random.nextInt(12)) {
            case 0 -> segment.substring(0, at) + escape + segment.substring(at + 1);
            case 1 -> segment.substring(0, at) + escape.replace("%", "%25") + segment.substring(at + 1);
            case 2 -> segment + ";x=" + random.nextInt(9);
            case 3 -> segment + "%20";
            default -> segment;
        };
    }

    private static String pick(List<String> list, Random random) {
        return list.get(random.nextInt(list.size()));
    }

    /** Enough of them: the fixed ones first. */
    List<String> some(int size, Random random) {
        List<String> all = new ArrayList<>(fixed());
        Set<String> seen = new LinkedHashSet<>(all);
        while (seen.size() < size) {
            seen.add(random(random));
        }
        return new ArrayList<>(seen).subList(0, size);
    }
}
