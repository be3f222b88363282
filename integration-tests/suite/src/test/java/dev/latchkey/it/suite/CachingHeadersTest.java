package dev.latchkey.it.suite;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What an admitted answer tells caches in each container (request contract, section 3, "Caching"). */
@DisplayName("request contract, section 3: what an admitted answer tells caches")
class CachingHeadersTest {

    private static final String SHARED = "say=Cache-Control:public,max-age=60&say=CDN-Cache-Control:max-age=60";
    private static final String VARY = "Cookie, CF-Access-Client-Id, CF-Access-Client-Secret, cf-access-token";

    static List<Container> containers() {
        return Plan.containers();
    }

    private static RawAnswer get(ContainerProcess process, String method, String target, String headers)
            throws IOException {
        return RawHttp.send(
                process.port("http"),
                method + " " + target + " HTTP/1.1\r\nHost: app.example.com\r\nConnection: close\r\n" + headers
                        + "\r\n");
    }

    /** Waits for the first answer, before which a signing key is made. */
    static ContainerProcess start(Container container, Run run) throws IOException {
        ContainerProcess process = ContainerProcess.start(container, run);
        for (int i = 0; i < 10; i++) {
            if (get(process, "GET", "/cdn-cgi/access/certs", "").status() == 200) {
                break;
            }
        }
        return process;
    }

    private static void assertPrivate(ContainerProcess process, int status, String target, String... headers)
            throws IOException {
        RawAnswer answer = get(process, "GET", target, Client.A.pair() + String.join("", headers));
        assertThat(answer.status()).as(target + answer.text() + process.log()).isEqualTo(status);
        assertThat(answer.header("Cache-Control"))
                .as(target)
                .singleElement()
                .asString()
                .matches("private|private, .*|.*no-store");
        assertThat(answer.header("CDN-Cache-Control")).as(target).doesNotContain("max-age=60");
        if (!answer.header("Cache-Control").get(0).endsWith("no-store")) {
            assertThat(answer.header("Vary"))
                    .as(target)
                    .singleElement()
                    .asString()
                    .startsWith(VARY);
        }
    }

    @ParameterizedTest
    @MethodSource("containers")
    void isPrivateWhateverAnswers(Container container) throws IOException {
        try (ContainerProcess process = start(container, Run.of("listener").withFiles())) {
            assertDispatches(process);
            assertStaticFiles(process);
            RawAnswer open = get(process, "GET", "/front/open/x?" + SHARED, Client.A.pair());
            assertThat(open.header("Cache-Control")).containsExactly("public,max-age=60");
            assertThat(open.header("CDN-Cache-Control")).containsExactly("max-age=60");
            assertThat(open.header("Vary")).isEmpty();
        }
    }

    private static void assertDispatches(ContainerProcess process) throws IOException {
        assertPrivate(process, 200, "/front/secure/x?" + SHARED);
        assertPrivate(process, 200, "/front/secure/x");
        assertPrivate(process, 301, "/front/secure/x?do=status&status=301&" + SHARED);
        assertPrivate(process, 200, "/front/secure/x?do=async&" + SHARED);
        assertPrivate(process, 200, "/front/secure/x?do=async&to=/front/secure/y&" + SHARED);
        assertPrivate(process, 200, "/front/secure/x?do=forward&to=/front/open/y&" + SHARED);
        assertPrivate(process, 200, "/front/open/x?do=forward&to=/front/secure/y&" + SHARED);
        assertPrivate(process, 200, "/front/open/x?do=include&to=/front/secure/y&" + SHARED);
        assertPrivate(process, 500, "/front/secure/x?do=throw&" + SHARED);
        for (int status : List.of(204, 304, 404, 405, 410, 414, 501)) {
            assertPrivate(process, status, "/front/secure/x?do=error&status=" + status + "&" + SHARED);
        }
    }

    private static void assertStaticFiles(ContainerProcess process) throws IOException {
        String file = "/files/secure/page.txt";
        assertPrivate(process, 200, file);
        assertPrivate(process, 206, file, "Range: bytes=2-5\r\n");
        assertPrivate(process, 416, file, "Range: bytes=9999-\r\n");
        assertPrivate(process, 304, file, "If-Modified-Since: Thu, 01 Jan 2099 00:00:00 GMT\r\n");
        assertPrivate(process, 404, "/files/secure/none.txt");
        RawAnswer head = get(process, "HEAD", file, Client.A.pair());
        assertThat(head.header("Cache-Control")).containsExactly("private");
    }
}
