package dev.latchkey.benchmarks.container;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A contestant's JVM, and the load on it. Not thread-safe. */
final class Candidate implements Closeable {

    private static final int CONNECTIONS = 2;

    private final Contestant contestant;
    private final Process process;
    private final BufferedReader output;
    private final int port;
    private final List<Request> requests = new ArrayList<>();
    private final List<Double> micros = new ArrayList<>();

    Candidate(Container container, Contestant contestant, List<String> jvmOptions) throws IOException {
        this.contestant = contestant;
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xms256m", "-Xmx256m", "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn"));
        command.addAll(jvmOptions);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), ContestantServer.class.getName()));
        command.addAll(List.of(container.name(), contestant.name()));
        process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        output = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII));
        port = (int) ContestantServer.answer(output);
        try (Connection connection = new Connection(port)) {
            for (Client client : Client.all()) {
                Request request = contestant.request(client);
                requests.add(contestant == Contestant.COOKIE ? withCookie(request, connection) : request);
            }
        }
    }

    /** Presents the pair once, and then only the cookie, as a client does. */
    private Request withCookie(Request pair, Connection connection) throws IOException {
        send(pair, connection);
        return Request.get("/jobs", "Cookie: " + connection.cookie());
    }

    Contestant contestant() {
        return contestant;
    }

    /** Sends requests, and remembers what each cost the server, in microseconds of CPU. */
    void measure(int count) throws Exception {
        long before = cpuNanos();
        load(count);
        micros.add((cpuNanos() - before) / 1000.0 / count);
    }

    /** Sends requests of all clients in turn, over several connections at once. */
    void load(int count) throws Exception {
        List<Thread> threads = new ArrayList<>();
        List<Exception> failures = Collections.synchronizedList(new ArrayList<>());
        for (int i = 0; i < CONNECTIONS; i++) {
            int first = i;
            Thread thread = new Thread(() -> {
                try (Connection connection = new Connection(port)) {
                    for (int n = first; n < count; n += CONNECTIONS) {
                        send(requests.get(n % requests.size()), connection);
                    }
                } catch (IOException | RuntimeException e) {
                    failures.add(e);
                }
            });
            threads.add(thread);
            thread.start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        if (!failures.isEmpty()) {
            throw failures.get(0);
        }
    }

    private void send(Request request, Connection connection) throws IOException {
        int status = connection.send(request);
        if (status != contestant.status()) {
            throw new IOException(contestant + ": status " + status + " instead of " + contestant.status());
        }
    }

    private long cpuNanos() throws IOException {
        process.getOutputStream().write('\n');
        process.getOutputStream().flush();
        return ContestantServer.answer(output);
    }

    /** Returns the measured microseconds, in ascending order. */
    double[] micros() {
        return micros.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
