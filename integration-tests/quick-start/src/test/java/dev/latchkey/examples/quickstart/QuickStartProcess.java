package dev.latchkey.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The quick start in a JVM of its own, with its two outputs in files. */
final class QuickStartProcess implements AutoCloseable {

    /** For a machine that is busy with other things. */
    private static final Duration STARTED = Duration.ofMinutes(2);

    private final Process process;
    private final Path out;
    private final Path err;

    private QuickStartProcess(Process process, Path out, Path err) {
        this.process = process;
        this.out = out;
        this.err = err;
    }

    static QuickStartProcess start(Path directory, String... options) throws IOException {
        return start(directory, Map.of(), options);
    }

    /** Returns one that has these variables, too. */
    static QuickStartProcess start(Path directory, Map<String, String> variables, String... options)
            throws IOException {
        Path out = directory.resolve("out.txt");
        Path err = directory.resolve("err.txt");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add("-Dorg.slf4j.simpleLogger.log.dev.latchkey=info");
        command.addAll(List.of(options));
        command.add(QuickStart.class.getName());
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().putAll(variables);
        return new QuickStartProcess(builder.start(), out, err);
    }

    boolean isAlive() {
        return process.isAlive();
    }

    List<String> printed() throws IOException {
        return Files.readAllLines(out);
    }

    String errors() throws IOException {
        return Files.readString(err);
    }

    /** Returns what stands behind {@code name} on the one line that begins with it. */
    String value(String name) throws IOException {
        List<String> values = printed().stream()
                .filter(line -> line.startsWith(name))
                .map(line -> line.substring(name.length()))
                .toList();
        if (values.size() != 1) {
            throw new IllegalStateException(name + " stands on " + values.size() + " lines");
        }
        return values.get(0);
    }

    Caller caller() throws IOException {
        return new Caller(
                URI.create(value("READY ")), value("CF_ACCESS_CLIENT_ID="), value("CF_ACCESS_CLIENT_SECRET="));
    }

    /** Returns one that calls it with a service token as the management API answered it when it was made. */
    Caller caller(JsonNode issued) throws IOException {
        return new Caller(
                URI.create(value("READY ")),
                issued.get("client_id").asText(),
                issued.get("client_secret").asText());
    }

    ApiCaller api() throws IOException {
        return new ApiCaller(
                value("LATCHKEY_API=") + "/accounts/" + value("LATCHKEY_ACCOUNT_ID=") + "/access/",
                value("LATCHKEY_API_TOKEN="));
    }

    /** Waits until it answers requests. */
    void awaitReady() throws IOException {
        await().atMost(STARTED).until(() -> !isAlive() || isReady());
        assertThat(isReady()).as(errors()).isTrue();
    }

    boolean isReady() throws IOException {
        return printed().stream().anyMatch(line -> line.startsWith("READY "));
    }

    /** Returns the exit code, after it ended by itself. */
    int exitCode() throws InterruptedException {
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            throw new IllegalStateException("it is still running");
        }
        return process.exitValue();
    }

    /** Ends it as Ctrl-C does. */
    int interrupt() throws InterruptedException {
        process.destroy();
        return exitCode();
    }

    /** Ends it at once, whatever it is doing: on Linux and the like that is SIGKILL. */
    @Override
    public void close() {
        process.destroyForcibly();
    }
}
