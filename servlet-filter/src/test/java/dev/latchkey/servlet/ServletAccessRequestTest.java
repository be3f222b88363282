package dev.latchkey.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import java.security.cert.X509Certificate;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("request contract, section 6: host and path of a servlet request")
final class ServletAccessRequestTest {

    private final HttpServletRequest request = mock(HttpServletRequest.class);

    private static final ContextPath ROOT = new ContextPath("", "");
    private static final ContextPath APP = new ContextPath("/app", "/app");

    private static ContextPath contextPath(String path) {
        ServletContext context = mock(ServletContext.class);
        when(context.getContextPath()).thenReturn(path);
        return ContextPath.of(context);
    }

    @ParameterizedTest(name = "[{0}] [{1}] [{2}] is [{3}]")
    @CsvSource({
        "'',          /jobs, ,       /jobs",
        "'',          '',    /jobs,  /jobs",
        "'',          /jobs, /a b,   /jobs/a b",
        "/app,        /jobs, /1,     /app/jobs/1",
        "/app,        '',    ,       /app",
        "/a%20b,      /jobs, ,       /a b/jobs",
        "/a b,        /jobs, ,       /a b/jobs",
        "/v1.0,       /jobs, ,       /v1.0/jobs",
        "/two/levels, /jobs, ,       /two/levels/jobs",
    })
    void readsDispatchedPath(String contextPath, String servletPath, String pathInfo, String expected) {
        when(request.getContextPath()).thenReturn("/forged");
        when(request.getServletPath()).thenReturn(servletPath);
        when(request.getPathInfo()).thenReturn(pathInfo);

        assertThat(ServletAccessRequest.ofTarget(request, contextPath(contextPath))
                        .path())
                .isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0}, which the request takes for {1}: {2} is {3}")
    @CsvSource({
        "'',     '',            /jobs,             /jobs",
        "/app,   /app,          /app/jobs,         /app/jobs",
        "/a%20b, /a%20b,        /a%20b/jobs,       /a%20b/jobs",
        "/a b,   /a%20b,        /a%20b/jobs,       /a%20b/jobs",
        "'',     /open,         /open/secure,      /secure",
        "/app,   /open,         /open/secure,      /app/secure",
        "/app,   '',            /secure,           /app/secure",
        "/app,   /x/../app,     /x/../app/jobs,    /x/../app/jobs",
        "/app,   /%61pp,        /%61pp/jobs,       /%61pp/jobs",
        "/app,   /app,          /%61pp/jobs,       /%61pp/jobs",
        "/app,   /app;x=y,      /app;x=y/jobs,     /app;x=y/jobs",
        "/app,   /%ff,          /%ff/jobs,         /app/jobs",
        "/app,   /%zz,          /%zz/jobs,         /app/jobs",
    })
    void readsUriWithOwnContextPath(String contextPath, String ofRequest, String uri, String expected) {
        when(request.getContextPath()).thenReturn(ofRequest);
        when(request.getRequestURI()).thenReturn(uri);

        assertThat(ServletAccessRequest.ofTarget(request, contextPath(contextPath))
                        .rawPath())
                .isEqualTo(expected);
    }

    @Test
    void passesOnContainerException() {
        when(request.getServletPath()).thenThrow(new IllegalArgumentException("ambiguous"));

        assertThatThrownBy(() -> ServletAccessRequest.ofTarget(request, ROOT).path())
                .hasMessage("ambiguous");
    }

    @Test
    void returnsContainerValues() {
        when(request.getMethod()).thenReturn("PUT");
        when(request.getServerName()).thenReturn("App.Example.com");
        when(request.getRequestURI()).thenReturn("/a%20b");
        when(request.getRemoteAddr()).thenReturn("192.0.2.1");
        when(request.isSecure()).thenReturn(true);
        when(request.getHeaders("A")).thenReturn(Collections.enumeration(List.of("1", "2")));
        when(request.getHeaderNames()).thenReturn(Collections.enumeration(List.of("A")));

        ServletAccessRequest view = ServletAccessRequest.ofTarget(request, ROOT);

        assertThat(view.method()).isEqualTo("PUT");
        assertThat(view.host()).isEqualTo("App.Example.com");
        assertThat(view.rawPath()).isEqualTo("/a%20b");
        assertThat(view.remoteAddress()).isEqualTo("192.0.2.1");
        assertThat(view.secure()).isTrue();
        assertThat(Collections.list(view.headers().values("A"))).containsExactly("1", "2");
        assertThat(Collections.list(view.headers().names())).containsExactly("A");
    }

    @Test
    void usesFirstCertificateOfChain() {
        X509Certificate client = mock(X509Certificate.class);
        X509Certificate issuer = mock(X509Certificate.class);
        when(request.getAttribute("jakarta.servlet.request.X509Certificate"))
                .thenReturn(new X509Certificate[] {client, issuer});

        assertThat(ServletAccessRequest.ofTarget(request, ROOT).clientCertificate())
                .isSameAs(client);
    }

    @Test
    void ignoresOtherAttributes() {
        for (Object none :
                new Object[] {null, new X509Certificate[0], new Object[] {"x"}, "-----BEGIN CERTIFICATE-----"}) {
            when(request.getAttribute("jakarta.servlet.request.X509Certificate"))
                    .thenReturn(none);

            assertThat(ServletAccessRequest.ofTarget(request, ROOT).clientCertificate())
                    .isNull();
        }
    }

    @Test
    void acceptsNullValues() {
        ServletAccessRequest view = ServletAccessRequest.ofTarget(request, ROOT);

        assertThat(view.host()).isEmpty();
        assertThat(view.rawPath()).isEmpty();
        assertThat(view.path()).isEmpty();
        assertThat(view.remoteAddress()).isEmpty();
        assertThat(view.names().hasMoreElements()).isFalse();
        assertThat(view.values("A").hasMoreElements()).isFalse();
    }

    @Test
    void readsTargetOfInclude() {
        when(request.getDispatcherType()).thenReturn(DispatcherType.INCLUDE);
        when(request.getServletPath()).thenReturn("/outer");
        when(request.getAttribute("jakarta.servlet.include.request_uri")).thenReturn("/app/inner/a%20b");
        when(request.getAttribute("jakarta.servlet.include.context_path")).thenReturn("/app");
        when(request.getAttribute("jakarta.servlet.include.servlet_path")).thenReturn("/inner");
        when(request.getAttribute("jakarta.servlet.include.path_info")).thenReturn("/a b");

        ServletAccessRequest view = ServletAccessRequest.ofTarget(request, APP);

        assertThat(view.rawPath()).isEqualTo("/app/inner/a%20b");
        assertThat(view.path()).isEqualTo("/app/inner/a b");
        assertThat(ServletAccessRequest.isNamedInclude(request)).isFalse();
    }

    @Test
    void ignoresAttributesOfFinishedInclude() {
        when(request.getDispatcherType()).thenReturn(DispatcherType.FORWARD);
        when(request.getServletPath()).thenReturn("/target");
        when(request.getAttribute("jakarta.servlet.include.request_uri")).thenReturn("/inner");

        assertThat(ServletAccessRequest.ofTarget(request, ROOT).path()).isEqualTo("/target");
    }

    @Test
    void recognizesNamedInclude() {
        when(request.getDispatcherType()).thenReturn(DispatcherType.INCLUDE);

        assertThat(ServletAccessRequest.isNamedInclude(request)).isTrue();
    }
}
