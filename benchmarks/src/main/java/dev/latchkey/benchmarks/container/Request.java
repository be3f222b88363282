package dev.latchkey.benchmarks.container;

import java.nio.charset.StandardCharsets;

/**
 * A request as its bytes.
 *
 * @param bytes nobody changes them
 */
record Request(byte[] bytes) {

    static Request get(String path, String clientId, String clientSecret) {
        return get(path, "CF-Access-Client-Id: " + clientId + "\r\nCF-Access-Client-Secret: " + clientSecret);
    }

    /** Returns what a usual client sends, with these header lines in addition. */
    static Request get(String path, String headerLines) {
        String text = "GET " + path + " HTTP/1.1\r\n"
                + "Host: app.example.com\r\nUser-Agent: curl/8.5.0\r\nAccept: */*\r\n"
                + "Accept-Encoding: gzip\r\nX-Request-Id: 5f0c1a9e\r\n" + headerLines + "\r\n\r\n";
        return new Request(text.getBytes(StandardCharsets.ISO_8859_1));
    }
}
