package dev.latchkey.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.AccessDecision;
import dev.latchkey.AccessGate;
import dev.latchkey.PlainRequest;
import dev.latchkey.event.AccessEvent;
import dev.latchkey.event.AccessEventListener;
import dev.latchkey.event.Reason;
import dev.latchkey.model.Application;
import dev.latchkey.model.SecretDigest;
import dev.latchkey.model.ServiceToken;
import dev.latchkey.servlet.AccessFilter;
import dev.latchkey.store.AccessStore;
import dev.latchkey.store.CredentialStore;
import dev.latchkey.store.file.JsonFileStore;
import dev.latchkey.store.jdbc.JdbcStore;
import dev.latchkey.store.memory.InMemoryStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.ApplicationContext;

/** Where the configuration comes from, and what an app may replace. */
final class ConfigurationTest {

    private static final String ONE_APPLICATION =
            "{\"applications\": [{\"name\": \"app\", \"domain\": \"*\", \"any_valid_service_token\": true}],"
                    + " \"service_tokens\": [" + Credentials.A.inFile("reports") + "]}";

    private final WebApplicationContextRunner app =
            new WebApplicationContextRunner().withConfiguration(AutoConfigurations.of(LatchkeyAutoConfiguration.class));

    private static Reason decide(ApplicationContext context, String url, Credentials credentials) {
        return context.getBean(AccessGate.class)
                .decide(PlainRequest.get(url)
                        .header("CF-Access-Client-Id", credentials.clientId())
                        .header("CF-Access-Client-Secret", credentials.secret()))
                .reason();
    }

    private WebApplicationContextRunner withClient(String... more) {
        return app.withPropertyValues(
                        "latchkey.client-id=" + Credentials.A.clientId(),
                        "latchkey.client-secret-digest=" + Credentials.A.digest())
                .withPropertyValues(more);
    }

    @Test
    void oneClientGetsInEverywhere() {
        withClient().run(context -> {
            assertThat(decide(context, "http://any.example/x", Credentials.A)).isEqualTo(Reason.POLICY);
            assertThat(decide(context, "http://any.example/x", Credentials.B)).isEqualTo(Reason.UNKNOWN_CLIENT_ID);
        });
    }

    @Test
    void applicationsAndOrganizationComeFromProperties() {
        withClient(
                        "latchkey.organization.deny-unmatched-requests=false",
                        "latchkey.applications[0].name=api",
                        "latchkey.applications[0].domain=api.example",
                        "latchkey.applications[0].policies=[{\"name\": \"nobody\", \"decision\": \"deny\", \"include\":"
                                + " [{\"any_valid_service_token\": {}}]}]")
                .run(context -> {
                    assertThat(decide(context, "http://api.example/x", Credentials.A))
                            .isEqualTo(Reason.DENY_POLICY);
                    assertThat(decide(context, "http://other.example/x", Credentials.B))
                            .isEqualTo(Reason.NO_APPLICATION);
                });
    }

    @Test
    void keyFileKeepsSessionsAndTheirEndsOverRestarts(@TempDir Path directory) {
        Path keys = directory.resolve("keys.json");
        WebApplicationContextRunner kept = withClient("latchkey.key-file=" + keys);
        AtomicReference<PlainRequest> session = new AtomicReference<>();

        kept.run(context -> session.set(session(context, Credentials.A)));
        kept.run(context -> {
            AccessGate gate = context.getBean(AccessGate.class);
            assertThat(gate.decide(session.get()).reason()).isEqualTo(Reason.POLICY);
            assertThat(gate.endSession(session.get())).isInstanceOf(AccessGate.Answer.Good.class);
        });
        kept.run(context -> assertThat(
                        context.getBean(AccessGate.class).decide(session.get()).reason())
                .isEqualTo(Reason.SESSION_REVOKED));

        assertThat(keys).content().contains("\"kid\"");
        assertThat(directory.resolve("keys.sessions.json")).exists();
    }

    @Test
    void keyFileKeepsEndedSessionsOfCredentialStore(@TempDir Path directory) {
        Path keys = directory.resolve("keys.json");
        CredentialStore own = id -> id.equals(Credentials.B.clientId())
                ? ServiceToken.of(id, SecretDigest.parse(Credentials.B.digest()))
                : null;

        app.withBean(CredentialStore.class, () -> own)
                .withPropertyValues(
                        "latchkey.key-file=" + keys,
                        "latchkey.applications[0].name=app",
                        "latchkey.applications[0].domain=*",
                        "latchkey.applications[0].any-valid-service-token=true")
                .run(context -> context.getBean(AccessGate.class).endSession(session(context, Credentials.B)));

        assertThat(directory.resolve("keys.sessions.json")).exists();
    }

    /** A database of the app keeps ended sessions for all nodes. */
    @Test
    void keyFileLeavesEndedSessionsInCompleteStoreOfTheApp(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("access.json"), ONE_APPLICATION);
        Path keys = directory.resolve("keys.json");

        app.withBean(JsonFileStore.class, () -> open(file))
                .withPropertyValues("latchkey.key-file=" + keys)
                .run(context -> context.getBean(AccessGate.class).endSession(session(context, Credentials.A)));

