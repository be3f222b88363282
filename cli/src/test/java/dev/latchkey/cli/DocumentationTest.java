package dev.latchkey.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.cli.Terminal.Run;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The documentation and the help match the program. */
class DocumentationTest {

    private static final Pattern BLOCK = Pattern.compile("```sh\\n(.*?)```", Pattern.DOTALL);
    private static final Pattern COMMAND = Pattern.compile("(?:^|\\| ) *latchkey ([^|\n]*)", Pattern.MULTILINE);
    private static final Pattern WORD = Pattern.compile("(?:'[^']*'|[^\\s'])+");

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
                "app create",
                "policy list",
                "policy show",
                "policy create",
                "policy set",
                "policy delete",
                "group list",
                "group show",
                "group create",
                "group set",
                "group delete",
                "ip-list list",
                "ip-list show",
                "ip-list create",
                "ip-list set",
                "ip-list delete",
                "keys rotate",
                "database schema",
                "database migrate",
                "database import",
                "check",
                "schema"
            })
    void documentsEveryCommand(String command) throws Exception {
        Run help = terminal.run((command + " --help").split(" "));

        assertThat(help.status()).isZero();
        assertThat(help.out()).startsWith("Usage: latchkey " + command).contains("--file=FILE", "Exit status:");
        assertThat(help.err()).isEmpty();
        assertThat(documentation()).contains("`" + command);
    }

    @Test
    void documentsEveryExitStatus() throws Exception {
        String help = terminal.run("--help").out();

        for (int status = 0; status <= 6; status++) {
            assertThat(help).containsPattern("\n  " + status + "  \\S");
            assertThat(documentation()).contains("| " + status + " |");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"cli.md", "configuration.md"})
    void acceptsEveryDocumentedCommand(String page) throws Exception {
        Terminal database = Terminal.onDatabase(
                        "jdbc:h2:mem:" + page.replace('.', '_') + ";DB_CLOSE_DELAY=-1", "sa", "")
                .typing("a-secret-of-more-than-32-characters");

        List<String> commands = commands(Files.readString(Path.of("../docs").resolve(page)));

        assertThat(commands).isNotEmpty();
        for (String each : commands) {
            List<String> words = WORD.matcher(each)
                    .results()
                    .map(word -> word.group().replace("'", ""))
                    .toList();
            assertThat(database.run(words.toArray(String[]::new)).status())
                    .as(each)
                    .isNotEqualTo(ExitStatus.USAGE);
        }
    }

    /** Returns the arguments of each command in a block. */
    private static List<String> commands(String text) {
        return BLOCK.matcher(text)
                .results()
                .flatMap(block -> COMMAND.matcher(block.group(1)).results())
                .map((MatchResult command) -> command.group(1))
                .toList();
    }
}
