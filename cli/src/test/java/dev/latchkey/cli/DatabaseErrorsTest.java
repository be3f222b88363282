package dev.latchkey.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.cli.Terminal.Run;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Database errors are one line on standard error, without URL and password. */
class DatabaseErrorsTest {

    private static final String PASSWORD = "the-database-password";

    private static Terminal on(String url) {
        return Terminal.onDatabase(url, "app", PASSWORD);
    }

    private static Stream<String> databasesThatCannotBeUsed() {
        return Stream.of(
                // Nothing listens there.
                "jdbc:postgresql://127.0.0.1:1/app?user=app&password=" + PASSWORD,
                // The driver logs this URL.
                "jdbc:postgresql://127.0.0.1:port/app?user=app&password=" + PASSWORD,
                "jdbc:nosuch://127.0.0.1/app?user=app&password=" + PASSWORD,
                "jdbc:h2:mem:none;IFEXISTS=TRUE;NO_SUCH_SETTING=" + PASSWORD,
                PASSWORD);
    }

    @ParameterizedTest
    @MethodSource("databasesThatCannotBeUsed")
    void reportsErrorWithoutUrl(String url) {
        for (String command : new String[] {"token list --verbose", "database migrate", "check", "keys rotate"}) {
            Run refused = on(url).run(command.split(" "));

            assertThat(refused.status()).as(command).isEqualTo(ExitStatus.FAILED);
            assertThat(refused.out()).isEmpty();
            assertThat(refused.err()).startsWith("latchkey: ").doesNotContain(PASSWORD, "127.0.0.1", "NO_SUCH");
            if (!command.endsWith("--verbose")) {
                assertThat(refused.err()).hasLineCount(1);
            }
        }
    }

    @Test
    void suggestsWhatToCheck() {
        assertThat(on("jdbc:postgresql://127.0.0.1:1/app").run("token", "list").err())
                .contains("SQLState 08001 (it is unreachable");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "token list --jdbc jdbc:h2:mem: --file latchkey.json",
                "check latchkey.json --jdbc jdbc:h2:mem:",
                "database import latchkey.json --file latchkey.json",
                "database import",
                "database migrate --file latchkey.json",
                "database schema",
                "database schema oracle",
                "database schema h2 --from 2",
                "database schema h2 --from -1",
                "token create ci --create-file"
            })
    void rejectsContradictoryOptions(String line) {
        Run refused = on("jdbc:h2:mem:").run(line.split(" "));

        assertThat(refused.status()).isEqualTo(ExitStatus.USAGE);
        assertThat(refused.err()).hasLineCount(1).startsWith("latchkey: ");
    }

    @Test
    void rejectsFileAndDatabaseVariables() {
        Run refused =
                on("jdbc:h2:mem:").variable("LATCHKEY_FILE", "latchkey.json").run("token", "list");

        assertThat(refused.status()).isEqualTo(ExitStatus.USAGE);
        assertThat(refused.err()).contains("LATCHKEY_FILE and LATCHKEY_JDBC_URL are both set");
    }

    @Test
    void requiresDatabase() {
        Run refused = new Terminal(Path.of("latchkey.json")).run("database", "migrate");

        assertThat(refused.status()).isEqualTo(ExitStatus.USAGE);
        assertThat(refused.err()).contains("--jdbc or LATCHKEY_JDBC_URL");
    }

    @Test
    void warnsOfPasswordInArgumentWithoutRepeatingIt() {
        Run warned = on("").run("token", "list", "--jdbc", "jdbc:h2:mem:;PASSWORD=" + PASSWORD + ";IFEXISTS=TRUE");

        assertThat(warned.err())
                .startsWith("latchkey: warning: other users of this machine can see the password in --jdbc")
                .doesNotContain(PASSWORD);
    }
}
