package dev.latchkey.it.suite;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;

/** Sends bytes as they are, and reads until the container closes or the time is up. */
final class RawHttp {

    private static final int LONGEST_MILLIS = 4_000;
    private static final int LARGEST = 1 << 20;

    private RawHttp() {}

    static RawAnswer send(int port, String request) throws IOException {
        return send(port, request.getBytes(StandardCharsets.ISO_8859_1), false);
    }

    /**
     * @param request asks for the connection to be closed, or it takes until the time is up
     * @param halfClose whether to close our side of the connection, so that nothing more is waited for
     */
    static RawAnswer send(int port, byte[] request, boolean halfClose) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(LONGEST_MILLIS);
            try {
                socket.getOutputStream().write(request);
                if (halfClose) {
                    socket.shutdownOutput();
                }
            } catch (SocketException closedAlready) {
                // A container may refuse before it has read everything; its answer may be there.
            }
            return read(socket.getInputStream());
        }
    }

    private static RawAnswer read(InputStream input) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        byte[] buffer = new byte[8192];
        boolean timeout = false;
        try {
            for (int n = input.read(buffer); n >= 0 && bytes.size() < LARGEST; n = input.read(buffer)) {
                bytes.write(buffer, 0, n);
            }
        } catch (SocketTimeoutException e) {
            timeout = true;
        } catch (SocketException reset) {
            // Closed with something unread: what was read before counts.
        }
        String text = bytes.toString(StandardCharsets.ISO_8859_1);
        return new RawAnswer(status(text), text, timeout && text.isEmpty());
    }

    private static int status(String text) {
        int line = text.indexOf("HTTP/1.");
        if (line != 0 || text.length() < 12) {
            return 0;
        }
        String code = text.substring(9, 12);
        return code.chars().allMatch(c -> c >= '0' && c <= '9') ? Integer.parseInt(code) : 0;
    }
}
