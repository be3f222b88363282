package dev.latchkey.servlet.reload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.nimbusds.jose.JWSHeader;
import dev.latchkey.AccessGate;
import dev.latchkey.model.IssuedServiceToken;
import dev.latchkey.servlet.AccessFilter;
import dev.latchkey.store.jdbc.JdbcStore;
import dev.latchkey.store.memory.InMemoryStore;
import dev.latchkey.testsupport.RawAnswer;
import java.io.File;
import java.lang.ref.WeakReference;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.catalina.Context;
import org.apache.catalina.WebResourceRoot;
import org.apache.catalina.core.StandardContext;
import org.apache.catalina.loader.WebappClassLoaderBase;
import org.apache.catalina.startup.ContextConfig;
import org.apache.catalina.startup.Tomcat;
import org.apache.catalina.webresources.DirResourceSet;
import org.apache.catalina.webresources.FileResourceSet;
import org.apache.catalina.webresources.StandardRoot;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A web app that is reloaded leaves nothing behind")
final class ReloadTest {

    private static final int RELOADS = 20;

    private record Last(Integer value) {}

    private final Tomcat tomcat = new Tomcat();
    private final List<WeakReference<ClassLoader>> loaders = new ArrayList<>();

    @TempDir
    private Path directory;

    private Path file;
    private IssuedServiceToken issued;

    @BeforeEach
    void configuration() throws Exception {
        issued = new InMemoryStore().issue("job");
        file = Files.writeString(directory.resolve("latchkey.json"), """
                {"applications": [{"name": "a", "domain": "*", "any_valid_service_token": true,
                                   "read_service_tokens_from_header": "Authorization"}],
                 "service_tokens": [{"client_id": "%s", "name": "job", "duration": "forever",
                                     "client_secret_digest": "%s"}]}
                """.formatted(
                        issued.clientId(), issued.token().digest().toStoredText()));
    }

    @AfterEach
    void stop() throws Exception {
        tomcat.stop();
        tomcat.destroy();
    }

    private static final String README = """
            <context-param><param-name>file</param-name><param-value>FILE</param-value></context-param>
            <listener><listener-class>dev.latchkey.servlet.reload.ReadmeListener</listener-class></listener>
            """;

    private static final String WEB_XML = """
            <filter>
              <filter-name>latchkey</filter-name>
              <filter-class>dev.latchkey.servlet.AccessFilter</filter-class>
              <init-param><param-name>configuration</param-name><param-value>FILE</param-value></init-param>
            </filter>
            <filter-mapping>
              <filter-name>latchkey</filter-name>
              <url-pattern>/*</url-pattern>
            </filter-mapping>
            """;

