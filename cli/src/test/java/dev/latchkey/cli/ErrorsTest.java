package dev.latchkey.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.admin.Changed;
import dev.latchkey.cli.Terminal.Run;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Failures are one line on standard error without secrets, with a distinct exit status. */
class ErrorsTest {

    private static final String SECRET = "lkst_0123456789012345678901234567890123456789abcdef01";

    @TempDir
    private Path directory;

    private Path file;
    private Terminal terminal;

    @BeforeEach
    void startWithAnEmptyFile() throws IOException {
        file = directory.resolve("latchkey.json");
        terminal = new Terminal(file).write("{}");
    }

    private static Stream<String> misplacedSecrets() {
        return Stream.of(
                SECRET,
                "token import a " + SECRET,
                "token import a --digest " + SECRET,
                "token import a --digest=" + SECRET,
                "token import a --secret-stdin=" + SECRET,
                "token import a --secret " + SECRET,
                "token import a --secret=" + SECRET,
                "token import a -" + SECRET,
                "token show " + SECRET,
                "token rotate a --grace " + SECRET,
                "token create a --duration=" + SECRET,
                "token create a b " + SECRET,
                "app show a " + SECRET,
                "app show " + SECRET,
                "app set " + SECRET + " name=x",
                "token show " + "0123456789abcdef".repeat(2),
                "app set a " + SECRET,
                "check a " + SECRET,
                "token list --json=" + SECRET);
    }

    @ParameterizedTest
    @MethodSource("misplacedSecrets")
    void doesNotRepeatMisplacedSecret(String line) {
        Run refused = terminal.run(line.split(" "));

        assertThat(refused.status()).isIn(ExitStatus.USAGE, ExitStatus.NOT_FOUND);
        assertThat(refused.out()).isEmpty();
        assertThat(refused.err())
                .hasLineCount(1)
                .startsWith("latchkey: ")
                .doesNotContain(SECRET.substring(5, 30), "0123456789abcdef".repeat(2));
    }

    @Test
    void doesNotExpandArgumentFiles() throws IOException {
        Path arguments = Files.writeString(directory.resolve("arguments"), "token import a " + SECRET);

        Run refused = terminal.run("@" + arguments);

        assertThat(refused.status()).isEqualTo(ExitStatus.USAGE);
        assertThat(refused.err()).doesNotContain(SECRET);
    }

    private static Stream<String> notUnderstood() {
        return Stream.of(
                "",
                "token",
                "tokens list",
                "token create",
                "token import a",
                "token import a --secret-stdin --digest " + "0".repeat(64),
                "token rotate a --grace soon",
                "token list --expiring -1h",
                "app set a",
                "app set a =x",
                "app set a aud=x",
                "app set a name=x --unset name",
                "keys",
                "--fil x check");
    }

    @ParameterizedTest
    @MethodSource("notUnderstood")
    void reportsInvalidCommandLineInOneLine(String line) {
        Run refused = terminal.run(line.isEmpty() ? new String[0] : line.split(" "));

        assertThat(refused.status()).isEqualTo(ExitStatus.USAGE);
        assertThat(refused.out()).isEmpty();
        assertThat(refused.err()).hasLineCount(1).startsWith("latchkey: ");
    }

    @Test
    void reportsFaultsOfInvalidFileAndKeepsIt() throws IOException {
        String broken = "{\n  \"x\": 1,\n  \"service_tokens\": [{\"client_secret\": \"" + SECRET + "\"}]\n}";
        Files.writeString(file, broken);

        Run refused = terminal.run("token", "create", "ci");

        assertThat(refused.status()).isEqualTo(ExitStatus.FAILED);
        assertThat(refused.err())
                .hasLineCount(1)
                .contains("/x: unknown member (latchkey.json:2:3)", "/service_tokens/0/client_secret")
                .doesNotContain(SECRET);
        assertThat(terminal.contents()).isEqualTo(broken);
    }

    @Test
    void rejectsDirectory() {
        Run refused = terminal.run("token", "list", "--file", directory.toString());

        assertThat(refused.status()).isEqualTo(ExitStatus.FAILED);
        assertThat(refused.err()).hasLineCount(1).startsWith("latchkey: ");
    }

    @Test
    void printsStackTraceOnlyIfVerbose() throws IOException {
        Files.delete(file);

        assertThat(terminal.run("token", "list").err()).hasLineCount(1);
        assertThat(terminal.run("token", "list", "--verbose").err()).contains("\tat dev.latchkey.");
    }

    @Test
    void failsIfOutputCannotBeWritten() {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        OutputStream closed = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("Broken pipe");
            }
        };

        int status = Latchkey.run(
                new Environment(
                        InputStream.nullInputStream(),
                        new PrintStream(closed, false, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8),
                        name -> null,
                        "alice",
                        InstantSource.system(),
                        new SecureRandom()),
                "--file",
                file.toString(),
                "token",
                "list");

        assertThat(status).isEqualTo(ExitStatus.FAILED);
        assertThat(err.toString(StandardCharsets.UTF_8)).isEqualTo("latchkey: the output could not be written\n");
    }

    @Test
    void concurrentChangeHasItsOwnStatus() {
        assertThatThrownBy(() -> StoreCommand.done(new Changed.Stale<String>(), "service token ci"))
                .isInstanceOfSatisfying(
                        CommandException.class, e -> assertThat(e.status()).isEqualTo(ExitStatus.CHANGED))
                .hasMessage("service token ci was changed by somebody else; check it and try again");
    }

    @Test
    void deletedMeanwhileIsNotFound() {
        assertThatThrownBy(() -> StoreCommand.done(new Changed.NotFound<String>(), "service token ci"))
                .isInstanceOfSatisfying(
                        CommandException.class, e -> assertThat(e.status()).isEqualTo(ExitStatus.NOT_FOUND));
    }
}
