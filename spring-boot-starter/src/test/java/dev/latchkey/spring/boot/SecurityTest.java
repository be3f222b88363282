package dev.latchkey.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.method.configuration.EnableMethodSecurity;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.WebSecurityCustomizer;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.web.DefaultSecurityFilterChain;
import org.springframework.security.web.FilterChainProxy;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.context.HttpSessionSecurityContextRepository;
import org.springframework.security.web.context.SecurityContextHolderFilter;
import org.springframework.security.web.util.matcher.AnyRequestMatcher;

/** Service identities in Spring Security, beside people who log in with a form. */
final class SecurityTest {

    private static final String CONFIGURATION = """
            {"applications": [
               {"name": "app", "domain": "*", "policies": [
                  {"name": "machines", "decision": "non_identity", "include": [{"any_valid_service_token": {}}]},
                  {"name": "people", "decision": "bypass", "include": [{"everyone": {}}]}]},
               {"name": "public", "domain": "*/public", "policies": [
                  {"name": "all", "decision": "bypass", "include": [{"everyone": {}}]}]}],
             "service_tokens": [%s, %s]}
            """;

    @TempDir
    static Path directory;

    private static RunningApp app;

    @BeforeAll
    static void start() throws Exception {
        Path file = directory.resolve("latchkey.json");
        Files.writeString(
                file, CONFIGURATION.formatted(Credentials.A.inFile("reports", ""), Credentials.B.inFile("other")));
        app = RunningApp.start(PeopleAndMachinesApp.class, "latchkey.configuration=" + file);
    }

    @AfterAll
    static void stop() {
        app.close();
    }

    /** Returns the {@code Cookie} header for a session of a person. */
    private static String logIn() {
        return logIn(app);
    }

    private static String logIn(RunningApp app) {
        HttpResponse<String> page = app.get("/login");
        Matcher csrf = Pattern.compile("name=\"_csrf\".*?value=\"([^\"]+)\"").matcher(page.body());
        assertThat(csrf.find()).isTrue();
        HttpResponse<String> loggedIn = app.send(
                "POST", "/login?username=ann&password=ann&_csrf=" + csrf.group(1), List.of("Cookie", sessionOf(page)));
        assertThat(loggedIn.headers().firstValue("Location").orElseThrow()).doesNotContain("error");
        return sessionOf(loggedIn);
    }

    private static String sessionOf(HttpResponse<String> answer) {
        return cookie(answer, "JSESSIONID=");
    }

    private static String cookie(HttpResponse<String> answer, String name) {
        return answer.headers().allValues("Set-Cookie").stream()
                .filter(each -> each.startsWith(name))
                .map(each -> each.replaceFirst(";.*", ""))
                .findAny()
                .orElseThrow();
    }

    @Test
    void machineIsTheAuthentication() {
        assertThat(app.get("/who", Credentials.A).body()).isEqualTo("a.access a.access a.access a.access true");
        assertThat(app.get("/who", Credentials.B).body()).isEqualTo("b.access b.access b.access b.access false");
    }

    @Test
    void machineGetsNoHttpSession() {
        assertThat(app.get("/who", Credentials.A).headers().allValues("Set-Cookie"))
                .noneMatch(each -> each.startsWith("JSESSIONID"));
    }

    @Test
    void machineIsTheAuthenticationInEveryChain() {
        assertThat(app.get("/api/who", Credentials.A).body()).isEqualTo("a.access a.access a.access a.access true");
        assertThat(app.get("/api/who", Credentials.B).statusCode()).isEqualTo(403);
    }

    @Test
    void rolesAreAuthoritiesWithAndWithoutPrefix() {
        assertThat(app.get("/role", Credentials.A).statusCode()).isEqualTo(200);
        assertThat(app.get("/role", Credentials.B).statusCode()).isEqualTo(403);
    }

    @Test
    void peopleLogInOnTheSameUrls() {
        assertThat(app.get("/who").headers().firstValue("Location").orElseThrow())
                .endsWith("/login");
        assertThat(app.send("GET", "/who", List.of("Cookie", logIn())).body()).isEqualTo("ann person ann ann true");
    }

