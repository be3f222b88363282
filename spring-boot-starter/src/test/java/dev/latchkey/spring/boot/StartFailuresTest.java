package dev.latchkey.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.AccessDecision;
import dev.latchkey.AccessGate;
import dev.latchkey.PlainRequest;
import dev.latchkey.model.Application;
import dev.latchkey.model.IssuedServiceToken;
import dev.latchkey.servlet.AccessFilter;
import dev.latchkey.spring.boot.test.InMemoryAccess;
import dev.latchkey.store.AccessStore;
import dev.latchkey.store.CredentialStore;
import dev.latchkey.store.memory.InMemoryStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What keeps an app from starting, and what the person who starts it is told. */
final class StartFailuresTest {

    private static final String DIGEST = Credentials.A.digest();

    private final WebApplicationContextRunner app = new WebApplicationContextRunner()
            .withClassLoader(new FilteredClassLoader("org.springframework.security"))
            .withConfiguration(AutoConfigurations.of(LatchkeyAutoConfiguration.class, ManagementPortCheck.class));

    @Test
    void startsWithOneClient() {
        app.withPropertyValues("latchkey.client-id=a", "latchkey.client-secret-digest=" + DIGEST)
                .run(context -> assertThat(context).hasNotFailed());
    }

    private LatchkeyStartException refuses(String... properties) {
        List<Throwable> causes = new ArrayList<>();
        app.withPropertyValues(properties).run(context -> {
            assertThat(context).hasFailed();
            for (Throwable e = context.getStartupFailure(); e != null; e = e.getCause()) {
                causes.add(e);
            }
        });
        return causes.stream()
                .filter(LatchkeyStartException.class::isInstance)
                .map(LatchkeyStartException.class::cast)
                .findAny()
                .orElseThrow(() -> new AssertionError(causes));
    }

