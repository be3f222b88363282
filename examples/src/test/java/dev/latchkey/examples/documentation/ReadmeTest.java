package dev.latchkey.examples.documentation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.latchkey.admin.Administration;
import dev.latchkey.model.IssuedServiceToken;
import dev.latchkey.store.file.JsonFileStore;
import dev.latchkey.testsupport.RawHttp;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.ee10.webapp.WebAppContext;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Server;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Both ways in which the README puts Latchkey in front of an app work as printed. */
final class ReadmeTest {

    private final Server server = new Server(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    private final Set<Thread> before = latchkeyThreads();

    @TempDir
    private Path directory;

    private String listener;
    private String webXml;
    private String values;
    private String request;

    @BeforeEach
    void read() throws IOException {
        listener = only(Snippet.of("README.md", "java")).text();
        webXml = Snippet.of("README.md", "xml").stream()
                .map(Snippet::text)
                .filter(each -> each.contains("<filter>"))
                .reduce((one, other) -> one + other)
                .orElseThrow();
        values = Snippet.of("README.md", "sh").get(0).text();
        request = only(Snippet.of("README.md").stream()
                        .filter(each -> each.language().equals("sh") && each.excerpt())
                        .toList())
                .text();
    }

    @AfterEach
    void stop() throws Exception {
        server.stop();
    }

    @Test
    void listenerProtectsAppAndLeavesNoThread() throws Exception {
        Path file = directory.resolve("latchkey.json");
        Files.writeString(file, only(Snippet.of("README.md", "json")).text());
        IssuedServiceToken ci = create(file);
        String name = JavaSnippets.className(listener);
        JavaSnippets.compile(listener.replace("/etc/myapp/latchkey.json", file.toString()), directory, "");

        try (URLClassLoader classes =
                new URLClassLoader(new URL[] {directory.toUri().toURL()})) {
            ServletContextHandler app = new ServletContextHandler();
            app.addEventListener((ServletContextListener)
                    classes.loadClass(name).getConstructor().newInstance());
            app.addServlet(Hello.class, "/hello");
            start(app);

            assertThat(status()).isEqualTo(401);
            assertThat(status(
                            "CF-Access-Client-Id: " + ci.clientId(),
                            "CF-Access-Client-Secret: " + ci.secret().reveal()))
                    .isEqualTo(200);
            server.stop();
        }
        await().untilAsserted(() -> assertThat(latchkeyThreads()).isEqualTo(before));
    }

    @Test
    void webXmlLetsInTheClientWhoseValuesWereMade() throws Exception {
        String printed =
                Shell.run(directory, Map.of(), values + "\necho \"$APP_CLIENT_ID $secret $APP_CLIENT_SECRET_DIGEST\"");
        String[] made = printed.strip().split(" ", 3);
        Path webInf = Files.createDirectories(directory.resolve("app/WEB-INF"));
        Files.writeString(
                webInf.resolve("web.xml"),
                "<web-app xmlns=\"https://jakarta.ee/xml/ns/jakartaee\" version=\"6.0\">"
                        + webXml.replace("%{env:APP_CLIENT_ID}", made[0])
                                .replace("%{env:APP_CLIENT_SECRET_DIGEST}", made[2])
                        + "</web-app>");
        WebAppContext app = new WebAppContext();
        app.setBaseResourceAsPath(directory.resolve("app"));
        app.setThrowUnavailableOnStartupException(true);
        app.addServlet(new ServletHolder(new Hello()), "/hello");
        start(app);

        assertThat(status()).isEqualTo(401);
        String answer = Shell.run(
                directory,
                Map.of("APP_CLIENT_ID", made[0], "secret", made[1]),
                request.replace(
                        "http://localhost:8080/",
                        server.getURI().resolve("/hello").toString()));
        assertThat(answer).contains("Hello, " + made[0]);
    }

    private static IssuedServiceToken create(Path file) throws IOException {
        try (JsonFileStore store = JsonFileStore.open(file)) {
            return Administration.builder(store).build().serviceTokens().create("ci", Duration.ofDays(90));
        }
    }

    private void start(Handler app) throws Exception {
        server.setHandler(app);
        server.start();
    }

    private int status(String... headers) throws IOException {
        return RawHttp.get(server.getURI(), "/hello", headers).status();
    }

    private static <T> T only(List<T> all) {
        assertThat(all).hasSize(1);
        return all.get(0);
    }

    private static Set<Thread> latchkeyThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(each -> each.getName().startsWith("latchkey"))
                .collect(Collectors.toSet());
    }

    /** The app. */
    public static final class Hello extends HttpServlet {

        private static final long serialVersionUID = 1L;

        /** For the container. */
        public Hello() {}

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.getWriter().println("Hello, " + request.getRemoteUser());
        }
    }
}
