package dev.latchkey.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** Runs the program in process with one file or database and a fixed clock. */
final class Terminal {

    static final Instant NOW = Instant.parse("2026-11-02T12:00:00Z");

    private final Path file;
    private final Map<String, String> variables = new HashMap<>();
    private String typed = "";

    Terminal(Path file) {
        this.file = file;
        variables.put("LATCHKEY_FILE", file.toString());
    }

    /** Returns a terminal for a database. */
    static Terminal onDatabase(String url, String user, String password) {
        Terminal terminal = new Terminal(Path.of("latchkey.json"));
        terminal.variables.clear();
        return terminal.variable("LATCHKEY_JDBC_URL", url)
                .variable("LATCHKEY_JDBC_USER", user)
                .variable("LATCHKEY_JDBC_PASSWORD", password);
    }

    /** The result of a run. */
    record Run(int status, String out, String err) {

        JsonNode json() throws IOException {
            return new ObjectMapper().readTree(out);
        }
    }

    Terminal variable(String name, String value) {
        variables.put(name, value);
        return this;
    }

    Terminal typing(String text) {
        typed = text;
        return this;
    }

    Terminal write(String json) throws IOException {
        Files.writeString(file, json.replace('\'', '"'));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        return this;
    }

    String contents() throws IOException {
        return Files.readString(file);
    }

    Run run(String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int status = Latchkey.run(
                new Environment(
                        new ByteArrayInputStream(typed.getBytes(StandardCharsets.UTF_8)),
                        new PrintStream(out, false, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8),
                        variables::get,
                        "alice",
                        () -> NOW,
                        new SecureRandom()),
                arguments);
        return new Run(status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }
}
