package dev.latchkey.benchmarks.nodes;

import dev.latchkey.examples.quickstart.QuickStart;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A quick start in a JVM of its own. What it logs is in a file. Thread-safe. */
final class Node implements AutoCloseable {

    private static final long LONGEST_END_SECONDS = 30;

    private final String name;
    private final Process process;
    private final Map<String, String> printed;
    private final long startNanos;

    private Node(String name, Process process, Map<String, String> printed, long startNanos) {
        this.name = name;
        this.process = process;
        this.printed = printed;
        this.startNanos = startNanos;
    }

    /** Returns a node that answers requests. */
    static Node start(String name, Path directory, String jdbcUrl) throws IOException {
        Files.createDirectories(directory);
        Path log = directory.resolve(name + ".log");
        long start = System.nanoTime();
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx384m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "-Dorg.slf4j.simpleLogger.log.dev.latchkey=info",
                        "-Dlatchkey.port=0",
                        "-Dlatchkey.data=" + directory.resolve(name),
                        "-Dlatchkey.jdbc=" + jdbcUrl,
                        QuickStart.class.getName())
                .redirectError(log.toFile())
                .start();
        // Whatever ends this JVM ends its nodes.
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly, "end of " + name));
        Map<String, String> printed = awaitReady(process, log);
        return new Node(name, process, printed, System.nanoTime() - start);
    }

    /** Returns the lines that it prints for scripts. */
    private static Map<String, String> awaitReady(Process process, Path log) throws IOException {
        Map<String, String> printed = new HashMap<>();
        BufferedReader lines = process.inputReader();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            String[] parts = line.split("[= ]", 2);
            printed.put(parts[0], parts[parts.length - 1]);
            if (line.startsWith("READY ")) {
                return printed;
            }
        }
        throw new IOException("a node did not start; see " + log);
    }

    private String printed(String name) {
        String value = printed.get(name);
        if (value == null) {
            throw new IllegalStateException("the quick start printed no " + name);
        }
        return value;
    }

    String name() {
        return name;
    }

    /** Returns how long it took from nothing to its first answer. */
    long startNanos() {
        return startNanos;
    }

    /** Returns the id of its process. */
    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Returns the service token that it made for itself. */
    Token own() {
        return new Token("", printed("CF_ACCESS_CLIENT_ID"), printed("CF_ACCESS_CLIENT_SECRET"));
    }

    HttpConnection connect() throws IOException {
        return HttpConnection.open(at());
    }

    private URI at() {
        return URI.create(printed("READY"));
    }

    Management management() {
        return new Management(at(), printed("LATCHKEY_ACCOUNT_ID"), printed("LATCHKEY_API_TOKEN"));
    }

    /** Returns what one request is answered that presents these header lines. */
    Answer get(String... headerLines) throws IOException {
        try (HttpConnection connection = connect()) {
            return connection.get(headerLines);
        }
    }

    /** Ends it in order, as Ctrl-C does. */
    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(LONGEST_END_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }
}
