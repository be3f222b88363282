package dev.latchkey.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.examples.documentation.Shell;
import dev.latchkey.examples.documentation.Snippet;
import dev.latchkey.testsupport.RawHttp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The calls of the documentation work against a quick start when they are pasted. */
final class DocumentedCallsTest {

    private static final Pattern STATUS = Pattern.compile("^\\[status (\\d+)]$", Pattern.MULTILINE);

    @TempDir
    private Path data;

    private QuickStart running;

    @BeforeEach
    void start() throws Exception {
        running = QuickStart.start(new Settings(0, data, null));
        Files.createDirectories(data.resolve("target"));
    }

    @AfterEach
    void stop() {
        running.close();
    }

    @Test
    void readmeCallsTheDemo() throws Exception {
        assertThat(statuses("README.md")).containsExactly(200, 200, 200, 401);
    }

    @Test
    void everyCallOfTheManagementApiSucceeds() throws Exception {
        assertThat(statuses("docs/api.md")).containsExactly(200, 200, 200, 200, 201);
    }

    @Test
    void cloudflareServiceTokenIsImported() throws Exception {
        Greeting at = running.greeting();

        assertThat(statuses("docs/moving-from-cloudflare.md", "0123456789abcdef.access", "f".repeat(64)))
                .containsExactly(200, 201);
        assertThat(RawHttp.get(
                                at.at(),
                                "/whoami",
                                "CF-Access-Client-Id: 0123456789abcdef.access",
                                "CF-Access-Client-Secret: " + "f".repeat(64))
                        .status())
                .isEqualTo(200);
    }

    /** Returns the status of every answer, in the order of the calls on the page. */
    private List<Integer> statuses(String page) throws Exception {
        return statuses(page, running.greeting().clientId(), running.greeting().secret());
    }

    private List<Integer> statuses(String page, String clientId, String secret) throws Exception {
        Greeting at = running.greeting();
        String commands = "curl() { command curl -sS -w '%{stderr}\\n[status %{http_code}]\\n' \"$@\"; }\n"
                + calls(page).replace("http://127.0.0.1:8080/", at.at().toString());
        String printed = Shell.run(
                data,
                Map.of(
                        "CF_ACCESS_CLIENT_ID", clientId,
                        "CF_ACCESS_CLIENT_SECRET", secret,
                        "LATCHKEY_API", at.api(),
                        "LATCHKEY_ACCOUNT_ID", at.management().accountId(),
                        "LATCHKEY_API_TOKEN", at.managementToken()),
                commands);
        return STATUS.matcher(printed)
                .results()
                .map((MatchResult each) -> Integer.valueOf(each.group(1)))
                .toList();
    }

    private static String calls(String page) throws IOException {
        return Snippet.of(page, "sh").stream().map(Snippet::text).reduce("", (one, other) -> one + other);
    }
}
