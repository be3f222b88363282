package dev.latchkey.benchmarks.container;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;

/** HTTP/1.1 over one socket that stays open. Not thread-safe. */
final class Connection implements Closeable {

    private static final int TIMEOUT_MILLIS = 30_000;

    private final Socket socket;
    private final InputStream in;
    private final StringBuilder line = new StringBuilder(1024);

    /** The last cookie that was set, without attributes; empty before. */
    private String cookie = "";

    Connection(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        in = new BufferedInputStream(socket.getInputStream());
    }

    /** Returns the status of the answer. */
    int send(Request request) throws IOException {
        socket.getOutputStream().write(request.bytes());
        int status = Integer.parseInt(line().substring(9, 12));
        int length = 0;
        for (String header = line(); !header.isEmpty(); header = line()) {
            if (header.regionMatches(true, 0, "Content-Length:", 0, 15)) {
                length = Integer.parseInt(header.substring(15).strip());
            } else if (header.regionMatches(true, 0, "Set-Cookie:", 0, 11)) {
                cookie = header.substring(11, header.indexOf(';')).strip();
            }
        }
        in.skipNBytes(length);
        return status;
    }

    String cookie() {
        return cookie;
    }

    private String line() throws IOException {
        line.setLength(0);
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException("the server closed the connection");
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