    @Test
    void presentedCredentialsWinOverSessionOfPerson() {
        String session = logIn();

        assertThat(app.send("GET", "/who", RunningApp.with(Credentials.B.headers(), "Cookie", session))
                        .body())
                .startsWith("b.access b.access b.access b.access false");
        assertThat(app.send("GET", "/role", RunningApp.with(Credentials.B.headers(), "Cookie", session))
                        .statusCode())
                .isEqualTo(403);
        assertThat(app.send("GET", "/who", List.of("Cookie", session)).body()).startsWith("ann");
    }

    @Test
    void presentedCredentialsWinOverSessionOfAnotherMachine() {
        String session = sessionOf(app.get("/session", Credentials.A));

        assertThat(app.send("GET", "/who", RunningApp.with(Credentials.B.headers(), "Cookie", session))
                        .body())
                .startsWith("b.access b.access b.access b.access false");
    }

    /** Such a chain loads the context later, and stores it when the response is committed. */
    @Test
    void presentedCredentialsWinWhereContextsAreSavedImplicitly() {
        try (RunningApp implicit = RunningApp.start(
                ImplicitSaveApp.class, "latchkey.configuration=" + directory.resolve("latchkey.json"))) {
            String session = logIn(implicit);
            List<String> both = RunningApp.with(Credentials.B.headers(), "Cookie", session);

            assertThat(implicit.get("/who", Credentials.B).body())
                    .isEqualTo("b.access b.access b.access b.access false");
            assertThat(implicit.send("GET", "/who", both).body())
                    .isEqualTo("b.access b.access b.access b.access false");
            assertThat(implicit.send("GET", "/role", both).statusCode()).isEqualTo(403);
            assertThat(implicit.send("GET", "/to-public", both).body()).isEqualTo("nobody null");
            assertThat(implicit.send("GET", "/who", List.of("Cookie", session)).body())
                    .isEqualTo("ann person ann ann true");
            String ofMachine = sessionOf(implicit.get("/session", Credentials.A));
            assertThat(implicit.send("GET", "/who", List.of("Cookie", ofMachine))
                            .headers()
                            .firstValue("Location")
                            .orElseThrow())
                    .endsWith("/login");
        }
    }

    @Test
    void httpSessionNeverHoldsMachine() {
        String session = sessionOf(app.get("/session", Credentials.A));

        HttpResponse<String> answer = app.send("GET", "/who", List.of("Cookie", session));

        assertThat(answer.headers().firstValue("Location").orElseThrow()).endsWith("/login");
    }

    /** The bypass policy for people covers a request with wrong credentials, too, so Spring Security decides. */
    @Test
    void wrongCredentialsNeverBecomeMachine() {
        List<String> wrong = new Credentials("a.access", "c".repeat(40)).headers();

        assertThat(app.send("GET", "/who", wrong)
                        .headers()
                        .firstValue("Location")
                        .orElseThrow())
                .endsWith("/login");
        assertThat(app.send("GET", "/who", RunningApp.with(wrong, "Cookie", logIn()))
                        .body())
                .startsWith("ann");
    }

    @Test
    void onlyCredentialsInHeadersNeedNoCsrfToken() {
        String jwt = cookie(app.get("/who", Credentials.A), "CF_Authorization=");

        assertThat(app.send("POST", "/change", Credentials.A.headers()).body()).isEqualTo("changed");
        assertThat(app.send("POST", "/change", List.of("cf-access-token", jwt.substring(jwt.indexOf('=') + 1)))
                        .body())
                .isEqualTo("changed");
        assertThat(app.send("POST", "/change", List.of("Cookie", jwt)).statusCode())
                .isEqualTo(403);
        assertThat(app.send("POST", "/change", List.of("Cookie", logIn())).statusCode())
                .isEqualTo(403);
    }

    @Test
    void allDispatchesAgree() {
        HttpResponse<String> async = app.get("/async", Credentials.A);
        assertThat(async.body()).as(async.toString() + async.headers().map()).isEqualTo("a.access a.access");
        assertThat(app.get("/forward", Credentials.A).body()).isEqualTo("a.access a.access a.access a.access true");
        HttpResponse<String> broken = app.get("/broken", Credentials.A);
        assertThat(broken.statusCode()).isEqualTo(409);
        assertThat(broken.headers().firstValue(PeopleAndMachinesApp.ON_ERROR)).hasValue("a.access");
    }

