package dev.latchkey.it.suite;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * One HTTP/2 request by frames, so that pseudo-headers may be as odd as they like (RFC 9113). A connection carries one
 * request; fields are sent as literals, and the server is told to keep no table, so that its status can be read without
 * a decoder of HPACK.
 */
final class RawHttp2 {

    private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int RESET = 3;
    private static final int SETTINGS = 4;
    private static final int PING = 6;
    private static final int GO_AWAY = 7;
    private static final int CONTINUATION = 9;
    private static final int END_STREAM = 1;
    private static final int ACK = 1;
    private static final int END_HEADERS = 4;
    private static final int LARGEST_FRAME = 16_000;
    private static final int MILLIS = 4_000;
    private static final List<Integer> INDEXED = List.of(200, 204, 206, 304, 400, 404, 500);

    private RawHttp2() {}

    /** With prior knowledge, in clear. */
    static RawAnswer send(int port, List<Map.Entry<String, String>> fields) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return exchange(socket, fields);
        }
    }

    /** Over TLS, agreed on by ALPN. */
    static RawAnswer send(int port, SSLContext trust, List<Map.Entry<String, String>> fields) throws IOException {
        try (SSLSocket socket =
                (SSLSocket) trust.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port)) {
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setApplicationProtocols(new String[] {"h2"});
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            return exchange(socket, fields);
        }
    }

    private static RawAnswer exchange(Socket socket, List<Map.Entry<String, String>> fields) throws IOException {
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(MILLIS);
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        request.write(PREFACE.getBytes(StandardCharsets.US_ASCII));
        // No table, no push.
        frame(request, SETTINGS, 0, 0, new byte[] {0, 1, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0});
        byte[] block = encoded(fields);
        int sent = Math.min(block.length, LARGEST_FRAME);
        boolean stays = fields.stream().anyMatch(field -> field.getKey().equals(":protocol"));
        int flags = (stays ? 0 : END_STREAM) | (sent == block.length ? END_HEADERS : 0);
        frame(request, HEADERS, flags, 1, java.util.Arrays.copyOfRange(block, 0, sent));
        while (sent < block.length) {
            int end = Math.min(block.length, sent + LARGEST_FRAME);
            int last = end == block.length ? END_HEADERS : 0;
            frame(request, CONTINUATION, last, 1, java.util.Arrays.copyOfRange(block, sent, end));
            sent = end;
        }
        OutputStream output = socket.getOutputStream();
        try {
            output.write(request.toByteArray());
            output.flush();
        } catch (SocketException closedAlready) {
            // Its reason may be there to read.
        }
        return read(socket, stays);
    }

    private static RawAnswer read(Socket socket, boolean stays) throws IOException {
        DataInputStream input = new DataInputStream(socket.getInputStream());
        int status = 0;
        StringBuilder body = new StringBuilder();
        try {
            while (true) {
                int length = input.readUnsignedByte() << 16 | input.readUnsignedShort();
                int type = input.readUnsignedByte();
                int flags = input.readUnsignedByte();
                int stream = input.readInt() & 0x7fffffff;
                byte[] payload = new byte[length];
                input.readFully(payload);
                if (type == SETTINGS && (flags & ACK) == 0) {
                    ByteArrayOutputStream answer = new ByteArrayOutputStream();
                    frame(answer, SETTINGS, ACK, 0, new byte[0]);
                    socket.getOutputStream().write(answer.toByteArray());
                } else if (type == PING && (flags & ACK) == 0) {
                    ByteArrayOutputStream answer = new ByteArrayOutputStream();
                    frame(answer, PING, ACK, 0, payload);
                    socket.getOutputStream().write(answer.toByteArray());
                } else if (type == HEADERS && stream == 1) {
                    status = status == 0 ? status(payload) : status;
                    body.append(new String(payload, StandardCharsets.ISO_8859_1));
                } else if (type == DATA && stream == 1) {
                    body.append(new String(payload, StandardCharsets.ISO_8859_1));
                }
                boolean done = stream == 1 && (type == HEADERS || type == DATA) && ((flags & END_STREAM) != 0 || stays);
                if (done || type == GO_AWAY || (type == RESET && stream == 1)) {
                    return new RawAnswer(status, body.toString(), false);
                }
            }
        } catch (EOFException | SocketException closed) {
            return new RawAnswer(status, body.toString(), false);
        } catch (SocketTimeoutException e) {
            return new RawAnswer(status, body.toString(), status == 0);
        }
    }

    private static void frame(ByteArrayOutputStream to, int type, int flags, int stream, byte[] payload) {
        to.write(payload.length >> 16);
        to.write(payload.length >> 8);
        to.write(payload.length);
        to.write(type);
        to.write(flags);
        to.write(stream >> 24);
        to.write(stream >> 16);
        to.write(stream >> 8);
        to.write(stream);
        to.writeBytes(payload);
    }

    /** Literals, not indexed, with new names (RFC 7541, section 6.2.2). */
    private static byte[] encoded(List<Map.Entry<String, String>> fields) {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        for (Map.Entry<String, String> field : fields) {
            block.write(0);
            text(block, field.getKey());
            text(block, field.getValue());
        }
        return block.toByteArray();
    }

    private static void text(ByteArrayOutputStream block, String text) {
        byte[] octets = text.getBytes(StandardCharsets.ISO_8859_1);
        int length = octets.length;
        if (length < 127) {
            block.write(length);
        } else {
            block.write(127);
            length -= 127;
            while (length >= 128) {
                block.write(length % 128 + 128);
                length /= 128;
            }
            block.write(length);
        }
        block.writeBytes(octets);
    }

    /** The status is the first field: indexed in the static table, or a literal of three digits. */
    private static int status(byte[] block) {
        int at = 0;
        while (at < block.length && (block[at] & 0xe0) == 0x20) {
            // A change of the table's size.
            at++;
        }
        int first = at < block.length ? block[at] & 0xff : 0;
        if (first >= 0x88 && first <= 0x8e) {
            return INDEXED.get(first - 0x88);
        }
        // A literal whose name is one of the static table's :status: indexed (0x48), not (0x08), never (0x18).
        int value = at + 1;
        if (value >= block.length) {
            return 0;
        }
        int length = block[value] & 0x7f;
        boolean huffman = (block[value] & 0x80) != 0;
        if (!huffman) {
            return length == 3 ? Integer.parseInt(new String(block, value + 1, 3, StandardCharsets.US_ASCII)) : 0;
        }
        long bits = 0;
        for (int i = 0; i < length; i++) {
            bits = bits << 8 | (block[value + 1 + i] & 0xff);
        }
        return digits(bits, length * 8);
    }

    /** The Huffman codes of the digits (RFC 7541, appendix B): 0 to 2 have five bits, 3 to 9 six from 0x19 on. */
    private static int digits(long bits, int count) {
        int number = 0;
        int left = count;
        for (int i = 0; i < 3; i++) {
            int five = (int) (bits >> (left - 5)) & 0x1f;
            if (five <= 2) {
                number = number * 10 + five;
                left -= 5;
            } else {
                number = number * 10 + ((int) (bits >> (left - 6)) & 0x3f) - 0x19 + 3;
                left -= 6;
            }
        }
        return number;
    }
}
