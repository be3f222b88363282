package dev.latchkey.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.cli.Terminal.Run;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The documentation and the help say what the program does. */
class DocumentationTest {

    private final Terminal terminal = new Terminal(Path.of("not-there.json"));

    private static String documentation() throws Exception {
        return Files.readString(Path.of("../docs/cli.md"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "token create",
                "token list",
                "token show",
                "token rotate",
                "token refresh",
                "token enable",
                "token disable",
                "token delete",
                "token import",
                "app list",
                "app show",
                "app set",
                "keys rotate",
                "database schema",
                "database migrate",
                "database import",
                "check",
                "schema"
            })
    void everyCommandIsExplained(String command) throws Exception {
        Run help = terminal.run((command + " --help").split(" "));

        assertThat(help.status()).isZero();
        assertThat(help.out()).startsWith("Usage: latchkey " + command).contains("--file=FILE", "Exit status:");
        assertThat(help.err()).isEmpty();
        assertThat(documentation()).contains("`" + command);
    }

    @Test
    void everyExitStatusIsExplained() throws Exception {
        String help = terminal.run("--help").out();

        for (int status = 0; status <= 6; status++) {
            assertThat(help).containsPattern("\n  " + status + "  \\S");
            assertThat(documentation()).contains("| " + status + " |");
        }
    }
}