    @Test
    void refusesToStartWithoutConfiguration() {
        LatchkeyStartException refused = refuses();

        assertThat(refused).hasMessageContaining("none of latchkey.configuration, latchkey.data-source");
        assertThat(refused.remedy()).contains("client-id: ${APP_CLIENT_ID}", "SHA-256");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "latchkey.clientid-typo=x         | latchkey.clientid-typo: unknown property",
                "latchkey.applications[0].domian=x | latchkey.applications[0].domian: unknown property",
                "latchkey.migrate=yes please      | latchkey.migrate: must be true or false, not yes please",
                "latchkey.management-port=maybe   | latchkey.management-port: must be one of refuse, open, protect, not maybe",
                "latchkey.migrate=true            | latchkey.migrate: has no effect unless latchkey.data-source is set",
                "latchkey.configuration=a.json    | latchkey.configuration and latchkey.client-id: cannot be combined",
                "latchkey.pepper=short            | latchkey.pepper: must be at least 16 bytes",
                "latchkey.management.account-id=x | latchkey.management.account-id: has no effect unless",
                "latchkey.management.enabled=true | latchkey.management.enabled: needs a configuration file or a database",
                "latchkey.applications[0].domain=x | latchkey.applications[0].name: is missing",
                "latchkey.applications[0].policies={}    | latchkey.applications[0].policies: must be a JSON array",
                "latchkey.applications[0].policies[0].name=x | latchkey.applications[0].policies[0].name: unknown property",
                "latchkey.organization.session-duration=long | latchkey.organization.session-duration: ",
                "latchkey.applications[0].cors-headers.max-age=x | latchkey.applications[0].cors-headers.max-age: must be a number",
            })
    void namesPropertyAtFault(String property, String message) {
        LatchkeyStartException refused =
                refuses("latchkey.client-id=a", "latchkey.client-secret-digest=" + DIGEST, property);

        assertThat(refused.getMessage()).contains(message).doesNotContain(DIGEST);
        assertThat(refused.remedy()).isNotEmpty();
    }

    /** The management API needs a file or a database, so that the app would not start if it were on. */
    @Test
    void apiThatIsOffStaysOffWithABlankBehind() {
        app.withPropertyValues(
                        "latchkey.client-id=a",
                        "latchkey.client-secret-digest=" + DIGEST,
                        "latchkey.management.enabled=false ")
                .run(context -> assertThat(context).hasNotFailed());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "latchkey.configuration=not/there.json",
                "latchkey.data-source=noSuchBean",
                "latchkey.organization.strict-service-token-auth=true",
                "latchkey.applications[0].name=app",
                "latchkey.pepper=00112233445566778899aabbccddeeff",
            })
    void refusesPropertiesBesideAGateOfTheApp(String property) {
        String name = property.replaceAll("(latchkey\\.[a-z-]+).*", "$1");
        WebApplicationContextRunner own = app.withBean(
                AccessGate.class,
                () -> AccessGate.builder().store(new InMemoryStore()).build());

        own.run(context -> assertThat(context).hasNotFailed());
        own.withPropertyValues(property)
                .run(context -> assertThat(context)
                        .getFailure()
                        .isInstanceOf(LatchkeyStartException.class)
                        .hasMessageContaining(name + ": has no effect, because the app has a bean of type AccessGate"));
    }

    @Test
    void refusesASourceBesideAStoreOfTheApp() {
        app.withBean(InMemoryStore.class)
                .withPropertyValues("latchkey.configuration=not/there.json")
                .run(context -> assertThat(context)
                        .getFailure()
                        .isInstanceOf(LatchkeyStartException.class)
                        .hasMessageContaining("latchkey.configuration: has no effect"));
    }

    @Test
    void testStoreReplacesCredentialStoreOfTheApp() {
        app.withBean(CredentialStore.class, () -> clientId -> null)
                .withUserConfiguration(InMemoryAccess.class)
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    IssuedServiceToken ci = context.getBean(InMemoryStore.class).issue("ci");
                    PlainRequest request = PlainRequest.get("https://app.example.com/")
                            .header("CF-Access-Client-Id", ci.clientId())
                            .header("CF-Access-Client-Secret", ci.secret().reveal());

                    assertThat(context.getBean(AccessGate.class).decide(request))
                            .isInstanceOf(AccessDecision.LetIn.class);
                });
    }

    @Test
    void refusesTestStoreBesideAGateOfTheApp() {
        app.withBean(
                        AccessGate.class,
                        () -> AccessGate.builder().store(new InMemoryStore()).build())
                .withUserConfiguration(InMemoryAccess.class)
                .run(context -> assertThat(context)
                        .getFailure()
                        .isInstanceOf(LatchkeyStartException.class)
                        .hasMessage("InMemoryAccess: has no effect, because the app has a bean of type AccessGate, into"
                                + " which the test's store is not injected"));
    }

    @ParameterizedTest
    @ValueSource(classes = {GateOfParameter.class, GateOfField.class, FilterOfParameter.class})
    void acceptsTestStoreThatIsInjectedIntoAGateOfTheApp(Class<?> configuration) {
        app.withUserConfiguration(configuration, InMemoryAccess.class)
                .run(context -> assertThat(context).hasNotFailed());
    }

    @Configuration(proxyBeanMethods = false)
    static class GateOfParameter {

        @Bean
        AccessGate gate(AccessStore store) {
            return AccessGate.builder().store(store).build();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class GateOfField {

        @Autowired
        private CredentialStore store;

        @Bean
        AccessGate gate() {
            return AccessGate.builder()
                    .credentialStore(store)
                    .application(Application.named("app").domain("*").build())
                    .build();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class FilterOfParameter {

        @Bean
        FilterRegistrationBean<AccessFilter> filter(AccessStore store) {
            return new FilterRegistrationBean<>(
                    new AccessFilter(AccessGate.builder().store(store).build()));
        }
    }

    @Test
    void namesAllFaultsAtOnce() {
        assertThat(refuses("latchkey.listen=true", "latchkey.client-secret-digest=" + DIGEST)
                        .getMessage()
                        .lines())
                .hasSize(2);
    }

    @Test
    void namesVariableThatIsNotSet() {
        assertThat(refuses(
                        "latchkey.client-id=a",
                        "latchkey.client-secret-digest=hunter2${latchkey-test.not-set}",
                        "latchkey.pepper=hunter2"))
                .hasMessageContaining("latchkey.client-secret-digest: the variable latchkey-test.not-set is not set")
                .hasMessageNotContaining("hunter2");
    }

    /** Spring takes some for missing ones, so a variable that is not set would turn strict mode off. */
    @Test
    void refusesBlankValues() {
        assertThat(refuses(
                        "latchkey.client-id=a",
                        "latchkey.client-secret-digest=" + DIGEST,
                        "latchkey.organization.strict-service-token-auth=${latchkey-test.not-set:}",
                        "latchkey.organization.auth-domain=",
                        "latchkey.pepper="))
                .hasMessageContaining("latchkey.organization.strict-service-token-auth: must not be blank")
                .hasMessageContaining("latchkey.organization.auth-domain: must not be blank")
                .hasMessageContaining("latchkey.pepper: must not be blank");
    }

    @Test
    void neverQuotesWhatMayBeSecret() {
        assertThat(refuses("latchkey.client-secret=hunter2hunter2", "latchkey.client-id=a"))
                .hasMessageContaining("latchkey.client-secret: unknown property")
                .hasMessageNotContaining("hunter2");
        assertThat(refuses("latchkey.client-id=a", "latchkey.client-secret-digest=hunter2"))
                .hasMessageContaining("latchkey.client-secret-digest: ")
                .hasMessageNotContaining("hunter2");
        assertThat(refuses("latchkey.management.tokens=ops write hunter2"))
                .hasMessageContaining("latchkey.management.tokens")
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void readsNamesInBothSpellings() {
        app.withPropertyValues(
                        "latchkey.client_id=a",
                        "latchkey.client_secret_digest=" + DIGEST,
                        "latchkey.applications[0].name=app",
                        "latchkey.applications[0].domain=*",
                        "latchkey.applications[0].read_service_tokens_from_header=Authorization")
                .run(context -> assertThat(context).hasNotFailed());
    }

    @Test
    void refusesFileThatDoesNotExist() {
        assertThat(refuses("latchkey.configuration=not/there.json"))
                .hasMessageContaining("not/there.json does not exist");
        assertThat(refuses("latchkey.configuration=classpath:not-there.json"))
                .hasMessageContaining("classpath:not-there.json does not exist");
    }

    @Test
    void refusesFileWithFaultsOrWithoutApplications(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("latchkey.json");
        Files.writeString(file, "{\"applications\": [{\"name\": \"app\", \"domain\": \"http://x\"}]}");
        assertThat(refuses("latchkey.configuration=" + file))
                .hasMessageContaining("/applications/0/domain")
                .hasMessageContaining("latchkey.json:1:");

        Files.writeString(file, "{}");
        assertThat(refuses("latchkey.configuration=" + file)).hasMessageContaining("has no application");
    }

    @Test
    void refusesUnknownDataSource() {
        assertThat(refuses("latchkey.data-source=orders"))
                .hasMessageContaining("no DataSource bean with the name orders");
    }

    @Test
    void refusesReactiveApp() {
        new ReactiveWebApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(LatchkeyAutoConfiguration.class, ReactiveRefusal.class))
                .run(context -> assertThat(context)
                        .getFailure()
                        .isInstanceOf(LatchkeyStartException.class)
                        .hasMessageContaining("reactive app"));
    }

    @Test
    void refusesSeparateManagementPort() {
        LatchkeyStartException refused = refuses(
                "latchkey.client-id=a", "latchkey.client-secret-digest=" + DIGEST, "management.server.port=9999");

        assertThat(refused).hasMessageContaining("management.server.port").hasMessageContaining("9999");
        assertThat(refused.remedy()).contains("latchkey.management-port");
    }

    @Test
    void failureAnalysisReplacesStackTrace() {
        SpringApplication application = new SpringApplication(OpenApp.class);
        application.setWebApplicationType(WebApplicationType.SERVLET);

        assertThatThrownBy(() -> application.run("--server.port=0"))
                .hasRootCauseInstanceOf(LatchkeyStartException.class);
        assertThat(new LatchkeyFailureAnalyzer()
                        .analyze(new LatchkeyStartException("problem", "remedy"))
                        .getAction())
                .isEqualTo("remedy");
    }
}
