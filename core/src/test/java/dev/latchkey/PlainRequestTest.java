package dev.latchkey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlainRequestTest {

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "https://app.example.com, app.example.com, /, /, true",
        "https://app.example.com/, app.example.com, /, /, true",
        "http://app.example.com:8080/a/b?c=d#e, app.example.com, /a/b, /a/b, false",
        "https://app.example.com/a%20b/../c, app.example.com, /a%20b/../c, /c, true",
        "https://app.example.com/a;jsessionid=1, app.example.com, /a;jsessionid=1, /a, true",
        "https://my_host/x, my_host, /x, /x, true",
        "http://my_host:8080, my_host, /, /, false",
        "https://[::1]/a, [::1], /a, /a, true",
    })
    void readsAUrl(String url, String host, String rawPath, String path, boolean secure) {
        PlainRequest request = PlainRequest.of("POST", url);

        assertThat(request.method()).isEqualTo("POST");
        assertThat(request.host()).isEqualTo(host);
        assertThat(request.rawPath()).isEqualTo(rawPath);
        assertThat(request.path()).isEqualTo(path);
        assertThat(request.secure()).isEqualTo(secure);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/a",
                "app.example.com/a",
                "mailto:a@example.com",
                "https://",
                "https://a b/",
                "//my_host/a",
                "https://a_b@c_d/"
            })
    void refuses(String url) {
        assertThatIllegalArgumentException().isThrownBy(() -> PlainRequest.get(url));
    }

    @Test
    void keepsHeadersInAnyLetterCaseAndEveryValue() {
        PlainRequest request =
                PlainRequest.get("https://a.com").header("X-One", "1").header("x-one", "2");

        assertThat(Collections.list(request.headers().names())).containsExactly("X-One");
        assertThat(Collections.list(request.headers().values("X-ONE"))).containsExactly("1", "2");
        assertThat(Collections.list(request.headers().values("x-two"))).isEmpty();
    }

    @Test
    void comesFromThisMachineUnlessSaidOtherwise() {
        PlainRequest request = PlainRequest.get("https://a.com");

        assertThat(request.remoteAddress()).isEqualTo("127.0.0.1");
        assertThat(request.from("::1").remoteAddress()).isEqualTo("::1");
    }
}
