package dev.latchkey.examples.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.model.ClientSecret;
import dev.latchkey.model.SecretHasher;
import dev.latchkey.testsupport.JndiDatabase;
import dev.latchkey.testsupport.RawHttp;
import jakarta.servlet.ServletContextListener;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.server.Server;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The listener of the page about stores of your own works as printed, on a database that ignores letter case. */
final class OwnStorePageTest {

    private static final String SECRET = "a-secret-of-acme-of-38-characters-or-so";

    private final Server server = new Server(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));

    @TempDir
    private Path directory;

    private JndiDatabase database;
    private URLClassLoader classes;

    @BeforeEach
    void start() throws Exception {
        database = new JndiDatabase();
        try (Connection connection = database.getConnection()) {
            connection
                    .createStatement()
                    .execute("CREATE TABLE tenant"
                            + " (api_key VARCHAR_IGNORECASE(256) PRIMARY KEY, secret_sha256 VARCHAR(80))");
            PreparedStatement insert = connection.prepareStatement("INSERT INTO tenant VALUES ('acme', ?)");
            insert.setString(
                    1, SecretHasher.sha256().digest(ClientSecret.of(SECRET)).toStoredText());
            insert.execute();
        }
        String page = Snippet.of("docs/own-store.md", "java").get(0).text();
        JavaSnippets.compile(page.replace("java:comp/env/jdbc/app", database.name()), directory, "");
        classes = new URLClassLoader(new URL[] {directory.toUri().toURL()});
        ServletContextHandler app = new ServletContextHandler();
        app.addEventListener((ServletContextListener)
                classes.loadClass(JavaSnippets.className(page)).getConstructor().newInstance());
        app.addServlet(ReadmeTest.Hello.class, "/hello");
        server.setHandler(app);
        server.start();
    }

    @AfterEach
    void stop() throws Exception {
        server.stop();
        classes.close();
        database.close();
    }

    @Test
    void admitsOnlyTheClientInTheTable() throws IOException {
        assertThat(status("acme", SECRET)).isEqualTo(200);
        assertThat(status("acme", "another-secret")).isEqualTo(401);
        assertThat(status("ACME", SECRET)).isEqualTo(401);
        assertThat(status("nobody", SECRET)).isEqualTo(401);
    }

    @Test
    void answers503WhileTheDatabaseIsDown() throws IOException {
        database.away();

        assertThat(status("acme", SECRET)).isEqualTo(503);
    }

    private int status(String clientId, String secret) throws IOException {
        return RawHttp.get(
                        server.getURI(),
                        "/hello",
                        "CF-Access-Client-Id: " + clientId,
                        "CF-Access-Client-Secret: " + secret)
                .status();
    }
}
