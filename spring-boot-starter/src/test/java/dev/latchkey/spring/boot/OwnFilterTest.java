package dev.latchkey.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.AccessGate;
import dev.latchkey.model.SecretHasher;
import dev.latchkey.servlet.AccessFilter;
import dev.latchkey.store.file.JsonConfiguration;
import dev.latchkey.store.memory.InMemoryStore;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.web.servlet.FilterRegistration;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.Ordered;

@DisplayName(
        "A filter that the app registers itself stands first, or the app does not start (request contract, section 5)")
final class OwnFilterTest {

    private static AccessGate gate() throws IOException {
        String configuration = """
                {"applications": [{"name": "app", "domain": "*", "any_valid_service_token": true}],
                 "service_tokens": [%s]}
                """.formatted(Credentials.A.inFile("reports"));
        return AccessGate.builder()
                .store(new InMemoryStore(
                        JsonConfiguration.read(
                                "test",
                                new ByteArrayInputStream(configuration.getBytes(StandardCharsets.UTF_8)),
                                SecretHasher.sha256()),
                        InstantSource.system()))
                .build();
    }

    @ParameterizedTest
    @ValueSource(
            classes = {
                FilterApp.class,
                RegistrationApp.class,
                FirstRegistrationApp.class,
                UntypedRegistrationApp.class,
                FilterAndRegistrationApp.class
            })
    void standsInFrontOfSpringSecurityAndOtherFilters(Class<?> registered) {
        try (RunningApp app = RunningApp.start(registered)) {
            assertThat(app.get("/login").statusCode()).isEqualTo(401);
            assertThat(app.get("/early").statusCode()).isEqualTo(401);
            assertThat(app.get("/early", Credentials.A).body()).isEqualTo("early");
            assertThat(app.get("/who", Credentials.A).body()).isEqualTo("a.access a.access a.access a.access true");
            assertThat(app.get("/broken", Credentials.A).headers().firstValue(PeopleAndMachinesApp.ON_ERROR))
                    .hasValue("a.access");
        }
    }

    /** An app with Spring Security, and a filter that answers before it. */
    @Configuration(proxyBeanMethods = false)
    @Import(PeopleAndMachinesApp.class)
    static class WithGate {

        @Bean
        AccessGate ownGate() throws IOException {
            return gate();
        }

        @Bean
        FilterRegistrationBean<Filter> early() {
            FilterRegistrationBean<Filter> registration = new FilterRegistrationBean<>((request, response, chain) -> {
                if (((HttpServletRequest) request).getRequestURI().equals("/early")) {
                    response.getWriter().print("early");
                } else {
                    chain.doFilter(request, response);
                }
            });
            registration.setOrder(Ordered.HIGHEST_PRECEDENCE + 1);
            return registration;
        }
    }

    @Configuration(proxyBeanMethods = false)
    @Import(WithGate.class)
    static class FilterApp {

        @Bean
        AccessFilter own(AccessGate gate) {
            return new AccessFilter(gate);
        }
    }

    @Configuration(proxyBeanMethods = false)
    @Import(WithGate.class)
    static class RegistrationApp {

        @Bean
        FilterRegistrationBean<AccessFilter> own(AccessGate gate) {
            return new FilterRegistrationBean<>(new AccessFilter(gate));
        }
    }

    @Configuration(proxyBeanMethods = false)
    @Import(WithGate.class)
    static class FirstRegistrationApp {

        @Bean
        FilterRegistrationBean<AccessFilter> own(AccessGate gate) {
            FilterRegistrationBean<AccessFilter> registration = new FilterRegistrationBean<>(new AccessFilter(gate));
            registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
            return registration;
        }
    }

    @Configuration(proxyBeanMethods = false)
    @Import(WithGate.class)
    static class UntypedRegistrationApp {

        @Bean
        FilterRegistrationBean<Filter> own(AccessGate gate) {
            return new FilterRegistrationBean<>(new AccessFilter(gate));
        }
    }

    @Configuration(proxyBeanMethods = false)
    @Import(WithGate.class)
    static class FilterAndRegistrationApp {

        @Bean
        AccessFilter own(AccessGate gate) {
            return new AccessFilter(gate);
        }

        @Bean
        FilterRegistrationBean<AccessFilter> registration(AccessFilter own) {
            return new FilterRegistrationBean<>(own);
        }
    }

    private static void assertRefused(Class<?> registered, String problem, String remedy) {
        new WebApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(LatchkeyAutoConfiguration.class))
                .withUserConfiguration(registered)
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .isInstanceOfSatisfying(
                                LatchkeyStartException.class,
                                refused -> assertThat(refused.remedy()).contains(remedy))
                        .hasMessageContaining(problem));
    }

    @Test
    void refusesOtherOrder() {
        assertRefused(OrderedApp.class, "The bean own registers the filter behind others", "setOrder");
        assertRefused(MatchAfterApp.class, "its matchAfter is true", "setMatchAfter");
    }

    @Test
    void refusesFilterThatSpringBootWouldPutLast() {
        assertRefused(AnnotatedApp.class, "The bean own registers the filter with @FilterRegistration", "Registration");
        assertRefused(TwoFiltersApp.class, "several beans of type AccessFilter: one, other", "Registration");
    }

    @Configuration(proxyBeanMethods = false)
    static class OrderedApp {

        @Bean
        FilterRegistrationBean<AccessFilter> own() throws IOException {
            FilterRegistrationBean<AccessFilter> registration = new FilterRegistrationBean<>(new AccessFilter(gate()));
            registration.setOrder(0);
            return registration;
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class MatchAfterApp {

        @Bean
        FilterRegistrationBean<AccessFilter> own() throws IOException {
            FilterRegistrationBean<AccessFilter> registration = new FilterRegistrationBean<>(new AccessFilter(gate()));
            registration.setMatchAfter(true);
            return registration;
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class AnnotatedApp {

        @Bean
        @FilterRegistration(urlPatterns = "/secure/*")
        AccessFilter own() throws IOException {
            return new AccessFilter(gate());
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class TwoFiltersApp {

        @Bean
        AccessFilter one() throws IOException {
            return new AccessFilter(gate());
        }

        @Bean
        AccessFilter other() throws IOException {
            return new AccessFilter(gate());
        }
    }
}
