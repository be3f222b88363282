package dev.latchkey.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.ArgumentMatchers.same;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.mockingDetails;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.verifyNoInteractions;
import static org.mockito.Mockito.when;

import dev.latchkey.AccessDecision;
import dev.latchkey.AccessDecision.Denial;
import dev.latchkey.AccessGate;
import dev.latchkey.AnswerCaching;
import dev.latchkey.HiddenHeaders;
import dev.latchkey.ServiceIdentity;
import dev.latchkey.event.Presentation;
import dev.latchkey.event.Reason;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mockito.ArgumentCaptor;

@DisplayName("request contract, section 5: one verdict over all dispatches")
final class DispatchGuardTest {

    private final AccessGate gate = mock(AccessGate.class);
    private final ServletContext context = mock(ServletContext.class);
    private final DispatchGuard guard = new DispatchGuard(gate, new ContextPath("", ""), Handshakes.in(context));
    private final HttpServletRequest request = mock(HttpServletRequest.class);
    private final HttpServletResponse response = mock(HttpServletResponse.class);
    private final FilterChain chain = mock(FilterChain.class);
    private final Map<String, Object> attributes = new HashMap<>();

    private final HiddenHeaders hidden = mock(HiddenHeaders.class);
    private final AccessDecision.LetIn letIn = new AccessDecision.LetIn(
            new ServiceIdentity(
                    TestGate.TOKEN, TestGate.application("alpha", "*").build(), Presentation.PAIR),
            "a.good.one",
            "CF_Authorization=a.good.one",
            hidden,
            AnswerCaching.UNRESTRICTED);
    private final AccessDecision.Passed passed = new AccessDecision.Passed(null, Reason.NO_APPLICATION, hidden);
    private final AccessDecision.Denied denied =
            new AccessDecision.Unauthenticated(new Denial(null, Reason.WRONG_SECRET, "r", false, Map.of()));

    @BeforeEach
    void aRequest() throws Exception {
        when(request.getMethod()).thenReturn("GET");
        when(request.getContextPath()).thenReturn("");
        when(request.getRequestURI()).thenReturn("/here");
        when(request.getAttribute(anyString())).thenAnswer(call -> attributes.get(call.getArgument(0, String.class)));
        doAnswer(call -> attributes.put(call.getArgument(0), call.getArgument(1)))
                .when(request)
                .setAttribute(anyString(), any());
        when(response.getOutputStream()).thenReturn(mock(ServletOutputStream.class));
    }

    private void dispatch(DispatcherType type, HttpServletRequest as) throws Exception {
        when(request.getDispatcherType()).thenReturn(type);
        guard.guard(as, response, chain);
    }

    private HttpServletRequest continued(int times) throws Exception {
        ArgumentCaptor<ServletRequest> seen = ArgumentCaptor.forClass(ServletRequest.class);
        verify(chain, times(times)).doFilter(seen.capture(), any(AdmittedResponse.class));
        return (HttpServletRequest) seen.getValue();
    }

    /** Tomcat with allowBackslash throws for {@code /app%5cx}. */
    @Test
    void decidesIfTheContainerCannotTellThePath() throws Exception {
        when(request.getContextPath()).thenThrow(new IllegalStateException("no match"));
        when(gate.decide(any())).thenReturn(denied);

        dispatch(DispatcherType.REQUEST, request);

        verify(response).setStatus(401);
        verify(chain, never()).doFilter(any(), any());
    }

    @Test
    void decidesOnceThenEnforces() throws Exception {
        when(gate.decide(any())).thenReturn(letIn);
        when(gate.enforce(any(), any())).thenReturn(letIn);
        when(gate.enforceOnErrorPage(any(), any())).thenReturn(letIn);
        dispatch(DispatcherType.REQUEST, request);
        HttpServletRequest admitted = continued(1);

        dispatch(DispatcherType.FORWARD, admitted);
        dispatch(DispatcherType.ERROR, admitted);
        dispatch(DispatcherType.REQUEST, admitted);

        verify(gate, times(1)).decide(any());
        verify(gate, times(2)).enforce(same(letIn), any());
        verify(gate, times(1)).enforceOnErrorPage(same(letIn), any());
        assertThat(continued(4)).isSameAs(admitted);
        verify(response, times(1)).addHeader("Set-Cookie", "CF_Authorization=a.good.one");
    }

