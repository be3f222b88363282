package dev.latchkey.testsupport;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The answer to raw bytes, which no client library has changed. */
public record RawAnswer(int status, List<Map.Entry<String, String>> headers, String body) {

    /** Sends {@code request}, which must ask to close the connection, and reads to the end. */
    public static RawAnswer to(int port, byte[] request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return over(socket, request);
        }
    }

    /** Does the same as {@link #to} over an open connection. */
    public static RawAnswer over(Socket socket, byte[] request) throws IOException {
        socket.setSoTimeout(20_000);
        socket.getOutputStream().write(request);
        socket.getOutputStream().flush();
        return parse(socket.getInputStream().readAllBytes());
    }

    /** Returns all bytes that the server sends, until they contain {@code text} or the connection is closed. */
    public static String untilText(int port, byte[] request, String text) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(request);
            socket.getOutputStream().flush();
            StringBuilder answer = new StringBuilder();
            byte[] piece = new byte[4096];
            int length = socket.getInputStream().read(piece);
            while (length >= 0) {
                answer.append(new String(piece, 0, length, StandardCharsets.ISO_8859_1));
                length = answer.indexOf(text) < 0 ? socket.getInputStream().read(piece) : -1;
            }
            return answer.toString();
        }
    }

    private static RawAnswer parse(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        int end = text.indexOf("\r\n\r\n");
        String[] lines = text.substring(0, end).split("\r\n", -1);
        List<Map.Entry<String, String>> headers = new ArrayList<>();
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            headers.add(Map.entry(
                    lines[i].substring(0, colon), lines[i].substring(colon + 1).strip()));
        }
        String body = new String(bytes, end + 4, bytes.length - end - 4, StandardCharsets.UTF_8);
        return new RawAnswer(Integer.parseInt(lines[0].split(" ", -1)[1]), headers, body);
    }

    public List<String> all(String name) {
        return headers.stream()
                .filter(header -> header.getKey().equalsIgnoreCase(name))
                .map(Map.Entry::getValue)
                .toList();
    }

    /** Returns the only header with this name; null if there is none. */
    public String header(String name) {
        List<String> all = all(name);
        if (all.size() > 1) {
            throw new AssertionError("more than one " + name + ": " + all);
        }
        return all.isEmpty() ? null : all.get(0);
    }
}
