package dev.latchkey.it.suite;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A container in a JVM of its own, with the app in it, for one {@link Run}. Not thread-safe. */
final class ContainerProcess implements AutoCloseable {

    private static final Path MODULES = Path.of(System.getProperty("latchkey.suite.modules"));
    private static final Path TARGET = Path.of(System.getProperty("latchkey.suite.target"));
    private static final int SECONDS_TO_START = 150;
    private static final int SECONDS_TO_OPEN = 5;

    private final Path directory;
    private final Process process;
    private final Map<String, Integer> ports = new HashMap<>();
    private final Socket journal;
    private final BufferedReader entries;

    private ContainerProcess(Path directory, Process process, Map<String, Integer> ports) throws IOException {
        this.directory = directory;
        this.process = process;
        this.ports.putAll(ports);
        int port = Integer.parseInt(Files.readString(directory.resolve("journal.port")));
        this.journal = new Socket(InetAddress.getLoopbackAddress(), port);
        journal.setTcpNoDelay(true);
        journal.setSoTimeout(20_000);
        this.entries = new BufferedReader(new InputStreamReader(journal.getInputStream(), StandardCharsets.US_ASCII));
    }

    static ContainerProcess start(Container container, Run run) {
        try {
            Path directory = Files.createTempDirectory(Files.createDirectories(TARGET.resolve("runs")), "run-");
            WebFiles.write(directory.resolve("web"));
            run.setup().write(directory.resolve("latchkey.json"), run.prefix());
            Process process = new ProcessBuilder(command(container, run, directory))
                    .redirectError(directory.resolve("log.txt").toFile())
                    .start();
            try {
                return new ContainerProcess(directory, process, ports(process, directory));
            } catch (IOException | RuntimeException e) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> command(Container container, Run run, Path directory) throws IOException {
        Path module = MODULES.resolve(container.module()).resolve("target");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx512m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
        command.add("-Dlatchkey.it.directory=" + directory);
        command.add("-Dlatchkey.it.context=" + run.context());
        command.add("-Dlatchkey.it.registration=" + run.registration());
        command.add("-Dlatchkey.it.settings=" + (run.lax() ? "lax" : "strict"));
        command.add("-Dlatchkey.it.forwarded=" + run.forwarded());
        command.add("-Dlatchkey.it.root=" + run.root());
        command.add("-Dlatchkey.it.keystore=" + Tls.keyStore());
        command.add("-cp");
        command.add(module.resolve("classes") + ":" + classPath(module, container.leftOut()));
        command.add(container.launcher());
        return command;
    }

    private static String classPath(Path module, String leftOut) throws IOException {
        return Files.readString(module.resolve("class-path.txt"))
                .strip()
                .lines()
                .flatMap(line -> Stream.of(line.split(":", -1)))
                .filter(jar -> leftOut.isEmpty()
                        || !Path.of(jar).getFileName().toString().matches(leftOut))
                .collect(Collectors.joining(":"));
    }

    /** Waits for the line that begins with {@code READY}; its rest is {@code name=port} pairs. */
    private static Map<String, Integer> ports(Process process, Path directory) throws IOException {
        BufferedReader output =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        CompletableFuture<String> ready = CompletableFuture.supplyAsync(() -> {
            try {
                String line = output.readLine();
                while (line != null && !line.startsWith("READY ")) {
                    line = output.readLine();
                }
                return line == null ? "" : line;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        String line;
        try {
            line = ready.get(SECONDS_TO_START, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new IOException("not up within " + SECONDS_TO_START + " s: " + log(directory), e);
        }
        if (line.isEmpty()) {
            throw new IOException("ended before it was up: " + log(directory));
        }
        Map<String, Integer> ports = new HashMap<>();
        for (String pair : line.substring("READY ".length()).strip().split(" ", -1)) {
            int equals = pair.indexOf('=');
            ports.put(pair.substring(0, equals), Integer.valueOf(pair.substring(equals + 1)));
        }
        return ports;
    }

    /** The port of a protocol: {@code http} (with HTTP/2 by prior knowledge where there is that) or {@code tls}. */
    int port(String protocol) {
        return ports.get(protocol);
    }

    /** What has run since the last call. */
    List<JournalEntry> drain() throws IOException {
        journal.getOutputStream().write("drain\n".getBytes(StandardCharsets.US_ASCII));
        List<JournalEntry> found = new ArrayList<>();
        for (String line = entries.readLine(); line != null && !line.isEmpty(); line = entries.readLine()) {
            found.add(JournalEntry.parse(line));
        }
        return found;
    }

    /** As above, but waits for an endpoint to be opened, on a thread of the container's own after a handshake. */
    List<JournalEntry> drainOpened() throws IOException {
        List<JournalEntry> found = drain();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS_TO_OPEN);
        while (found.stream().noneMatch(JournalEntry::isOpened) && System.nanoTime() - end < 0) {
            Thread.onSpinWait();
            found.addAll(drain());
        }
        return found;
    }

    /** What the container and the filter logged so far. */
    String log() {
        return log(directory);
    }

    private static String log(Path directory) {
        try {
            return Files.readString(directory.resolve("log.txt"));
        } catch (IOException e) {
            return "";
        }
    }

    @Override
    public void close() {
        try {
            journal.close();
            process.getOutputStream().close();
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            process.destroyForcibly();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
