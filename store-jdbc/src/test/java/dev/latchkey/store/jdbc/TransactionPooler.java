package dev.latchkey.store.jdbc;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A connection pooler in transaction mode in front of a PostgreSQL that asks for no password: after each transaction it
 * gives the client another of its few sessions, with everything that was prepared or set there before.
 */
final class TransactionPooler implements AutoCloseable {

    private static final int SSL_REQUEST = 80877103;
    private static final int GSS_REQUEST = 80877104;
    private static final int CANCEL_REQUEST = 80877102;

    private final int serverPort;
    private final int sessions;
    private final ServerSocket listening;
    private final List<Socket> open = new ArrayList<>();
    private final LinkedBlockingQueue<Server> idle = new LinkedBlockingQueue<>();
    private final AtomicInteger clients = new AtomicInteger();
    private byte[] greeting = {};
    private int opened;

    TransactionPooler(int serverPort, int sessions) throws IOException {
        this.serverPort = serverPort;
        this.sessions = sessions;
        this.listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        start(this::accept);
    }

    int port() {
        return listening.getLocalPort();
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "transaction-pooler");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = remember(listening.accept());
                start(() -> serve(client));
            }
        } catch (IOException e) {
            // Closed.
        }
    }

    private synchronized Socket remember(Socket socket) throws IOException {
        socket.setTcpNoDelay(true);
        open.add(socket);
        return socket;
    }

    private void serve(Socket socket) {
        try (socket) {
            DataInputStream in = new DataInputStream(socket.getInputStream());
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            byte[] startup = startup(in, out);
            if (startup.length > 0) {
                greet(startup, out);
                transactions(in, out);
            }
        } catch (IOException | InterruptedException e) {
            // The client disconnected, or the pooler closed.
        }
    }

    private static byte[] startup(DataInputStream in, DataOutputStream out) throws IOException {
        while (true) {
            int length = in.readInt();
            byte[] rest = in.readNBytes(length - 4);
            int code = new DataInputStream(new ByteArrayInputStream(rest)).readInt();
            if (code == CANCEL_REQUEST) {
                return new byte[0];
            } else if (code == SSL_REQUEST || code == GSS_REQUEST) {
                out.write('N');
            } else {
                ByteArrayOutputStream whole = new ByteArrayOutputStream();
                new DataOutputStream(whole).writeInt(length);
                whole.write(rest);
                return whole.toByteArray();
            }
        }
    }

    /** Accepts a client. The first one's start-up packet opens the sessions. */
    private void greet(byte[] startup, DataOutputStream out) throws IOException {
        synchronized (this) {
            for (; opened < sessions; opened++) {
                Server server = new Server(remember(new Socket(InetAddress.getLoopbackAddress(), serverPort)));
                greeting = server.start(startup);
                idle.add(server);
            }
        }
        out.write(greeting);
        ByteArrayOutputStream key = new ByteArrayOutputStream();
        DataOutputStream fields = new DataOutputStream(key);
        fields.writeInt(1_000_000_000 + clients.incrementAndGet());
        fields.writeInt(0);
        new Message('K', key.toByteArray()).write(out);
        new Message('Z', new byte[] {'I'}).write(out);
        out.flush();
    }

    private void transactions(DataInputStream in, DataOutputStream out) throws IOException, InterruptedException {
        Server server = null;
        try {
            for (Message message = Message.read(in); message.type != 'X'; message = Message.read(in)) {
                if (server == null) {
                    server = idle.take();
                }
                message.write(server.out);
                if (message.type == 'S' || message.type == 'Q') {
                    server.out.flush();
                    if (server.answer(out)) {
                        // Queued last, so that the client gets another session next.
                        idle.add(server);
                        server = null;
                    }
                }
            }
        } finally {
            if (server != null) {
                server.socket.close();
            }
        }
    }

    @Override
    public synchronized void close() throws IOException {
        listening.close();
        for (Socket socket : open) {
            socket.close();
        }
    }

    private static final class Message {

        final char type;
        final byte[] body;

        Message(char type, byte[] body) {
            this.type = type;
            this.body = body;
        }

        static Message read(DataInputStream in) throws IOException {
            char type = (char) in.readByte();
            return new Message(type, in.readNBytes(in.readInt() - 4));
        }

        void write(DataOutputStream out) throws IOException {
            out.writeByte(type);
            out.writeInt(body.length + 4);
            out.write(body);
        }
    }

    private static final class Server {

        final Socket socket;
        final DataInputStream in;
        final DataOutputStream out;

        Server(Socket socket) throws IOException {
            this.socket = socket;
            this.in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
            this.out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream()));
        }

        /** Returns the start-up messages for a client, without the cancel key. */
        byte[] start(byte[] startup) throws IOException {
            out.write(startup);
            out.flush();
            ByteArrayOutputStream told = new ByteArrayOutputStream();
            for (Message message = Message.read(in); message.type != 'Z'; message = Message.read(in)) {
                if (message.type == 'E') {
                    throw new IOException("PostgreSQL refuses: " + new String(message.body, StandardCharsets.UTF_8));
                }
                if (message.type != 'K') {
                    message.write(new DataOutputStream(told));
                }
            }
            return told.toByteArray();
        }

        /** Passes a response on; returns whether no transaction is open afterwards. */
        boolean answer(DataOutputStream client) throws IOException {
            DataOutputStream buffered = new DataOutputStream(new BufferedOutputStream(client));
            while (true) {
                Message message = Message.read(in);
                message.write(buffered);
                if (message.type == 'Z') {
                    buffered.flush();
                    return message.body[0] == 'I';
                }
            }
        }
    }
}
