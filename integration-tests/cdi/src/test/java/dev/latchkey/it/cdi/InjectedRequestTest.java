package dev.latchkey.it.cdi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.AccessGate;
import dev.latchkey.admin.Administration;
import dev.latchkey.admin.NewServiceToken;
import dev.latchkey.model.Application;
import dev.latchkey.model.IssuedServiceToken;
import dev.latchkey.model.Policy;
import dev.latchkey.model.Rule;
import dev.latchkey.servlet.AccessFilter;
import dev.latchkey.servlet.injection.InjectedRequest;
import dev.latchkey.store.memory.InMemoryStore;
import jakarta.enterprise.inject.spi.CDI;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRegistration;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.catalina.Context;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.descriptor.web.ErrorPage;
import org.jboss.weld.environment.servlet.EnhancedListener;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("request contract, section 3: what a bean sees that injects the request")
final class InjectedRequestTest {

    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final String CLIENT_SEEN = "client true true hidden genuine";
    private static final String NOBODY_SEEN = "nobody false false hidden none";

    @TempDir
    private static Path directory;

    private static final Tomcat TOMCAT = new Tomcat();
    private static IssuedServiceToken issued;

    @BeforeAll
    static void start() throws Exception {
        TOMCAT.setBaseDir(directory.toString());
        Connector connector = new Connector();
        connector.setPort(0);
        connector.setProperty("address", "127.0.0.1");
        TOMCAT.setConnector(connector);
        Context context = TOMCAT.addContext("", directory.toString());
        context.setParentClassLoader(InjectedRequestTest.class.getClassLoader());
        context.addServletContainerInitializer(new EnhancedListener(), Set.of());
        AccessGate gate = gate();
        context.addServletContainerInitializer(
                (types, servlets) -> {
                    AccessFilter.register(servlets, gate);
                    FilterRegistration.Dynamic wrapping = servlets.addFilter(
                            "wrapping",
                            (request, response, chain) -> chain.doFilter(
                                    new HttpServletRequestWrapper((HttpServletRequest) request), response));
                    wrapping.setAsyncSupported(true);
                    wrapping.addMappingForUrlPatterns(EnumSet.allOf(DispatcherType.class), true, "/*");
                    for (String path : List.of("/secure", "/other", "/open", "/uncovered", "/error")) {
                        ServletRegistration.Dynamic page = servlets.addServlet(path, new Page());
                        page.setAsyncSupported(true);
                        page.addMapping(path);
                    }
                },
                Set.of());
        ErrorPage onError = new ErrorPage();
        onError.setLocation("/error");
        context.addErrorPage(onError);
        TOMCAT.start();
    }

    private static AccessGate gate() {
        InMemoryStore store = new InMemoryStore();
        issued = Administration.builder(store)
                .build()
                .serviceTokens()
                .create(NewServiceToken.builder()
                        .name("ci")
                        .roles(Set.of("reader"))
                        .build());
        store.update(document -> document.with(application("secure"))
                .with(application("other"))
                .with(application("error"))
                .with(Application.named("open")
                        .domain("*/open")
                        .policy(Policy.builder("all", Policy.Decision.BYPASS)
                                .include(new Rule.Everyone())
                                .build())
                        .build())
                .with(document.configuration().organization().toBuilder()
                        .denyUnmatchedRequests(false)
                        .build()));
        return AccessGate.builder().store(store).build();
    }

    private static Application application(String path) {
        return Application.named(path)
                .domain("*/" + path)
                .anyValidServiceToken(true)
                .build();
    }

    @AfterAll
    static void stop() throws Exception {
        TOMCAT.stop();
        TOMCAT.destroy();
    }

    /** Prints what the injected request shows, and dispatches once. */
    private static final class Page extends HttpServlet {

