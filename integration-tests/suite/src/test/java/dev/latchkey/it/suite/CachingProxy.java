package dev.latchkey.it.suite;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** A real web server as a shared cache in front of the app. Not thread-safe. */
final class CachingProxy implements AutoCloseable {

    /** Which server it is. A test is skipped where the machine has none. */
    enum Server {
        /** Apache with mod_cache. */
        APACHE("/usr/sbin/apache2", "-X -f"),
        /** Nginx with proxy_cache. */
        NGINX("/usr/sbin/nginx", "-c");

        private final String executable;
        private final String options;

        Server(String executable, String options) {
            this.executable = executable;
            this.options = options;
        }

        private List<String> command(Path configuration) {
            List<String> command = new ArrayList<>(List.of(executable));
            command.addAll(List.of(options.split(" ", -1)));
            command.add(configuration.toString());
            return command;
        }
    }

    private static final Path APACHE_MODULES = Path.of("/usr/lib/apache2/modules");
    private static final int SECONDS_TO_START = 20;

    private final Path directory;
    private final int port;
    private final Process process;

    private CachingProxy(Path directory, int port, Process process) {
        this.directory = directory;
        this.port = port;
        this.process = process;
    }

    /**
     * Starts it with an empty cache.
     *
     * @param settings more lines of its configuration
     */
    static CachingProxy start(Server server, int app, String settings) throws IOException, InterruptedException {
        assumeTrue(Files.isExecutable(Path.of(server.executable)), "the machine has no " + server);
        assumeTrue(server != Server.APACHE || Files.isDirectory(APACHE_MODULES), "Apache has no modules");
        Path directory = Files.createTempDirectory("latchkey-cache-");
        // Started by root, Apache serves as nobody.
        for (Path each : List.of(directory, Files.createDirectory(directory.resolve("cache")))) {
            Files.setPosixFilePermissions(each, PosixFilePermissions.fromString("rwxrwxrwx"));
        }
        int port = freePort();
        String name = server.name().toLowerCase(Locale.ROOT) + ".conf";
        Path file = directory.resolve(name);
        Files.writeString(
                file,
                template(name)
                        .replace("@DIRECTORY@", directory.toString())
                        .replace("@MODULES@", APACHE_MODULES.toString())
                        .replace("@PORT@", Integer.toString(port))
                        .replace("@APP@", Integer.toString(app))
                        .replace("@SETTINGS@", settings));
        Process process = new ProcessBuilder(server.command(file))
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("output.log").toFile())
                .start();
        CachingProxy proxy = new CachingProxy(directory, port, process);
        proxy.awaitStart();
        return proxy;
    }

    private static String template(String name) throws IOException {
        try (InputStream in = CachingProxy.class.getResourceAsStream("/caching/" + name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void awaitStart() throws IOException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS_TO_START);
        while (!accepts()) {
            if (!process.isAlive() || System.nanoTime() > end) {
                close();
                throw new IOException("not up: " + Files.readString(directory.resolve("output.log")));
            }
            process.waitFor(20, TimeUnit.MILLISECONDS);
        }
    }

    private boolean accepts() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException refused) {
            return false;
        }
    }

    RawAnswer get(String target, String headers) throws IOException {
        return RawHttp.send(
                port,
                "GET " + target + " HTTP/1.1\r\nHost: app.example.com\r\nConnection: close\r\n" + headers + "\r\n");
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
