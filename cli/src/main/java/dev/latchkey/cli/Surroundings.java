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
 * What a run of the program finds around itself.
 *
 * @param in standard input
 * @param out standard output: what was asked for, and nothing else
 * @param err standard error: what went wrong
 * @param variables environment variables by name
 * @param user who runs it
 */
record Surroundings(
        InputStream in,
        PrintStream out,
        PrintStream err,
        Function<String, @Nullable String> variables,
        String user,
        InstantSource clock,
        SecureRandom random) {

    /** {@return an environment variable; null where it is not set, or empty} */
    @Nullable
    String variable(String name) {
        String value = variables.apply(name);
        return value == null || value.isEmpty() ? null : value;
    }

    /** {@return this process's own} Whatever the locale says, JSON and names are written in UTF-8. */
    static Surroundings ofProcess() {
        return new Surroundings(
                System.in,
                new PrintStream(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8),
                new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8),
                System::getenv,
                System.getProperty("user.name", "unknown"),
                InstantSource.system(),
                new SecureRandom());
    }
}
