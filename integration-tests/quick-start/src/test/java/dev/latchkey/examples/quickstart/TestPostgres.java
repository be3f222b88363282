package dev.latchkey.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.testsupport.TestPostgreSql;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** A PostgreSQL that can be killed, and started again where it was. Its {@code synchronous_commit} is off. */
final class TestPostgres implements AutoCloseable {

    static final String PASSWORD = "the-database-password";

    /** For a machine that is busy with other things, in seconds. */
    private static final int LIMIT = 120;

    private final EmbeddedPostgres server;
    private final Path data;
    private final Path log;

    private TestPostgres(EmbeddedPostgres server, Path data, Path log) {
        this.server = server;
        this.data = data;
        this.log = log;
    }

    /** Where none can be started, the test that needs it is skipped. */
    static TestPostgres start(Path directory) {
        Path data = directory.resolve("database");
        EmbeddedPostgres server =
                TestPostgreSql.start(settings -> settings.setDataDirectory(data).setPort(freePort()));
        return new TestPostgres(server, data, directory.resolve("database.txt"));
    }

    /**
     * Returns a port below those that systems hand out by themselves. While the database is away, nothing else gets it;
     * nor does an attempt to connect to it get it for itself, and so come through.
     */
    private static int freePort() {
        for (int attempt = 0; attempt < 100; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(20_000, 32_000);
            try (ServerSocket free = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return free.getLocalPort();
            } catch (IOException taken) {
                // Another one, then.
            }
        }
        throw new IllegalStateException("100 ports were taken");
    }

    /** Returns the URL, with user and password. */
    String url() {
        return server.getJdbcUrl("postgres", "postgres") + "&password=" + PASSWORD;
    }

    /** Ends it as a crash does: whatever is not committed is lost, and nobody is told. */
    void kill() throws IOException, InterruptedException {
        control("stop", "-m", "immediate");
    }

    void startAgain() throws IOException, InterruptedException {
        control("start", "-l", log.toString(), "-o", "-F -p " + server.getPort());
    }

    private void control(String... what) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(asNobodySpecial());
        command.addAll(List.of(binaries().resolve("pg_ctl").toString(), "-D", data.toString()));
        command.addAll(List.of("-w", "-t", String.valueOf(LIMIT)));
        command.addAll(List.of(what));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(process.waitFor()).as("exit code of %s", command).isZero();
    }

    /** Returns where the programs were unpacked, which is not told otherwise. It keeps its own command line there. */
    private Path binaries() throws IOException {
        String commandLine = Files.readString(data.resolve("postmaster.opts"));
        return Path.of(commandLine.substring(0, commandLine.indexOf(' '))).getParent();
    }

    /** PostgreSQL refuses to run as root, and was started in a namespace where root is nobody. */
    private static List<String> asNobodySpecial() {
        return System.getProperty("user.name").equals("root") ? List.of("unshare", "-U") : List.of();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
