package dev.latchkey.benchmarks.nodes;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * HTTP/1.1 over one socket, which is kept open from request to request. Everything happens on the caller's thread, with
 * nothing in between that would take part in what is measured. Not thread-safe.
 */
final class HttpConnection implements Closeable {

    /** The app behind the filter. */
    private static final String APP = "/whoami";

    /** Longer than anything may take; who waits in vain has found a fault. */
    private static final int LONGEST_WAIT_MILLIS = 30_000;

    private final Socket socket;
    private final InputStream in;
    private final String host;

    private HttpConnection(Socket socket, InputStream in, String host) {
        this.socket = socket;
        this.in = in;
        this.host = host;
    }

    static HttpConnection open(URI server) throws IOException {
        Socket socket = new Socket(server.getHost(), server.getPort());
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(LONGEST_WAIT_MILLIS);
        return new HttpConnection(socket, new BufferedInputStream(socket.getInputStream()), server.getAuthority());
    }

    /** Returns what the app answers who presents these header lines, or the filter in its place. */
    Answer get(String... headerLines) throws IOException {
        return send("GET", APP, "", headerLines);
    }

    Answer send(String method, String path, String body, String... headerLines) throws IOException {
        byte[] content = body.getBytes(StandardCharsets.UTF_8);
        StringBuilder head = new StringBuilder(512);
        head.append(method).append(' ').append(path).append(" HTTP/1.1\r\nHost: ");
        head.append(host).append("\r\n");
        for (String line : headerLines) {
            head.append(line).append("\r\n");
        }
        if (content.length > 0) {
            head.append("Content-Type: application/json\r\nContent-Length: ");
            head.append(content.length).append("\r\n");
        }
        ByteArrayOutputStream message = new ByteArrayOutputStream(head.length() + content.length + 2);
        message.writeBytes(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
        message.writeBytes(content);
        // In one write, and so in one packet.
        message.writeTo(socket.getOutputStream());
        return read();
    }

    private Answer read() throws IOException {
        String status = line();
        Map<String, String> headers = new HashMap<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        String length = headers.get("content-length");
        if (length == null) {
            throw new IOException("an answer without a length: " + status);
        }
        byte[] body = in.readNBytes(Integer.parseInt(length));
        if (body.length < Integer.parseInt(length)) {
            throw new EOFException("the connection ended in a body");
        }
        return new Answer(Integer.parseInt(status.split(" ", 3)[1]), headers, body);
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder(64);
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException("the connection ended in a head");
            } else if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
