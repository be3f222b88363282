package dev.latchkey.examples.quickstart;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The quick start in a JVM of its own, with its two outputs in files. */
final class QuickStartProcess implements AutoCloseable {

    private final Process process;
    private final Path out;
    private final Path err;

    private QuickStartProcess(Process process, Path out, Path err) {
        this.process = process;
        this.out = out;
        this.err = err;
    }

    static QuickStartProcess start(Path directory, String... properties) throws IOException {
        Path out = directory.resolve("out.txt");
        Path err = directory.resolve("err.txt");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add("-Dorg.slf4j.simpleLogger.log.dev.latchkey=info");
        command.addAll(List.of(properties));
        command.add(QuickStart.class.getName());
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        return new QuickStartProcess(process, out, err);
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

    /** {@return what stands behind {@code name} on the one line that begins with it} */
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

    /** {@return the exit code, after it ended by itself} */
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

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