    /** On Java 25 the class loaders stay, for an unknown reason. */
    @Test
    @EnabledForJreRange(max = JRE.JAVA_17)
    void leavesNoClassLoaderAndNoThread() throws Exception {
        tomcat.setBaseDir(directory.resolve("tomcat").toString());
        tomcat.setPort(0);
        tomcat.getConnector();
        tomcat.start();

        reload("/readme", README, RELOADS);
        reload("/webxml", WEB_XML, RELOADS / 4);

        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getContextClassLoader() instanceof WebappClassLoaderBase);
        assertThat(loaders).hasSize(RELOADS + RELOADS / 4 + 2);
        // The JDK caches the last record type whose equals it linked, and with it the class loader.
        assertThat(new Last(RELOADS).equals(new Last(RELOADS))).isTrue();
        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            System.gc();
            assertThat(loaders).allMatch(loader -> loader.refersTo(null));
        });
    }

    private void reload(String path, String way, int times) throws Exception {
        StandardContext context = deploy(path, way);
        for (int i = 0; i < times; i++) {
            use(context);
            context.reload();
        }
        use(context);
        tomcat.getHost().removeChild(context);
    }

    /** Covers every kind of admission and denial, so that all code that could leak has run. */
    private void use(Context context) throws Exception {
        loaders.add(new WeakReference<>(context.getLoader().getClassLoader()));
        String secret = issued.secret().reveal();
        String path = context.getPath();
        RawAnswer letIn = get(path, "CF-Access-Client-Id: " + issued.clientId(), "CF-Access-Client-Secret: " + secret);
        assertThat(letIn.status()).isEqualTo(200);
        String cookie = letIn.header("Set-Cookie");
        assertThat(get(path, "Cookie: " + cookie.substring(0, cookie.indexOf(';')))
                        .status())
                .isEqualTo(200);
        assertThat(get(
                                path,
                                "Authorization: {\"cf-access-client-id\": \"" + issued.clientId()
                                        + "\", \"cf-access-client-secret\": \"" + secret + "\"}")
                        .status())
                .isEqualTo(200);
        assertThat(get(path).status()).isEqualTo(401);
        assertThat(getFrom(path + "/cdn-cgi/access/certs").status()).isEqualTo(200);
    }

    private RawAnswer get(String contextPath, String... headers) throws Exception {
        return getFrom(contextPath + "/page.txt", headers);
    }

    private RawAnswer getFrom(String path, String... headers) throws Exception {
        String request = "GET " + path + " HTTP/1.1\r\nHost: app.example.com\r\n"
                + Stream.of(headers).map(header -> header + "\r\n").reduce("", String::concat)
                + "Connection: close\r\n\r\n";
        return RawAnswer.to(tomcat.getConnector().getLocalPort(), request.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** A web app with Latchkey and its dependencies in its own class loader. */
    private StandardContext deploy(String path, String way) throws Exception {
        Path app = Files.createDirectory(directory.resolve(path.substring(1)));
        Files.writeString(app.resolve("page.txt"), "app was here");
        Files.createDirectory(app.resolve("WEB-INF"));
        Files.writeString(app.resolve("WEB-INF/web.xml"), """
                <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.0">
                %s
                <servlet>
                  <servlet-name>default</servlet-name>
                  <servlet-class>org.apache.catalina.servlets.DefaultServlet</servlet-class>
                </servlet>
                <servlet-mapping><servlet-name>default</servlet-name><url-pattern>/</url-pattern></servlet-mapping>
                </web-app>
                """.formatted(way.replace("FILE", file.toString())));
        StandardContext context = new StandardContext();
        context.setName(path);
        context.setPath(path);
        context.setDocBase(app.toString());
        ContextConfig configuration = new ContextConfig();
        configuration.setDefaultWebXml(tomcat.noDefaultWebXmlPath());
        context.addLifecycleListener(configuration);
        // Tomcat must not clean up what Latchkey leaves behind.
        context.setRenewThreadsWhenStoppingContext(false);
        context.setClearReferencesObjectStreamClassCaches(false);
        context.setClearReferencesThreadLocals(false);
        context.setClearReferencesRmiTargets(false);
        // A class path resource that is not made for Tomcat.
        context.setContainerSciFilter("org\\.eclipse\\.jetty");
        WebResourceRoot root = new StandardRoot(context);
        for (Class<?> each : List.of(
                ReloadTest.class,
                AccessFilter.class,
                AccessGate.class,
                JdbcStore.class,
                ObjectMapper.class,
                JsonFactory.class,
                JsonProperty.class,
                Caffeine.class,
                JWSHeader.class)) {
            File place = place(each);
            // Before packaging, a module of this build is a directory.
            root.addPreResources(
                    place.isDirectory()
                            ? new DirResourceSet(root, "/WEB-INF/classes", place.toString(), "/")
                            : new FileResourceSet(root, "/WEB-INF/lib/" + place.getName(), place.toString(), "/"));
        }
        context.setResources(root);
        tomcat.getHost().addChild(context);
        assertThat(context.getLoader().getClassLoader().loadClass(JdbcStore.class.getName()))
                .isNotSameAs(JdbcStore.class);
        return context;
    }

    private static File place(Class<?> type) throws URISyntaxException {
        return new File(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    }
}
