package dev.latchkey.examples.quickstart;

import static dev.latchkey.examples.quickstart.Caller.MAIN;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(NodesExtension.class)
@DisplayName("Quick starts that share a database, each in a JVM of its own")
final class QuickStartNodesTest {

    @TempDir
    private Path directory;

    @Test
    void shareAccountAndApplicationsWithoutPrintingPassword(Nodes nodes) throws Exception {
        String account = nodes.a().value("LATCHKEY_ACCOUNT_ID=");
        for (QuickStartProcess node : nodes.all()) {
            assertThat(node.value("LATCHKEY_ACCOUNT_ID=")).isEqualTo(account);
            assertThat(node.api().get("apps?name=main")).hasSize(1);
            assertThat(node.caller().getWithPair(MAIN).status()).isEqualTo(200);
            assertThat(node.errors()).doesNotContain(TestPostgres.PASSWORD, "password=");
            assertThat(node.printed()).noneMatch(line -> line.contains(TestPostgres.PASSWORD));
        }
    }

    @Test
    void reportUnreachableDatabaseWithoutItsUrl() throws Exception {
        for (String url : new String[] {
            "jdbc:postgresql://127.0.0.1:1/app?user=app&password=the-database-password",
            "jdbc:postgresql://127.0.0.1:port/app?user=app&password=the-database-password",
            "jdbc:nosuch://127.0.0.1/app?user=app&password=the-database-password",
            "postgresql://app:the-database-password@127.0.0.1/app"
        }) {
            try (QuickStartProcess node =
                    QuickStartProcess.start(directory, "-Dlatchkey.port=0", "-Dlatchkey.jdbc=" + url)) {
                assertThat(node.exitCode()).isEqualTo(1);
                assertThat(node.errors().lines())
                        .singleElement()
                        .asString()
                        .contains("latchkey.jdbc")
                        .doesNotContain("the-database-password");
                assertThat(node.printed()).isEmpty();
            }
        }
    }
}
