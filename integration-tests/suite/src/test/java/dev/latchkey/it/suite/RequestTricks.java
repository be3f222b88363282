package dev.latchkey.it.suite;

import java.util.ArrayList;
import java.util.List;

/** What is odd about a request beside its target. */
final class RequestTricks {

    /**
     * A header block or a way of framing.
     *
     * @param body what follows the headers
     * @param halfClose whether our side must close, since the request may be incomplete
     */
    record Framing(String name, String headers, String body, boolean halfClose) {}

    static final List<String> METHODS = List.of(
            "GET",
            "HEAD",
            "POST",
            "PUT",
            "DELETE",
            "PATCH",
            "OPTIONS",
            "TRACE",
            "CONNECT",
            "get",
            "Get",
            "TRACK",
            "DEBUG",
            "PROPFIND",
            "FOO",
            "GET\tX",
            "",
            "A".repeat(300),
            "POST /x HTTP/1.1\r\nX:",
            "PRI",
            "QUERY",
            "MOVE",
            "COPY",
            "\u00c4");

    static final List<String> HOSTS = List.of(
            "Host: app.example.com\r\n",
            "Host: APP.EXAMPLE.COM\r\n",
            "Host: app.example.com.\r\n",
            "Host: app.example.com:8080\r\n",
            "Host: app.example.com:\r\n",
            "Host: app.example.com:99999\r\n",
            "Host: app.example.com:x\r\n",
            "Host: app.example.com\r\nHost: open.example.com\r\n",
            "Host: open.example.com\r\nHost: app.example.com\r\n",
            "Host: open.example.com\r\n",
            "Host: secure.example.com\r\n",
            "Host: SECURE.example.com.\r\n",
            "Host: open.example.com.\r\n",
            "Host: open.example.com:80@secure.example.com\r\n",
            "Host: secure.example.com\r\nX-Forwarded-Host: open.example.com\r\n",
            "Host: open.example.com\r\nX-Forwarded-Host: secure.example.com\r\n",
            "Host: [::1]\r\n",
            "Host: [::1]:80\r\n",
            "Host: 127.0.0.1\r\n",
            "Host: 2130706433\r\n",
            "Host:\r\n",
            "Host: \r\n",
            "",
            "Host: a b\r\n",
            "Host: app.example.com/front/open\r\n",
            "Host: app.example.com/front/secure\r\n",
            "Host: app.example.com, open.example.com\r\n",
            "Host : app.example.com\r\n",
            " Host: app.example.com\r\n",
            "Host: app.example.com\r\n open.example.com\r\n",
            "Host: app.example.com\u0000\r\n",
            "Host: http://app.example.com\r\n",
            "Host: *\r\n",
            "Host: localhost\r\n",
            "Host: a" + ".a".repeat(200) + "\r\n",
            "Host: \u00fc.example.com\r\n",
            "Host: %61pp.example.com\r\n");

    static final List<String> VERSIONS =
            List.of("HTTP/1.1", "HTTP/1.0", "HTTP/0.9", "HTTP/2.0", "HTTP/1.2", "http/1.1", "HTTP/1.1 ", "");

    private RequestTricks() {}

