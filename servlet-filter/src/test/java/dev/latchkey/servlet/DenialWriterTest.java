package dev.latchkey.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.latchkey.AccessDecision;
import dev.latchkey.AccessDecision.Denial;
import dev.latchkey.event.Reason;
import dev.latchkey.model.Application;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mockito.ArgumentCaptor;

@DisplayName("request contract, section 3: the response of a denial")
final class DenialWriterTest {

    private final HttpServletRequest request = mock(HttpServletRequest.class);
    private final HttpServletResponse response = mock(HttpServletResponse.class);
    private final ServletOutputStream stream = mock(ServletOutputStream.class);

    @BeforeEach
    void get() throws Exception {
        when(request.getMethod()).thenReturn("GET");
        when(response.getOutputStream()).thenReturn(stream);
    }

    private static Denial denial(Application application) {
        return new Denial(application, Reason.NO_POLICY, "0123456789abcdef", false, Map.of());
    }

    private String written() throws Exception {
        ArgumentCaptor<byte[]> bytes = ArgumentCaptor.forClass(byte[].class);
        verify(stream).write(bytes.capture());
        verify(response).setContentLength(bytes.getValue().length);
        return new String(bytes.getValue(), java.nio.charset.StandardCharsets.UTF_8);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "jobs           | jobs",
                "say \"hi\"      | say \\\"hi\\\"",
                "back\\slash     | back\\\\slash",
                "~ ~            | ~ ~",
                "a \"b\" \\ c   | a \\\"b\\\" \\\\ c",
                "Aufträge 7 €   | Auftr?ge 7 ?",
                "𝔸               | ??",
            })
    void makesNamesSafeForHeaders(String name, String realm) throws Exception {
        Application application = TestGate.application(name, "*").build();

        DenialWriter.write(new AccessDecision.Unauthenticated(denial(application)), request, response);

        verify(response).setHeader("WWW-Authenticate", "ServiceToken realm=\"" + realm + "\"");
    }

    @Test
    void hasRealmWithoutApplication() throws Exception {
        DenialWriter.write(new AccessDecision.Unauthenticated(denial(null)), request, response);

        verify(response).setHeader("WWW-Authenticate", "ServiceToken realm=\"Latchkey\"");
        verify(response, never()).setHeader(org.mockito.ArgumentMatchers.startsWith("CF-"), any());
    }

    @Test
    void writesRetryAfterInSeconds() throws Exception {
        Denial denial = denial(TestGate.application("a", "*").build());

        DenialWriter.write(new AccessDecision.Unavailable(denial, Duration.ofMillis(200)), request, response);

        verify(response).setStatus(503);
        verify(response).setHeader("Retry-After", "1");
        verify(response, never()).setHeader(org.mockito.ArgumentMatchers.startsWith("CF-"), any());
    }

    @Test
    void neverRedirectsOrSendsError() throws Exception {
        for (AccessDecision.Denied denied : List.of(
                new AccessDecision.BadRequest(denial(null)),
                new AccessDecision.Unauthenticated(denial(null)),
                new AccessDecision.Forbidden(denial(null)),
                new AccessDecision.Unavailable(denial(null), Duration.ofSeconds(5)))) {
            DenialWriter.write(denied, request, response);
            verify(response).setStatus(denied.status());
        }
        verify(response, never()).sendRedirect(any());
        verify(response, never()).sendError(anyInt());
        verify(response, never()).sendError(anyInt(), any());
    }

    @Test
    void writesValidJsonForAnyMessage() throws Exception {
        String message = "\"quoted\" \\ back </script>\u0000\u0001\n\t\u2028 größer 𝔸";
        Application application =
                TestGate.application("a", "*").customDenyMessage(message).build();

        DenialWriter.write(new AccessDecision.Forbidden(denial(application)), request, response);

        String json = written();
        assertThat(json).matches("\\p{ASCII}*").doesNotContain("\n");
        assertThat(new ObjectMapper().readTree(json).get("detail").asText()).isEqualTo(message);
    }

    @Test
    void escapesHtmlOfMessage() throws Exception {
        when(request.getHeaders("Accept")).thenReturn(Collections.enumeration(List.of("text/html")));
        Application application = TestGate.application("a", "*")
                .customDenyMessage("<script>alert('1')</script> & \"größer\"")
                .build();

        DenialWriter.write(new AccessDecision.Forbidden(denial(application)), request, response);

        assertThat(written())
                .matches("(?s)\\p{ASCII}*")
                .contains("&#60;script&#62;alert(&#39;1&#39;)&#60;/script&#62; &#38; &#34;gr&#246;&#223;er&#34;")
                .doesNotContain("<script");
    }

    @Test
    void usesWriterInUseWithItsEncoding() throws Exception {
        StringWriter text = new StringWriter();
        when(response.getOutputStream()).thenThrow(new IllegalStateException("WRITER"));
        when(response.getWriter()).thenReturn(new PrintWriter(text));
        when(response.getCharacterEncoding()).thenReturn("iso-8859-1");
        when(request.getHeaders("Accept")).thenReturn(Collections.enumeration(List.of("text/plain")));
        Application application =
                TestGate.application("a", "*").customDenyMessage("größer").build();

        DenialWriter.write(new AccessDecision.Forbidden(denial(application)), request, response);

        assertThat(text.toString()).isEqualTo("403 Forbidden\ngrößer\nReference: 0123456789abcdef\n");
        verify(response).setContentLength(text.toString().length());
    }

    @Test
    void writesNoBodyForHead() throws Exception {
        when(request.getMethod()).thenReturn("HEAD");

        DenialWriter.write(new AccessDecision.Forbidden(denial(null)), request, response);

        verify(response).setStatus(403);
        verify(stream, never()).write(any(byte[].class));
    }
}