    @ParameterizedTest
    @EnumSource(DispatcherType.class)
    void decidesOnFirstDispatch(DispatcherType type) throws Exception {
        when(gate.decide(any())).thenReturn(passed);

        dispatch(type, request);

        verify(gate).decide(any());
        assertThat(continued(1)).isInstanceOf(AdmittedRequest.class);
    }

    /** Some containers ignore headers during an include. */
    @Test
    void repeatsARestrictionThatCameWithAnInclude() throws Exception {
        AccessDecision.LetIn restricted =
                new AccessDecision.LetIn(letIn.identity(), "a.good.one", null, hidden, AdmittedResponseTest.PRIVATE);
        when(gate.decide(any())).thenReturn(passed);
        when(gate.enforce(any(), any())).thenReturn(restricted);
        List<Integer> written = new ArrayList<>();
        doAnswer(call -> {
                    when(request.getDispatcherType()).thenReturn(DispatcherType.INCLUDE);
                    guard.guard(request, call.getArgument(1), (included, seen) -> {});
                    written.add(timesPrivate());
                    when(request.getDispatcherType()).thenReturn(DispatcherType.REQUEST);
                    return null;
                })
                .when(chain)
                .doFilter(any(), any());

        dispatch(DispatcherType.REQUEST, request);

        assertThat(timesPrivate()).isEqualTo(written.get(0) + 1);
    }

    private int timesPrivate() {
        return (int) mockingDetails(response).getInvocations().stream()
                .filter(call -> call.getMethod().getName().equals("setHeader") && "private".equals(call.getArgument(1)))
                .count();
    }

    @Test
    void dropsWhatWasWrittenBeforeADenial() throws Exception {
        when(gate.decide(any())).thenReturn(denied);

        dispatch(DispatcherType.FORWARD, request);

        verify(response).resetBuffer();
        verify(response).setStatus(401);
    }

    @Test
    void answersPreflights() throws Exception {
        when(gate.decide(any()))
                .thenReturn(new AccessDecision.PreflightAnswered(
                        TestGate.application("alpha", "*").build(),
                        Map.of("Access-Control-Allow-Origin", "https://a.example")));

        dispatch(DispatcherType.REQUEST, request);

        verify(response).setStatus(200);
        verify(response).setHeader("Access-Control-Allow-Origin", "https://a.example");
        verify(response).setContentLength(0);
        verify(chain, never()).doFilter(any(), any());
    }

    @Test
    void wrapsUnwrappedRequestAgain() throws Exception {
        when(gate.decide(any())).thenReturn(letIn);
        when(gate.enforce(any(), any())).thenReturn(letIn);
        dispatch(DispatcherType.REQUEST, request);

        dispatch(DispatcherType.ASYNC, request);

        assertThat(continued(2).getRemoteUser()).isEqualTo(TestGate.ID);
    }

    @Test
    void keepsWrapperOnNamedInclude() throws Exception {
        when(gate.decide(any())).thenReturn(letIn);
        dispatch(DispatcherType.REQUEST, request);
        HttpServletRequest admitted = continued(1);

        dispatch(DispatcherType.INCLUDE, admitted);

        verify(gate, never()).enforce(any(), any());
        assertThat(continued(2)).isSameAs(admitted);
    }

    @ParameterizedTest
    @EnumSource(value = DispatcherType.class, mode = EnumSource.Mode.EXCLUDE, names = "INCLUDE")
    void keepsDenial(DispatcherType type) throws Exception {
        when(gate.decide(any())).thenReturn(denied);
        dispatch(DispatcherType.REQUEST, request);

        dispatch(type, request);

        verify(gate, times(1)).decide(any());
        verify(response, times(2)).setStatus(401);
        verifyNoInteractions(chain);
    }

    @Test
    void deniedIncludeDoesNotDenyRequest() throws Exception {
        when(gate.decide(any())).thenReturn(denied).thenReturn(passed);

        dispatch(DispatcherType.INCLUDE, request);
        verifyNoInteractions(response, chain);
        dispatch(DispatcherType.INCLUDE, request);

        assertThat(continued(1)).isInstanceOf(AdmittedRequest.class);
    }

    @Test
    void writesNothingToCommittedResponse() throws Exception {
        when(gate.decide(any())).thenReturn(denied);
        when(response.isCommitted()).thenReturn(true);

        dispatch(DispatcherType.ASYNC, request);

        verify(response, never()).setStatus(401);
        verify(response, never()).resetBuffer();
        verifyNoInteractions(chain);
    }

