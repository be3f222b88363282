package dev.latchkey.examples.webxml;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.testsupport.RawHttp;
import dev.latchkey.testsupport.RawHttp.Answer;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.eclipse.jetty.server.Server;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class WebXmlAppTest {

    private static Server server;

    /** A copy, because the signing keys are created beside the configuration. */
    @BeforeAll
    static void startACopy(@TempDir Path directory) throws Exception {
        Path webInf = Files.createDirectory(directory.resolve("WEB-INF"));
        for (String name : List.of("web.xml", "latchkey.json")) {
            try (InputStream file = WebXmlApp.class.getResourceAsStream("/webxml-example/WEB-INF/" + name)) {
                Files.copy(file, webInf.resolve(name));
            }
        }
        server = WebXmlApp.start(0, directory);
    }

    @AfterAll
    static void stop() throws Exception {
        server.stop();
    }

    @Test
    void greetsTheReporter() throws Exception {
        Answer answer = RawHttp.get(
                server.getURI(),
                "/hello",
                "CF-Access-Client-Id: reporter.access",
                "CF-Access-Client-Secret: example-secret-that-everybody-can-read");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).contains("Hello, reporter", "You may read reports.");
    }

    @Test
    void explainsDenialAsConfigured() throws Exception {
        Answer answer = RawHttp.get(server.getURI(), "/hello");

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.body()).contains("\"reason\":\"nothing_presented\"");
    }
}