    /** Header blocks that ask to be taken for another request, or that are odd by themselves. */
    static List<String> headers(String openPath, String securePath) {
        List<String> all = new ArrayList<>(List.of(""));
        for (String name : List.of(
                "X-Original-URL",
                "X-Rewrite-URL",
                "X-Original-URI",
                "X-Forwarded-Uri",
                "X-Forwarded-Path",
                "X-HTTP-DestinationURL",
                "X-Forwarded-Prefix",
                "X-Forwarded-Context",
                "X-Script-Name",
                "Destination",
                "Referer",
                "X-Accel-Redirect",
                "X-Sendfile")) {
            all.add(name + ": " + openPath + "\r\n");
            all.add(name + ": " + securePath + "\r\n");
            all.add(name + ": " + openPath + "/..\r\n");
            all.add(name + ": /\r\n");
        }
        for (String name : List.of("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override")) {
            all.add(name + ": OPTIONS\r\n");
            all.add(name + ": HEAD\r\n");
        }
        for (String host : List.of(
                "open.example.com",
                "secure.example.com",
                "app.example.com:443",
                "open.example.com, app.example.com",
                "",
                "[::1]",
                "a b")) {
            all.add("X-Forwarded-Host: " + host + "\r\n");
            all.add("X-Forwarded-Server: " + host + "\r\n");
            all.add("Forwarded: host=\"" + host + "\"\r\n");
            all.add("Forwarded: for=127.0.0.1;host=" + host + ";proto=https\r\n");
            all.add("X-Host: " + host + "\r\n");
        }
        for (String address : List.of("127.0.0.1", "::1", "10.0.0.1, 127.0.0.1", "unknown", "_x", "\"[::1]:80\"")) {
            all.add("X-Forwarded-For: " + address + "\r\n");
            all.add("Forwarded: for=" + address + "\r\n");
            all.add("X-Real-IP: " + address + "\r\n");
            all.add("X-Forwarded-By: " + address + "\r\n");
            all.add("X-Forwarded-Proto: https\r\nX-Forwarded-For: " + address + "\r\n");
        }
        all.addAll(List.of(
                "X-Forwarded-Proto: https\r\nX-Forwarded-Port: 0\r\n",
                "X-Forwarded-Proto: javascript\r\n",
                "X-Forwarded-Port: -1\r\n",
                "X-Forwarded-Port: x\r\n",
                "X-Forwarded-Ssl: on\r\nFront-End-Https: on\r\n",
                "Proxy-Ssl-Id: x\r\nProxy-auth-cert: x\r\nSSL_CLIENT_CERT: x\r\n",
                "X-Client-Cert: x\r\nX-SSL-Client-Verify: SUCCESS\r\n",
                "Cf-Access-Jwt-Assertion: x\r\nCf-Access-Authenticated-User-Email: a@example.com\r\n",
                "cf_access_jwt_assertion: x\r\n",
                "CF-Access-Client-Id : " + Client.A.id() + "\r\n",
                " CF-Access-Client-Id: " + Client.A.id() + "\r\n",
                "CF-Access-Client-Id:\r\n " + Client.A.id() + "\r\n",
                "CF-Access-Client-Id: a\u0000b\r\n",
                "CF-Access-Client-Id: a\rb\r\n",
                "CF-Access-Client-Id: a\nb\r\n",
                "CF-Access-Client-Id: \u00ff\r\n",
                ": x\r\n",
                "no colon\r\n",
                "X-Long: " + "a".repeat(6000) + "\r\n",
                "X-Too-Long: " + "a".repeat(70_000) + "\r\n",
                "X-Many: a\r\n".repeat(90),
                "X-Too-Many: a\r\n".repeat(1200),
                "X\u0000: a\r\n",
                "X: a\u0000\r\n",
                "\u00ff: a\r\n",
                "Range: bytes=0-1\r\n",
                "If-None-Match: *\r\n",
                "If-Modified-Since: Thu, 01 Jan 2099 00:00:00 GMT\r\n",
                "Accept: text/html\r\n",
                "Accept: ;;;,,,q=\r\n",
                "Origin: https://a.example\r\nAccess-Control-Request-Method: GET\r\n",
                "Cookie: a=b; =; ;;; CF_Authorization\r\n",
                "Cookie: CF_Authorization=\"x\\\"; b=\"\r\n",
                "Cookie: $Version=1; CF_Authorization=x; $Path=/\r\n",
                "Cookie: JSESSIONID=x\r\n",
                "Cookie: cf_authorization=x\r\n",
                "Cookie: " + "a=b; ".repeat(1000) + "\r\n",
                "Authorization: {\r\n",
                "Authorization: {}\r\n",
                "Authorization: {\"a\"\r\n",
                "Authorization: {" + "[".repeat(900) + "\r\n",
                "Authorization: Basic !!!\r\n",
                "Authorization: \r\n",
                "Connection: CF-Access-Client-Secret, CF-Access-Client-Id\r\n",
                "Connection: keep-alive, close, upgrade\r\n",
                "TE: trailers\r\n",
                "Expect: 200-ok\r\n",
                "Content-Type: multipart/form-data\r\n",
                "Content-Encoding: gzip\r\n",
                "Upgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAoAAAAAIAAAAA\r\n",
                "Upgrade: h2c\r\n",
                "Upgrade: TLS/1.0\r\n",
                "Upgrade: foo/1\r\n"));
        return all;
    }

