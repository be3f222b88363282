package dev.latchkey.it.servers;

import dev.latchkey.it.launcher.Lifeline;
import dev.latchkey.it.launcher.Options;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** A server as a child of this JVM, which ends with it. */
final class ServerProcess {

    private static final int SECONDS_TO_START = 240;

    private ServerProcess() {}

    /** The directory that the server's zip was unpacked to. */
    static Path unpacked(String name) throws IOException {
        try {
            Path classes = Path.of(ServerProcess.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            Path parent = classes.resolveSibling("unpacked");
            try (Stream<Path> found = Files.list(parent)) {
                return found.filter(path -> path.getFileName().toString().startsWith(name))
                        .findFirst()
                        .orElseThrow(() -> new IOException("no " + name + " in " + parent));
            }
        } catch (URISyntaxException e) {
            throw new IOException(e);
        }
    }

    /** A port that was free a moment ago. */
    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** The options of the run as options of the server's JVM, and those that bound it. */
    static List<String> jvmOptions() {
        List<String> options = new ArrayList<>(List.of("-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        Map<String, String> properties = new TreeMap<>();
        System.getProperties().stringPropertyNames().stream()
                .filter(name -> name.startsWith("latchkey.it."))
                .forEach(name -> properties.put(name, System.getProperty(name)));
        properties.put("latchkey.it.war", "deployed");
        properties.put(
                ParentListener.PARENT, Long.toString(ProcessHandle.current().pid()));
        properties.forEach((name, value) -> options.add("-D" + name + "=" + value));
        return options;
    }

    /** Copies a tree of files. */
    static void copy(Path from, Path to) throws IOException {
        List<Path> paths;
        try (Stream<Path> walk = Files.walk(from)) {
            paths = walk.toList();
        }
        for (Path path : paths) {
            Path target = to.resolve(from.relativize(path).toString());
            if (Files.isDirectory(path)) {
                Files.createDirectories(target);
            } else {
                Files.copy(path, target);
            }
        }
    }

    /** Replaces in a file; what is not there is an error, since a setting would be lost in silence. */
    static void replace(Path file, String... pairs) throws IOException {
        String text = Files.readString(file);
        for (int i = 0; i < pairs.length; i += 2) {
            if (!text.contains(pairs[i])) {
                throw new IOException(file + " has no " + pairs[i]);
            }
            text = text.replace(pairs[i], pairs[i + 1]);
        }
        Files.writeString(file, text);
    }

    /** Starts the server, tells when the app in it answers, and ends it when the suite is gone. */
    static void run(List<String> command, Map<String, String> environment, int port) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().putAll(environment);
        Process server = builder.start();
        server.getOutputStream().close();
        Thread log = new Thread(() -> pump(server), "server log");
        log.setDaemon(true);
        log.start();
        awaitApp(server, port);
        Lifeline.ready("http=" + port, () -> end(server));
    }

    private static void pump(Process server) {
        try {
            server.getInputStream().transferTo(System.err);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void awaitApp(Process server, int port) throws IOException {
        long end = System.nanoTime() + Duration.ofSeconds(SECONDS_TO_START).toNanos();
        while (System.nanoTime() < end && server.isAlive()) {
            if (Files.exists(Options.directory().resolve("journal.port")) && answers(port)) {
                return;
            }
            LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
        }
        end(server);
        throw new IOException("the server is not up");
    }

    /** Whether the app answers on a path that is bypassed. */
    private static boolean answers(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(20_000);
            String request = "GET " + Options.contextPath()
                    + "/prefix/open/up HTTP/1.1\r\nHost: app.example.com\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            // A server answers in its own words before the app is deployed.
            return answer.startsWith("HTTP/1.1 200") && answer.contains("X-Ran: open");
        } catch (IOException e) {
            return false;
        }
    }

    private static void end(Process server) {
        List<ProcessHandle> all = server.descendants().toList();
        all.forEach(ProcessHandle::destroyForcibly);
        server.destroyForcibly();
    }
}