    @Test
    void sendsNoCookieIfHeadersAreCommitted() throws Exception {
        when(gate.decide(any())).thenReturn(letIn);

        dispatch(DispatcherType.INCLUDE, request);

        verify(response, never()).addHeader(any(), any());
    }

    @Test
    void ignoresForeignAttribute() throws Exception {
        when(gate.decide(any())).thenReturn(denied);
        dispatch(DispatcherType.REQUEST, request);

        attributes.replaceAll((name, value) -> letIn);
        dispatch(DispatcherType.REQUEST, request);

        verify(gate, times(2)).decide(any());
        verifyNoInteractions(chain);
    }

    @Test
    void ignoresVerdictOfOtherGate() throws Exception {
        AccessGate other = mock(AccessGate.class);
        when(other.decide(any())).thenReturn(letIn);
        when(gate.decide(any())).thenReturn(denied);
        dispatch(DispatcherType.REQUEST, request);
        String ofGate = attributes.keySet().iterator().next();
        attributes.clear();
        new DispatchGuard(other, new ContextPath("", ""), Handshakes.in(context))
                .guard(request, response, mock(FilterChain.class));
        Object letInByOther = attributes.values().iterator().next();

        attributes.put(ofGate, letInByOther);
        dispatch(DispatcherType.REQUEST, request);

        verify(gate, times(2)).decide(any());
        verifyNoInteractions(chain);
    }

    @Test
    void attributeHidesToken() throws Exception {
        when(gate.decide(any())).thenReturn(letIn);

        dispatch(DispatcherType.REQUEST, request);

        assertThat(attributes.values().toString()).doesNotContain("a.good.one").contains("LetIn");
    }

    @Nested
    @DisplayName("a WebSocket handshake on a container that shows its endpoint the raw headers")
    final class Handshake {

        private final AccessDecision.Denied refused =
                new AccessDecision.Forbidden(new Denial(null, Reason.UNSAFE_HANDSHAKE, "r", false, Map.of()));

        private void dispatchOn(String server, String method, List<String> upgrade, String... headers)
                throws Exception {
            when(context.getServerInfo()).thenReturn(server);
            when(gate.decide(any())).thenReturn(letIn);
            when(gate.refuseHandshake(same(letIn), any())).thenReturn(refused);
            when(hidden.hides("X-Secret")).thenReturn(true);
            when(request.getMethod()).thenReturn(method);
            when(request.getDispatcherType()).thenReturn(DispatcherType.REQUEST);
            when(request.getHeaders("Upgrade")).thenReturn(Collections.enumeration(upgrade));
            when(request.getHeaderNames()).thenReturn(Collections.enumeration(List.of(headers)));
            new DispatchGuard(gate, new ContextPath("", ""), Handshakes.in(context)).guard(request, response, chain);
        }

        @ParameterizedTest
        @ValueSource(strings = {"websocket", "WebSocket", "h2c, websocket"})
        void isDeniedIfHeaderMustBeHidden(String upgrade) throws Exception {
            dispatchOn("jetty/12.0.36", "GET", List.of("h2c", upgrade), "Host", "X-Secret");

            verifyNoInteractions(chain);
            verify(response).setStatus(403);
            verify(response, never()).addHeader(eq("Set-Cookie"), any());
        }

        @Test
        void isDeniedOverHttp2() throws Exception {
            dispatchOn("jetty/12.0.36", "CONNECT", List.of(), "X-Secret");

            verifyNoInteractions(chain);
        }

        @Test
        void isAdmittedWithoutHiddenHeaders() throws Exception {
            dispatchOn("jetty/12.0.36", "GET", List.of("websocket"), "Host", "Cookie");

            verify(chain).doFilter(any(), any());
        }

        @Test
        void isAdmittedInOtherContainers() throws Exception {
            dispatchOn("jetty/12.1.14", "GET", List.of("websocket"), "X-Secret");

            verify(chain).doFilter(any(), any());
        }

        @Test
        void doesNotMatchOtherRequests() throws Exception {
            dispatchOn("jetty/12.0.36", "GET", List.of("h2c"), "X-Secret");

            verify(chain).doFilter(any(), any());
        }
    }
}