    @Test
    void nestedDispatchToOpenApplicationIsAnonymous() {
        assertThat(app.get("/to-public", Credentials.A).body()).isEqualTo("nobody null");
        assertThat(app.get("/include", Credentials.A).body()).isEqualTo("nobody null a.access");
    }

    @ParameterizedTest
    @ValueSource(classes = {ChainByHandApp.class, ProxyByHandApp.class, BuilderByHandApp.class})
    void refusesChainThatDoesNotKnowServiceTokens(Class<?> byHand) {
        assertThatThrownBy(() -> RunningApp.start(
                                byHand,
                                "latchkey.client-id=a",
                                "latchkey.client-secret-digest=" + Credentials.A.digest())
                        .close())
                .isInstanceOf(LatchkeyStartException.class)
                .hasMessageContaining("does not know service tokens");
    }

    /** Spring Security looks at them later, so they decide who the request acts for. */
    @Test
    void basicCredentialsBesideServiceTokenWin() {
        try (RunningApp basic =
                RunningApp.start(BasicApp.class, "latchkey.configuration=" + directory.resolve("latchkey.json"))) {
            assertThat(basic.get("/who", Credentials.B).body()).isEqualTo("b.access b.access b.access b.access false");
            assertThat(basic.send("GET", "/who", withBasic("ann:ann")).body()).isEqualTo("ann person ann ann true");
            assertThat(basic.send("GET", "/who", withBasic("ann:wrong")).statusCode())
                    .isEqualTo(401);
        }
    }

    private static List<String> withBasic(String userAndPassword) {
        String encoded = Base64.getEncoder().encodeToString(userAndPassword.getBytes(StandardCharsets.US_ASCII));
        return RunningApp.with(Credentials.B.headers(), "Authorization", "Basic " + encoded);
    }

    /** An app that accepts Basic credentials. */
    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @Import(PeopleAndMachinesApp.Who.class)
    static class BasicApp {

        @Bean
        SecurityFilterChain basic(HttpSecurity http) throws Exception {
            return http.authorizeHttpRequests(all -> all.anyRequest().authenticated())
                    .httpBasic(Customizer.withDefaults())
                    .build();
        }

        @Bean
        UserDetailsService people() {
            return new PeopleAndMachinesApp().people();
        }
    }

    /** An app that saves security contexts as Spring Security 5 did. */
    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @EnableMethodSecurity
    @Import({PeopleAndMachinesApp.Who.class, PeopleAndMachinesApp.Forwards.class})
    static class ImplicitSaveApp {

        @Bean
        SecurityFilterChain implicit(HttpSecurity http) throws Exception {
            return http.securityContext(contexts -> contexts.requireExplicitSave(false))
                    .authorizeHttpRequests(all -> all.requestMatchers("/public/**")
                            .permitAll()
                            .anyRequest()
                            .authenticated())
                    .formLogin(Customizer.withDefaults())
                    .build();
        }

        @Bean
        UserDetailsService people() {
            return new PeopleAndMachinesApp().people();
        }
    }

    private static SecurityFilterChain byHand() {
        return new DefaultSecurityFilterChain(
                AnyRequestMatcher.INSTANCE,
                new SecurityContextHolderFilter(new HttpSessionSecurityContextRepository()));
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class ChainByHandApp {

        @Bean
        SecurityFilterChain chain() {
            return byHand();
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class ProxyByHandApp {

        @Bean
        FilterChainProxy proxy() {
            return new FilterChainProxy(byHand());
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class BuilderByHandApp {

        @Bean
        SecurityFilterChain api(HttpSecurity http) throws Exception {
            return http.securityMatcher("/api/**").build();
        }

        @Bean
        WebSecurityCustomizer customizer() {
            return web -> web.addSecurityFilterChainBuilder(SecurityTest::byHand);
        }
    }
}
