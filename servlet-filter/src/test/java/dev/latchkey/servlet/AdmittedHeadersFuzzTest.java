package dev.latchkey.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.latchkey.AccessDecision;
import dev.latchkey.AccessGate;
import dev.latchkey.PlainRequest;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Locale;

/**
 * Whatever headers come along, an app that is reached sees no secret and no assertion but ours, and every header that
 * is its own (request contract, section 5). Each line of an input is a header; {@code ID}, {@code SECRET} and {@code
 * JSON} stand for good credentials. The build replays the seeds; {@code JAZZER_FUZZ=1 mvn -pl servlet-filter -am test
 * -Dtest=AdmittedHeadersFuzzTest -Dsurefire.failIfNoSpecifiedTests=false} looks for more.
 */
class AdmittedHeadersFuzzTest {

    private static final String JSON =
            "{\"cf-access-client-id\":\"" + TestGate.ID + "\",\"cf-access-client-secret\":\"" + TestGate.SECRET + "\"}";
    private static final AccessGate GATE = TestGate.of(
            TestGate.application("alpha", "*")
                    .readServiceTokensFromHeader("X-Api-Key")
                    .build(),
            TestGate.bypassed("open", "*/open")
                    .readServiceTokensFromHeader("X-Api-Key")
                    .build());

    @FuzzTest(maxDuration = "1m")
    void hidesSecretAndKeepsOtherHeaders(byte[] input) {
        List<String[]> sent = Arrays.stream(new String(input, StandardCharsets.UTF_8).split("\n", -1))
                .filter(line -> line.matches("[A-Za-z0-9_-]+: [^\\x00-\\x08\\x0a-\\x1f\\x7f]*"))
                .map(line -> line.replace("ID", TestGate.ID)
                        .replace("SECRET", TestGate.SECRET)
                        .replace("JSON", JSON)
                        .split(": ", 2))
                .toList();
        for (String path : List.of("/run", "/open")) {
            HttpServletRequest request = new Sent(sent);
            PlainRequest plain = PlainRequest.get("https://app.example.com" + path);
            sent.forEach(header -> plain.header(header[0], header[1]));
            AccessDecision decision = GATE.decide(plain);
            if (decision instanceof AccessDecision.Admitted admitted) {
                seesNoSecret(new AdmittedRequest(request, nothing(HttpServletResponse.class), GATE, admitted), sent);
            }
        }
    }

    private static void seesNoSecret(AdmittedRequest request, List<String[]> sent) {
        List<String> names = Collections.list(request.getHeaderNames());
        for (String[] header : sent) {
            String folded = fold(header[0]);
            List<String> seen = Collections.list(request.getHeaders(header[0]));
            switch (folded) {
                case "cf-access-client-secret", "cf-access-authenticated-user-email" ->
                    assertThat(seen).as(header[0]).isEmpty();
                case "cf-access-jwt-assertion" -> assertThat(seen).as(header[0]).doesNotContain(header[1]);
                case "x-api-key" -> assertThat(seen).noneMatch(AdmittedHeadersFuzzTest::isCredentials);
                default -> assertThat(seen).as(header[0]).contains(header[1]);
            }
            assertThat(names.stream().anyMatch(header[0]::equalsIgnoreCase))
                    .as(header[0])
                    .isEqualTo(!seen.isEmpty());
        }
        boolean elsewhere = sent.stream()
                .filter(header -> !fold(header[0]).equals("cf-access-client-secret"))
                .filter(header -> !fold(header[0]).equals("x-api-key") || !isCredentials(header[1]))
                .anyMatch(header -> header[1].contains(TestGate.SECRET));
        if (!elsewhere) {
            for (String name : names) {
                assertThat(Collections.list(request.getHeaders(name)))
                        .noneMatch(value -> value.contains(TestGate.SECRET));
            }
        }
    }

    private static String fold(String name) {
        return name.toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static boolean isCredentials(String value) {
        return value.replaceFirst("^[ \t]+", "").startsWith("{");
    }

    private static <T> T nothing(Class<T> type) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, args) -> {
            throw new IllegalStateException("nobody needs " + method.getName());
        }));
    }

    private static final class Sent extends HttpServletRequestWrapper {

        private final List<String[]> headers;

        Sent(List<String[]> headers) {
            super(nothing(HttpServletRequest.class));
            this.headers = headers;
        }

        @Override
        public Enumeration<String> getHeaderNames() {
            return Collections.enumeration(
                    headers.stream().map(header -> header[0]).distinct().toList());
        }

        @Override
        public Enumeration<String> getHeaders(String name) {
            return Collections.enumeration(headers.stream()
                    .filter(header -> header[0].equalsIgnoreCase(name))
                    .map(header -> header[1])
                    .toList());
        }

        @Override
        public String getHeader(String name) {
            Enumeration<String> all = getHeaders(name);
            return all.hasMoreElements() ? all.nextElement() : null;
        }

        @Override
        public Object getAttribute(String name) {
            return null;
        }
    }
}
