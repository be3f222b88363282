package dev.latchkey.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.latchkey.cli.Terminal.Run;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Reusable policies, groups and IP lists on the command line")
class ItemCommandsTest {

    private static final String ANY = "include=[{\"any_valid_service_token\":{}}]";

    @TempDir
    private Path directory;

    private Terminal terminal;

    @BeforeEach
    void startWithAnEmptyFile() throws IOException {
        terminal = new Terminal(directory.resolve("latchkey.json")).write("{}");
    }

    private JsonNode done(String... arguments) throws IOException {
        Run run = terminal.run(arguments);
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.err()).isEmpty();
        return run.json();
    }

    @Test
    void createsChangesAndDeletesAnIpList() throws IOException {
        JsonNode created = done("ip-list", "create", "offices", "ips=[\"203.0.113.0/24\"]", "--json");

        assertThat(done("ip-list", "show", created.path("id").textValue(), "--json"))
                .isEqualTo(created);
        assertThat(terminal.run("ip-list", "show", "offices").out())
                .contains("name        offices\n", "ips         [\"203.0.113.0/24\"]\n");
        JsonNode changed = done("ip-list", "set", "offices", "ips=[]", "name=none", "description=later", "--json");
        assertThat(changed.path("ips")).isEmpty();
        assertThat(changed.path("id")).isEqualTo(created.path("id"));
        assertThat(terminal.run("ip-list", "list").out()).hasLineCount(2).contains("none");
        assertThat(done("ip-list", "delete", "none", "--json")).isEqualTo(changed);
        assertThat(done("ip-list", "list", "--json")).isEmpty();
    }

    @Test
    void refusesToDeleteAGroupInUse() throws IOException {
        String group = done("group", "create", "jobs", ANY, "--json").path("id").textValue();
        done(
                "policy",
                "create",
                "shared",
                "decision=non_identity",
                "include=[{\"group\":{\"id\":\"" + group + "\"}}]",
                "--json");

        Run refused = terminal.run("group", "delete", "jobs");

        assertThat(refused.status()).isEqualTo(4);
        assertThat(refused.err()).contains("group jobs is in use by policy shared");
        assertThat(terminal.run("policy", "delete", "shared").status()).isZero();
        assertThat(terminal.run("group", "delete", "jobs").status()).isZero();
    }

    @Test
    void reportsWhatIsWrong() throws IOException {
        assertThat(terminal.run("group", "show", "nobody").status()).isEqualTo(3);
        assertThat(terminal.run("group", "create", "g", ANY, "id=x").status()).isEqualTo(2);
        assertThat(terminal.run("group", "create", "g", ANY, "name=x").status()).isEqualTo(2);
        done("group", "create", "twin", ANY, "--json");
        done("group", "create", "twin", ANY, "--json");
        assertThat(terminal.run("group", "set", "twin", ANY).status()).isEqualTo(5);
        assertThat(terminal.run("group", "set", "twin").status()).isEqualTo(2);
        Run invalid = terminal.run("ip-list", "create", "l", "ips=[\"x\"]", "y=1");
        assertThat(invalid.status()).isEqualTo(1);
        assertThat(invalid.err()).contains("/ips/0", "/y: unknown member");
    }
}