        private static final long serialVersionUID = 1L;

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response)
                throws IOException, ServletException {
            HttpServletRequest injected =
                    CDI.current().select(InjectedRequestBean.class).get().request();
            response.getWriter().print(request.getServletPath() + " " + seen(injected) + "\n");
            assertThat(seen(injected)).isEqualTo(seen(request));
            if (request.getDispatcherType() != DispatcherType.REQUEST || request.getParameter("do") == null) {
                return;
            }
            switch (request.getParameter("do")) {
                case "forward" -> request.getRequestDispatcher("/other").forward(request, response);
                case "include" -> {
                    request.getRequestDispatcher("/open").include(request, response);
                    response.getWriter().print("again " + seen(injected) + "\n");
                }
                case "async" -> request.startAsync().dispatch("/other");
                case "injected async" -> injected.startAsync().dispatch("/other");
                case "error" -> {
                    response.reset();
                    response.sendError(409);
                }
                case "logout" -> {
                    injected.logout();
                    response.getWriter().print("again " + seen(injected) + "\n");
                }
                default -> throw new IllegalArgumentException();
            }
        }

        private static String seen(HttpServletRequest request) {
            String assertion = request.getHeader("Cf-Access-Jwt-Assertion");
            Set<String> names = Collections.list(request.getHeaderNames()).stream()
                    .map(name -> name.toLowerCase(Locale.ROOT))
                    .collect(Collectors.toSet());
            return String.join(
                    " ",
                    request.getUserPrincipal() == null
                            ? "nobody"
                            : request.getUserPrincipal().getName().equals(issued.clientId()) ? "client" : "other",
                    String.valueOf(request.getRemoteUser() != null),
                    String.valueOf(request.isUserInRole("reader")),
                    request.getHeader("CF-Access-Client-Secret") == null
                                    && !names.contains("cf-access-client-secret")
                                    && !request.getHeaders("CF-Access-Client-Secret")
                                            .hasMoreElements()
                            ? "hidden"
                            : "SECRET",
                    assertion == null ? "none" : assertion.equals("forged") ? "FORGED" : "genuine");
        }
    }

    private static String get(String target) throws Exception {
        int port = TOMCAT.getConnector().getLocalPort();
        return CLIENT.send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + target))
                                .header("CF-Access-Client-Id", issued.clientId())
                                .header(
                                        "CF-Access-Client-Secret",
                                        issued.secret().reveal())
                                .header("Cf-Access-Jwt-Assertion", "forged")
                                .build(),
                        BodyHandlers.ofString())
                .body()
                .strip();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "/secure                    | /secure C",
                "/secure?do=forward         | /other C",
                "/secure?do=include         | /secure C; /secure N; again C",
                "/secure?do=async           | /other C",
                "/secure?do=injected+async  | /other C",
                "/secure?do=error           | /error C",
                "/secure?do=logout          | /secure C; again nobody false false hidden genuine",
                "/open                      | /open N",
                "/open?do=forward           | /other C",
            })
    void isWhatTheServletSees(String target, String expected) throws Exception {
        String lines =
                expected.replace("C", CLIENT_SEEN).replace("N", NOBODY_SEEN).replace("; ", "\n");

        assertThat(get(target)).endsWith(lines);
    }

    @Test
    void coversEveryMethodThatTheFilterChanges() throws Exception {
        Class<?> changed = Class.forName("dev.latchkey.servlet.AdmittedRequest");
        Set<String> overridden = Arrays.stream(changed.getDeclaredMethods())
                .filter(method -> Modifier.isPublic(method.getModifiers()))
                .filter(InjectedRequestTest::isOfTheApi)
                .map(InjectedRequestTest::signature)
                .collect(Collectors.toSet());

        assertThat(Arrays.stream(InjectedRequest.class.getDeclaredMethods()).map(InjectedRequestTest::signature))
                .containsAll(overridden);
    }

    private static boolean isOfTheApi(Method method) {
        return Arrays.stream(HttpServletRequest.class.getMethods())
                .anyMatch(each -> signature(each).equals(signature(method)));
    }

    private static String signature(Method method) {
        return method.getName() + Arrays.toString(method.getParameterTypes());
    }
}