    /** Bodies, and what claims to be one; {@code next} is a request that must not be taken for another's body. */
    static List<Framing> framings(String next) {
        return List.of(
                new Framing("body", "Content-Length: 3\r\n", "a=b", false),
                new Framing("chunked", "Transfer-Encoding: chunked\r\n", "3\r\na=b\r\n0\r\n\r\n", false),
                new Framing(
                        "chunk extension", "Transfer-Encoding: chunked\r\n", "3;x=\"y\"\r\na=b\r\n0;z\r\n\r\n", false),
                new Framing("trailers", "Transfer-Encoding: chunked\r\n", "0\r\n" + Client.A.pair() + "\r\n", false),
                new Framing(
                        "trailers, announced",
                        "Transfer-Encoding: chunked\r\nTrailer: CF-Access-Client-Id, CF-Access-Client-Secret\r\n",
                        "3\r\na=b\r\n0\r\n" + Client.A.pair() + "\r\n",
                        false),
                new Framing(
                        "length and chunked",
                        "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
                        "0\r\n\r\n" + next,
                        true),
                new Framing(
                        "chunked and length",
                        "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n",
                        "0\r\n\r\n" + next,
                        true),
                new Framing(
                        "two lengths", "Content-Length: 0\r\nContent-Length: " + next.length() + "\r\n", next, true),
                new Framing("two lengths, joined", "Content-Length: 0, " + next.length() + "\r\n", next, true),
                new Framing("negative length", "Content-Length: -1\r\n", next, true),
                new Framing("length with a sign", "Content-Length: +3\r\n", "a=b" + next, true),
                new Framing("length in hex", "Content-Length: 0x3\r\n", "a=b", true),
                new Framing("huge length", "Content-Length: 99999999999999999999\r\n", "a=b", true),
                new Framing("length too long", "Content-Length: 1000\r\n", "a=b", true),
                new Framing("identity", "Transfer-Encoding: identity\r\n", next, true),
                new Framing("unknown coding", "Transfer-Encoding: foo\r\n", next, true),
                new Framing("coding in disguise", "Transfer-Encoding: xchunked\r\n", "0\r\n\r\n" + next, true),
                new Framing("coding with a tab", "Transfer-Encoding:\tchunked\r\n", "0\r\n\r\n" + next, true),
                new Framing(
                        "two codings",
                        "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n",
                        "0\r\n\r\n" + next,
                        true),
                new Framing("coding twice", "Transfer-Encoding: chunked, chunked\r\n", "0\r\n\r\n" + next, true),
                new Framing("bad chunk", "Transfer-Encoding: chunked\r\n", "zz\r\na=b\r\n0\r\n\r\n" + next, true),
                new Framing("chunk too long", "Transfer-Encoding: chunked\r\n", "ffffffffffffffff\r\na", true),
                new Framing(
                        "chunk with a bare line feed", "Transfer-Encoding: chunked\r\n", "3\na=b\n0\n\n" + next, true),
                new Framing("no last chunk", "Transfer-Encoding: chunked\r\n", "3\r\na=b\r\n", true),
                new Framing("pipelined", "Content-Length: 0\r\n", next, true),
                new Framing("pipelined, kept alive", "Connection: keep-alive\r\n", next, true),
                new Framing(
                        "body of a GET that is a request", "Content-Length: " + next.length() + "\r\n", next, false),
                new Framing("continue", "Expect: 100-continue\r\nContent-Length: 3\r\n", "a=b", false),
                new Framing("continue, with no body", "Expect: 100-continue\r\n", "", false),
                new Framing("early data", "Early-Data: 1\r\n", "", false),
                new Framing("headers unfinished", "X: a", "", true));
    }

    /** WebSocket handshakes, honest and not. */
    static List<String> handshakes() {
        String key = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
        String version = "Sec-WebSocket-Version: 13\r\n";
        String upgrade = "Upgrade: websocket\r\nConnection: Upgrade\r\n";
        return List.of(
                upgrade + key + version,
                upgrade + key + version + "Origin: https://a.example\r\n",
                upgrade + key + version + "Sec-WebSocket-Protocol: a, b\r\n",
                upgrade + key + version + "Sec-WebSocket-Extensions: permessage-deflate\r\n",
                upgrade + key + version + "Sec-WebSocket-Extensions: ;;;\r\n",
                upgrade.toLowerCase(java.util.Locale.ROOT) + key + version,
                "Upgrade: WEBSOCKET\r\nConnection: keep-alive, Upgrade\r\n" + key + version,
                "Upgrade: websocket\r\nConnection: Upgrade, close\r\n" + key + version,
                "Upgrade: h2c, websocket\r\nConnection: Upgrade\r\n" + key + version,
                "Upgrade: websocket\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" + key + version,
                "Upgrade: websocket\r\n" + key + version,
                "Connection: Upgrade\r\n" + key + version,
                upgrade + version,
                upgrade + key,
                upgrade + key + "Sec-WebSocket-Version: 8\r\n",
                upgrade + key + "Sec-WebSocket-Version: 13, 8\r\n",
                upgrade + "Sec-WebSocket-Key: x\r\n" + version,
                upgrade + key + key + version,
                upgrade + key + version + "Content-Length: 3\r\n",
                upgrade + key + version + "Transfer-Encoding: chunked\r\n",
                "Upgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: AAMAAABkAAQAoAAAAAIAAAAA\r\n");
    }
}
