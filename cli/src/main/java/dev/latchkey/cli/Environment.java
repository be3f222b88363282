package dev.latchkey.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The environment of a run.
 *
 * @param in standard input
 * @param out standard output, for results only
 * @param err standard error, for failures
 * @param variables environment variables by name
 * @param user the current user
 */
record Environment(
        InputStream in,
        PrintStream out,
        PrintStream err,
        Function<String, @Nullable String> variables,
        String user,
        InstantSource clock,
        SecureRandom random) {

    /** Returns an environment variable, or null if it is unset or empty. */
    @Nullable
    String variable(String name) {
        String value = variables.apply(name);
        return value == null || value.isEmpty() ? null : value;
    }

    /** Returns the environment of this process. Output is UTF-8, regardless of the locale. */
    static Environment ofProcess() {
        return new Environment(
                System.in,
                new PrintStream(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8),
                new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8),
                System::getenv,
                System.getProperty("user.name", "unknown"),
                InstantSource.system(),
                new SecureRandom());
    }
}
