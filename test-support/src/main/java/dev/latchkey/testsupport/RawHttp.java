package dev.latchkey.testsupport;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** HTTP over a socket, because client libraries change requests. */
public final class RawHttp {

    private RawHttp() {}

    /**
     * An answer.
     *
     * @param headers each as a line, its name in lower case
     */
    public record Answer(int status, List<String> headers, String body) {

        /** Returns the value of the first header with this name, or null. */
        public String header(String name) {
            String start = name.toLowerCase(Locale.ROOT) + ": ";
            return headers.stream()
                    .filter(line -> line.startsWith(start))
                    .map(line -> line.substring(start.length()))
                    .findFirst()
                    .orElse(null);
        }

        /** Returns the application token in the cookie that it sets. */
        public String cookie() {
            String value = header("Set-Cookie");
            return value == null || !value.startsWith("CF_Authorization=")
                    ? null
                    : value.substring("CF_Authorization=".length(), value.indexOf(';'));
        }

        /** Returns the body without the reference, which differs from one denial to the next. */
        public String bodyWithoutReference() {
            return body.replaceFirst("\"reference\":\"[0-9a-f]+\"", "\"reference\":\"\"");
        }
    }

    /**
     * Sends a GET with these header lines to a server on this machine, whatever its host name, and returns the answer.
     */
    public static Answer get(URI server, String path, String... headerLines) throws IOException {
        List<String> lines = new ArrayList<>();
        lines.add("GET " + path + " HTTP/1.1");
        lines.add("Host: " + server.getAuthority());
        lines.addAll(List.of(headerLines));
        lines.add("Connection: close");
        String request = String.join("\r\n", lines) + "\r\n\r\n";
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.getPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            return read(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    private static Answer read(String text) {
        int blank = text.indexOf("\r\n\r\n");
        List<String> head = List.of(text.substring(0, blank).split("\r\n", -1));
        List<String> headers =
                head.stream().skip(1).map(RawHttp::withLowerCaseName).toList();
        return new Answer(Integer.parseInt(head.get(0).split(" ", 3)[1]), headers, text.substring(blank + 4));
    }

    private static String withLowerCaseName(String line) {
        int colon = line.indexOf(':');
        return line.substring(0, colon).toLowerCase(Locale.ROOT) + line.substring(colon);
    }
}
