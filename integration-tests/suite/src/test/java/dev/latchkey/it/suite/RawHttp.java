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

    private static final int HONEST_MILLIS = 20_000;
    private static final int FIRST_MILLIS = 1_500;
    private static final int LONGEST_MILLIS = 4_000;
    private static final int REST_MILLIS = 400;
    private static final int LARGEST = 1 << 20;

    private RawHttp() {}

    /** Sends a request that is complete, so that nothing but a slow machine makes it wait. */
    static RawAnswer send(int port, String request) throws IOException {
        return send(port, request.getBytes(StandardCharsets.ISO_8859_1), false, HONEST_MILLIS);
    }

    /**
     * Sends anything.
     *
     * @param request asks for the connection to be closed, or it takes until the time is up
     * @param halfClose whether to close our side of the connection, so that nothing more is waited for
     */
    static RawAnswer send(int port, byte[] request, boolean halfClose) throws IOException {
        return send(port, request, halfClose, FIRST_MILLIS);
    }

    private static RawAnswer send(int port, byte[] request, boolean halfClose, int firstMillis) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(firstMillis);
            try {
                socket.getOutputStream().write(request);
                if (halfClose) {
                    socket.shutdownOutput();
                }
            } catch (SocketException closedAlready) {
                // A container may refuse before it has read everything; its answer may be there.
            }
            return read(socket);
        }
    }

    private static RawAnswer read(Socket socket) throws IOException {
        InputStream input = socket.getInputStream();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        byte[] buffer = new byte[8192];
        boolean timeout = false;
        try {
            int n = first(socket, buffer);
            while (n >= 0 && bytes.size() < LARGEST) {
                bytes.write(buffer, 0, n);
                if (isUpgrade(bytes)) {
                    break;
                }
                // The answer is on its way; whatever keeps the connection open is not waited for.
                socket.setSoTimeout(REST_MILLIS);
                n = input.read(buffer);
            }
        } catch (SocketTimeoutException e) {
            timeout = true;
        } catch (SocketException reset) {
            // Closed with something unread: what was read before counts.
        }
        String text = bytes.toString(StandardCharsets.ISO_8859_1);
        return new RawAnswer(status(text), text, timeout && text.isEmpty());
    }

    /** A container that waits for more of an odd request gets the end of it. */
    private static int first(Socket socket, byte[] buffer) throws IOException {
        try {
            return socket.getInputStream().read(buffer);
        } catch (SocketTimeoutException e) {
            if (!socket.isOutputShutdown()) {
                socket.shutdownOutput();
            }
            socket.setSoTimeout(LONGEST_MILLIS);
            return socket.getInputStream().read(buffer);
        }
    }

    private static boolean isUpgrade(ByteArrayOutputStream bytes) {
        return bytes.size() < LARGEST
                && bytes.toString(StandardCharsets.ISO_8859_1).startsWith("HTTP/1.1 101")
                && bytes.toString(StandardCharsets.ISO_8859_1).contains("\r\n\r\n");
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
