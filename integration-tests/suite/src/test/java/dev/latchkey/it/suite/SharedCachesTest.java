package dev.latchkey.it.suite;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A machine asks through a shared cache first, then a client with no credentials asks (request contract, section 3,
 * "Caching"). Skipped where the machine has neither Apache nor nginx.
 */
@DisplayName("request contract, section 3: through a shared cache")
class SharedCachesTest {

    private static final String STORES_WHAT_IS_PRIVATE = "CacheStorePrivate On\nCacheStoreNoStore On";
    private static final String NGINX_DEFAULT = "";
    private static final String NGINX_WITH_TIMES = "proxy_cache_valid 200 302 10m; proxy_cache_valid any 1m;";
    private static final String NGINX_IGNORES =
            "proxy_ignore_headers Cache-Control Expires X-Accel-Expires Set-Cookie; proxy_cache_valid any 10m;";

    private static ContainerProcess app;

    @BeforeAll
    static void start() throws IOException {
        app = CachingHeadersTest.start(Container.ALL.get(1), Run.of("listener").withFiles());
    }

    @AfterAll
    static void stop() {
        app.close();
    }

    /** A proxy, its settings, and what the app says of its answer. */
    static Stream<Arguments> caches() {
        List<String> sayings = List.of(
                "Cache-Control:max-age=60",
                "Cache-Control:public, max-age=60, s-maxage=60",
                "Expires:Thu, 01 Jan 2099 00:00:00 GMT",
                "Surrogate-Control:max-age=60",
                "X-Accel-Expires:60",
                "Vary:Accept-Encoding");
        return Stream.of(
                        Arguments.of(CachingProxy.Server.APACHE, ""),
                        Arguments.of(CachingProxy.Server.APACHE, STORES_WHAT_IS_PRIVATE),
                        Arguments.of(CachingProxy.Server.NGINX, NGINX_DEFAULT),
                        Arguments.of(CachingProxy.Server.NGINX, NGINX_WITH_TIMES),
                        Arguments.of(CachingProxy.Server.NGINX, NGINX_IGNORES))
                .flatMap(cache -> sayings.stream().map(said -> Arguments.of(cache.get()[0], cache.get()[1], said)));
    }

    private static String saying(String... headers) {
        return Stream.of(headers)
                .map(each -> "say=" + URLEncoder.encode(each, StandardCharsets.UTF_8))
                .reduce((a, b) -> a + "&" + b)
                .orElse("");
    }

    @ParameterizedTest(name = "{0} [{1}] where the app says {2}")
    @MethodSource("caches")
    void servesNobodyTheAnswerOfAMachine(CachingProxy.Server server, String settings, String said) throws Exception {
        try (CachingProxy proxy = CachingProxy.start(server, app.port("http"), settings)) {
            String open = "/front/open/x?" + saying(said, "Cache-Control:public, max-age=60");
            assertThat(proxy.get(open, "").text()).contains("ran");
            app.drain();
            assertThat(proxy.get(open, "").text()).contains("ran");
            assertThat(app.drain()).as("the cache works").isEmpty();

            List<String> targets = List.of(
                    "/front/secure/x?" + saying(said),
                    "/front/secure/x?" + saying("Cache-Control:public, max-age=60", said),
                    "/front/open/x?do=forward&to=/front/secure/y&" + saying(said),
                    "/front/open/x?do=include&to=/front/secure/z&" + saying("Cache-Control:public, max-age=60", said),
                    "/front/secure/x?do=error&status=404&" + saying(said),
                    "/files/secure/page.txt");
            for (String target : targets) {
                RawAnswer machine = proxy.get(target, Client.A.pair());
                assertThat(machine.status()).as(target).isIn(200, 404);
                app.drain();

                for (String other : List.of("", Client.B.pair(), "CF-Access-Client-Id: " + Client.A.id() + "\r\n")) {
                    RawAnswer answer = proxy.get(target, other);
                    assertThat(answer.text())
                            .as(target)
                            .doesNotContain("CF_Authorization=")
                            .doesNotContain(WebFiles.mark("secure"));
                    assertThat(answer.text()).as(target).doesNotContain("ran\n");
                    // The page that includes is open to all, without what it includes.
                    assertThat(answer.status())
                            .as(target + answer.text())
                            .isIn(target.contains("do=include") ? List.of(200) : List.of(401, 403));
                }
            }
        }
    }
}
