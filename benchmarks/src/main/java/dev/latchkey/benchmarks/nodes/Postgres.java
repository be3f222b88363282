package dev.latchkey.benchmarks.nodes;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * A PostgreSQL of the trial's own, which can be killed, and started again at the same port with the same data. Its data
 * go with it. For one thread.
 */
final class Postgres implements AutoCloseable {

    private static final Duration LONGEST_START = Duration.ofSeconds(60);
    private static final long PROBE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private final Path data;
    private EmbeddedPostgres running;

    private Postgres(Path data, EmbeddedPostgres running) {
        this.data = data;
        this.running = running;
    }

    /** Returns an empty one, with its data below {@code directory}. */
    static Postgres start(Path directory) throws IOException {
        Path data = directory.resolve("postgresql").toAbsolutePath();
        delete(data);
        return new Postgres(data, launch(data, 0));
    }

    private static EmbeddedPostgres launch(Path data, int port) throws IOException {
        return EmbeddedPostgres.builder()
                .setDataDirectory(data)
                .setCleanDataDirectory(false)
                .setPort(port)
                .setPGStartupWait(LONGEST_START)
                .setServerConfig("shared_buffers", "256MB")
                // By default it is off there, as for tests; nobody runs a database so.
                .setServerConfig("fsync", "on")
                .start();
    }

    String url() {
        return running.getJdbcUrl("postgres", "postgres");
    }

    int port() {
        return running.getPort();
    }

    /** Returns how to reach it through another port. */
    String url(int port) {
        return url().replace(":" + port() + "/", ":" + port + "/");
    }

    /** Returns the first column of all rows. */
    List<String> query(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url());
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            Stream.Builder<String> values = Stream.builder();
            while (rows.next()) {
                values.add(rows.getString(1));
            }
            return values.build().toList();
        }
    }

    void execute(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url());
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /**
     * Kills it, with no chance to tell anybody, and waits.
     *
     * @param seconds how long, counted from when it was killed
     * @return when that was, by {@link System#nanoTime}
     */
    long killFor(int seconds) throws IOException, InterruptedException {
        String pid = Files.readAllLines(data.resolve("postmaster.pid")).get(0);
        ProcessHandle postmaster = ProcessHandle.of(Long.parseLong(pid.strip()))
                .orElseThrow(() -> new IllegalStateException("PostgreSQL is not running"));
        long killed = System.nanoTime();
        postmaster.destroyForcibly();
        // Lets go of what is held on its behalf, and takes a second to find that there is nothing to stop.
        running.close();
        TimeUnit.NANOSECONDS.sleep(killed + TimeUnit.SECONDS.toNanos(seconds) - System.nanoTime());
        return killed;
    }

    /**
     * Starts it after it was killed.
     *
     * @return when it first took a connection, by {@link System#nanoTime}
     */
    long restart() throws IOException, InterruptedException, ExecutionException {
        CompletableFuture<Long> open = CompletableFuture.supplyAsync(this::awaitOpen);
        running = launch(data, running.getPort());
        return open.get();
    }

    /** Copies its data, between a kill and a restart. */
    void backUp() throws IOException {
        copy(data, backup());
    }

    /** Sets its data back to those of the backup, between a kill and a restart. */
    void restoreBackUp() throws IOException {
        copy(backup(), data);
    }

    private Path backup() {
        return data.resolveSibling("backup");
    }

    private static void copy(Path from, Path to) throws IOException {
        delete(to);
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file)), StandardCopyOption.COPY_ATTRIBUTES);
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private long awaitOpen() {
        String url = url();
        while (true) {
            try (Connection connection = DriverManager.getConnection(url)) {
                connection.isValid(1);
                return System.nanoTime();
            } catch (SQLException e) {
                LockSupport.parkNanos(PROBE_NANOS);
            }
        }
    }

    @Override
    public void close() throws IOException {
        running.close();
        delete(data);
        delete(backup());
    }

    private static void delete(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
