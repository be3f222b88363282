package dev.latchkey.spring.boot.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;

import dev.latchkey.store.memory.InMemoryStore;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.security.config.annotation.method.configuration.EnableMethodSecurity;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.setup.ConfigurableMockMvcBuilder;
import org.springframework.test.web.servlet.setup.DefaultMockMvcBuilder;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.client.HttpClientErrorException;
import org.springframework.web.client.RestClient;
import org.springframework.web.context.WebApplicationContext;

/** Tests of an app, as users write them. */
final class ServiceTokenCredentialsTest {

    /** In the mock of a servlet container. */
    @Nested
    @SpringBootTest(classes = App.class)
    @Import(InMemoryAccess.class)
    final class WithMockMvc {

        @Autowired
        private InMemoryStore store;

        private MockMvc mvc;

        @BeforeEach
        void build(@Autowired WebApplicationContext context) throws Exception {
            DefaultMockMvcBuilder builder = MockMvcBuilders.webAppContextSetup(context);
            customize(builder, context);
            mvc = builder.build();
        }

        /** Does what {@code AutoConfigureMockMvc} does, whose package differs between the generations of Boot. */
        private static void customize(ConfigurableMockMvcBuilder<?> builder, WebApplicationContext context)
                throws Exception {
            Class<?> type;
            try {
                type = Class.forName(
                        "org.springframework.boot.test.autoconfigure.web.servlet.SpringBootMockMvcBuilderCustomizer");
            } catch (ClassNotFoundException e) {
                type = Class.forName(
                        "org.springframework.boot.webmvc.test.autoconfigure.SpringBootMockMvcBuilderCustomizer");
            }
            Object customizer = type.getConstructor(WebApplicationContext.class).newInstance(context);
            type.getMethod("customize", ConfigurableMockMvcBuilder.class).invoke(customizer, builder);
        }

        @Test
        void actsAsTheServiceToken() throws Exception {
            ServiceTokenCredentials ci = ServiceTokenCredentials.issue(store, "ci", "reports");
            ServiceTokenCredentials other = ServiceTokenCredentials.issue(store, "other");

            assertThat(status("/reports", ci).getContentAsString()).isEqualTo("reports");
            assertThat(status("/reports", other).getStatus()).isEqualTo(403);
            assertThat(mvc.perform(get("/reports")).andReturn().getResponse().getStatus())
                    .isEqualTo(401);
        }

        private MockHttpServletResponse status(String path, ServiceTokenCredentials credentials) throws Exception {
            return mvc.perform(get(path).with(credentials)).andReturn().getResponse();
        }
    }

    /** In a real servlet container. */
    @Nested
    @SpringBootTest(classes = App.class, webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
    @Import(InMemoryAccess.class)
    final class WithRestClient {

        @Autowired
        private InMemoryStore store;

        @Autowired
        private Environment environment;

        private RestClient.Builder client() {
            return RestClient.builder()
                    .baseUrl("http://127.0.0.1:" + environment.getRequiredProperty("local.server.port"));
        }

        @Test
        void actsAsTheServiceToken() {
            RestClient ci = client().requestInterceptor(ServiceTokenCredentials.issue(store, "ci", "reports"))
                    .build();

            assertThat(ci.get().uri("/reports").retrieve().body(String.class)).isEqualTo("reports");
            assertThatThrownBy(() ->
                            client().build().get().uri("/reports").retrieve().body(String.class))
                    .isInstanceOf(HttpClientErrorException.Unauthorized.class);
        }
    }

    /** With the client for any server, which needs WebFlux. */
    @Nested
    @SpringBootTest(classes = App.class, webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
    @Import(InMemoryAccess.class)
    final class WithWebTestClient {

        @Autowired
        private InMemoryStore store;

        @Test
        void actsAsTheServiceToken(@Autowired Environment environment) {
            String url = "http://127.0.0.1:" + environment.getRequiredProperty("local.server.port");

            WebTestClient ci = WebTestClient.bindToServer()
                    .baseUrl(url)
                    .defaultHeaders(ServiceTokenCredentials.issue(store, "ci", "reports"))
                    .build();
            ci.get().uri("/reports").exchange().expectStatus().isOk();

            WebTestClient nobody = WebTestClient.bindToServer().baseUrl(url).build();
            nobody.get().uri("/reports").exchange().expectStatus().isUnauthorized();
        }

        @Test
        void pageShowsThisTest() throws Exception {
            Path fromModule = Path.of("..", "docs", "spring-boot.md");
            Path page = Files.exists(fromModule) ? fromModule : Path.of("..").resolve(fromModule);

            assertThat(page).content().contains("""
                            WebTestClient ci = WebTestClient.bindToServer()
                                    .baseUrl(url)
                                    .defaultHeaders(ServiceTokenCredentials.issue(store, "ci", "reports"))
                                    .build();
                            ci.get().uri("/reports").exchange().expectStatus().isOk();
                            """);
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @EnableMethodSecurity
    @Import(Reports.class)
    static class App {}

    @RestController
    static class Reports {

        @GetMapping("/reports")
        @PreAuthorize("hasRole('reports')")
        String reports() {
            return "reports";
        }
    }
}
