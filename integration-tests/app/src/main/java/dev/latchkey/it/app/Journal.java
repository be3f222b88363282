package dev.latchkey.it.app;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * What ran in the app, told on a port of its own: so code that ran is seen even if its answer never arrives.
 *
 * <p>A client connects once, sends {@code drain} and a line feed as often as it likes, and gets all new entries, one a
 * line, and an empty line. An entry is {@code name=value} pairs with tabs between them, the values URL-encoded. There
 * is one journal for each class loader, since an annotated WebSocket endpoint can reach nothing but statics.
 */
public final class Journal {

    private static final Journal OF_THIS_APP = new Journal();
    private static final int LONGEST_VALUE = 400;

    private final Queue<String> entries = new ConcurrentLinkedQueue<>();

    private Journal() {}

    public static Journal ofThisApp() {
        return OF_THIS_APP;
    }

    /** Opens the port and writes its number to {@code journal.port} in {@code directory}. */
    void open(Path directory) {
        try {
            // Closed by nobody: it ends with the JVM, which serves one run.
            ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
            Thread thread = new Thread(() -> accept(server), "journal");
            thread.setDaemon(true);
            thread.start();
            Path temporary = directory.resolve("journal.port.new");
            Files.writeString(temporary, Integer.toString(server.getLocalPort()));
            Files.move(temporary, directory.resolve("journal.port"), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts an entry; {@link Entry#add} ends it. */
    public Entry note(String mapping, String reading, String area) {
        return new Entry(entries)
                .with("mapping", mapping)
                .with("reading", reading)
                .with("area", area);
    }

    private void accept(ServerSocket server) {
        while (true) {
            try (Socket socket = server.accept();
                    BufferedReader commands = new BufferedReader(
                            new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
                    Writer answers = new OutputStreamWriter(socket.getOutputStream(), StandardCharsets.US_ASCII)) {
                socket.setTcpNoDelay(true);
                for (String line = commands.readLine(); line != null; line = commands.readLine()) {
                    StringBuilder text = new StringBuilder();
                    for (String entry = entries.poll(); entry != null; entry = entries.poll()) {
                        text.append(entry).append('\n');
                    }
                    answers.write(text.append('\n').toString());
                    answers.flush();
                }
            } catch (IOException e) {
                // The client went away; the next one is served.
            }
        }
    }

    /** One piece of code that ran. */
    public static final class Entry {

        private final Queue<String> entries;
        private final Map<String, String> values = new LinkedHashMap<>();

        private Entry(Queue<String> entries) {
            this.entries = entries;
        }

        public Entry with(String name, @Nullable Object value) {
            if (value != null) {
                String text = value.toString();
                values.put(name, text.length() > LONGEST_VALUE ? text.substring(0, LONGEST_VALUE) : text);
            }
            return this;
        }

        public void add() {
            StringBuilder line = new StringBuilder();
            values.forEach((name, value) -> line.append(line.isEmpty() ? "" : "\t")
                    .append(name)
                    .append('=')
                    .append(URLEncoder.encode(value, StandardCharsets.UTF_8)));
            entries.add(line.toString());
        }
    }
}