        assertThat(directory.resolve("access.sessions.json")).exists();
        assertThat(directory.resolve("keys.sessions.json")).doesNotExist();
    }

    private static JsonFileStore open(Path file) {
        try {
            return JsonFileStore.open(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns a request with the application token that these credentials get. */
    private static PlainRequest session(ApplicationContext context, Credentials credentials) {
        AccessDecision decision = context.getBean(AccessGate.class)
                .decide(PlainRequest.get("http://a/")
                        .header("CF-Access-Client-Id", credentials.clientId())
                        .header("CF-Access-Client-Secret", credentials.secret()));
        return PlainRequest.get("http://a/")
                .header("cf-access-token", ((AccessDecision.LetIn) decision).applicationToken());
    }

    @Test
    void fileIsWatchedAndResourceIsReadOnce(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("access.json"), ONE_APPLICATION);

        app.withPropertyValues("latchkey.configuration=" + file).run(context -> {
            assertThat(context).getBean(AccessStore.class).isInstanceOf(JsonFileStore.class);
            assertThat(decide(context, "http://a/", Credentials.A)).isEqualTo(Reason.POLICY);
        });
        try (URLClassLoader classPath = new URLClassLoader(
                new URL[] {directory.toUri().toURL()}, getClass().getClassLoader())) {
            app.withClassLoader(classPath)
                    .withPropertyValues("latchkey.configuration=classpath:access.json")
                    .run(context -> {
                        assertThat(context).getBean(AccessStore.class).isInstanceOf(InMemoryStore.class);
                        assertThat(decide(context, "http://a/", Credentials.A)).isEqualTo(Reason.POLICY);
                    });
        }
    }

    @Test
    void databaseHoldsTheWholeConfiguration() throws Exception {
        JdbcDataSource database = databaseWithApplication("starter");

        app.withBean("orders", DataSource.class, () -> database)
                .withPropertyValues("latchkey.data-source=orders", "latchkey.fail-closed-after=never")
                .run(context -> {
                    assertThat(context).getBean(AccessStore.class).isInstanceOf(JdbcStore.class);
                    assertThat(decide(context, "http://a/", Credentials.A)).isEqualTo(Reason.UNKNOWN_CLIENT_ID);
                });
    }

    /** Spring would read 30 as milliseconds, and would not read 1m30s. */
    @Test
    void failClosedAfterIsReadAsInWebXml() throws Exception {
        JdbcDataSource database = databaseWithApplication("durations");
        WebApplicationContextRunner onDatabase = app.withBean("orders", DataSource.class, () -> database)
                .withPropertyValues("latchkey.data-source=orders");

        onDatabase
                .withPropertyValues("latchkey.fail-closed-after=1m30s")
                .run(context -> assertThat(context).hasNotFailed());
        for (String other : List.of("30", "soon")) {
            onDatabase
                    .withPropertyValues("latchkey.fail-closed-after=" + other)
                    .run(context -> assertThat(context)
                            .getFailure()
                            .rootCause()
                            .hasMessage("latchkey.fail-closed-after: " + other + " is not a duration."));
        }
    }

    private static JdbcDataSource databaseWithApplication(String name) throws Exception {
        JdbcDataSource database = new JdbcDataSource();
        database.setURL("jdbc:h2:mem:" + name + ";DB_CLOSE_DELAY=-1");
        try (JdbcStore store = JdbcStore.builder(database).migrate(true).open()) {
            store.change(draft -> {
                draft.put(draft.configuration()
                        .with(Application.named("app").domain("*").build()));
                return null;
            });
        }
        return database;
    }

    @Test
    void storeOfTheAppReplacesOurs() {
        CredentialStore own = id -> id.equals(Credentials.B.clientId())
                ? ServiceToken.of(id, SecretDigest.parse(Credentials.B.digest()))
                : null;

        app.withBean(CredentialStore.class, () -> own)
                .withPropertyValues(
                        "latchkey.applications[0].name=app",
                        "latchkey.applications[0].domain=*",
                        "latchkey.applications[0].any-valid-service-token=true")
                .run(context -> {
                    assertThat(context).doesNotHaveBean("latchkeyStore");
                    assertThat(decide(context, "http://a/", Credentials.B)).isEqualTo(Reason.POLICY);
                });
    }

    @Test
    void gateOfTheAppReplacesOurs() {
        InMemoryStore store = new InMemoryStore();
        app.withBean(
                        "own",
                        AccessGate.class,
                        () -> AccessGate.builder().store(store).build())
                .run(context -> {
                    assertThat(context).hasSingleBean(AccessGate.class).doesNotHaveBean(AccessStore.class);
                    assertThat(context).hasSingleBean(FilterRegistrationBean.class);
                });
    }

    @Test
    void filterOfTheAppIsNotRegisteredTwice() {
        AccessGate gate = AccessGate.builder().store(new InMemoryStore()).build();
        AccessFilter own = new AccessFilter(gate);
        app.withBean(AccessFilter.class, () -> own).run(context -> {
            assertThat(context).hasNotFailed().doesNotHaveBean(AccessGate.class);
            assertThat(context.getBean(FilterRegistrationBean.class).getFilter())
                    .isSameAs(own);
        });
        gate.close();
    }

    @Test
    void allListenersHearEveryEvent() {
        List<AccessEvent> heard = new CopyOnWriteArrayList<>();
        withClient()
                .withBean("broken", AccessEventListener.class, () -> event -> {
                    throw new IllegalStateException();
                })
                .withBean("old", AccessEventListener.class, () -> event -> {
                    throw new NoSuchMethodError();
                })
                .withBean("one", AccessEventListener.class, () -> heard::add)
                .withBean("other", AccessEventListener.class, () -> heard::add)
                .run(context -> decide(context, "http://a/", Credentials.B));

        assertThat(heard.stream().filter(AccessEvent.Decision.class::isInstance))
                .hasSize(2);
    }

    @Test
    void gateIsClosedBeforeItsStore(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("access.json"), ONE_APPLICATION);

        app.withPropertyValues("latchkey.configuration=" + file).run(context -> {
            decide(context, "http://a/", Credentials.A);
            context.close();
        });

        assertThat(directory.resolve("access.usage.json")).content().contains("20");
    }
}
