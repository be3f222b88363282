package dev.latchkey.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.same;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import dev.latchkey.AccessDecision;
import dev.latchkey.AccessGate;
import dev.latchkey.AnswerCaching;
import dev.latchkey.HiddenHeaders;
import dev.latchkey.ServiceIdentity;
import dev.latchkey.event.Presentation;
import dev.latchkey.event.Reason;
import dev.latchkey.testsupport.JettyApp;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.security.Principal;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mockito.ArgumentCaptor;

@DisplayName("request contract, section 5: the request that the app sees")
final class AdmittedRequestTest {

    private static final String JWT = "the.good.one";

    private final HttpServletRequest request = mock(HttpServletRequest.class);
    private final HttpServletResponse response = mock(HttpServletResponse.class);
    private final AccessGate gate = mock(AccessGate.class);
    private final AccessGate otherGate = mock(AccessGate.class);
    private final HiddenHeaders hidden = mock(HiddenHeaders.class);
    private final Principal ofContainer = () -> "container";

    private final AccessDecision.LetIn letIn = letIn("alpha", JWT);
    private final AccessDecision.Passed passed = new AccessDecision.Passed(null, Reason.BYPASS_POLICY, hidden);

    private AccessDecision.LetIn letIn(String application, String jwt) {
        ServiceIdentity identity = new ServiceIdentity(
                TestGate.TOKEN,
                TestGate.application(application, "*/" + application).build(),
                Presentation.PAIR);
        return new AccessDecision.LetIn(identity, jwt, null, hidden, AnswerCaching.UNRESTRICTED);
    }

    private AdmittedRequest wrap(HttpServletRequest inner, AccessGate by, AccessDecision.Admitted decision) {
        return new AdmittedRequest(inner, response, by, decision);
    }

    @BeforeEach
    void aRequestWithHeadersOfAllSorts() {
        Set<String> names = Set.of("cf-access-jwt-assertion", "cf-access-client-secret", "authorization");
        when(hidden.hides(any()))
                .thenAnswer(call -> names.contains(call.getArgument(0, String.class)
                        .toLowerCase(Locale.ROOT)
                        .replace('_', '-')));
        when(request.getHeader(any())).thenReturn("from the client");
        when(request.getHeaders(any())).thenAnswer(call -> Collections.enumeration(List.of("from the client")));
        when(request.getHeaderNames())
                .thenAnswer(call -> Collections.enumeration(List.of(
                        "Accept", "CF-ACCESS-JWT-ASSERTION", "Cf_Access_Client_Secret", "authorization", "X-Other")));
        when(request.getIntHeader(any())).thenReturn(7);
        when(request.getDateHeader(any())).thenReturn(7L);
        when(request.getUserPrincipal()).thenReturn(ofContainer);
        when(request.getRemoteUser()).thenReturn("container");
        when(request.getAuthType()).thenReturn("BASIC");
        when(request.isUserInRole("admin")).thenReturn(true);
    }

    @Test
    void hasIdentityOfClient() throws Exception {
        AdmittedRequest admitted = wrap(request, gate, letIn);

        assertThat(admitted.getUserPrincipal()).isSameAs(letIn.identity());
        assertThat(admitted.getUserPrincipal().getName()).isEqualTo(TestGate.ID);
        assertThat(admitted.getRemoteUser()).isEqualTo(TestGate.ID);
        assertThat(admitted.getAuthType()).isEqualTo("SERVICE_TOKEN");
        assertThat(admitted.authenticate(response)).isTrue();
        verify(request, never()).authenticate(any());
    }

    @Test
    void hasRolesOfServiceToken() {
        AdmittedRequest admitted = wrap(request, gate, letIn);

        assertThat(admitted.isUserInRole("reader")).isTrue();
        assertThat(admitted.isUserInRole("admin")).isFalse();
        assertThat(admitted.isUserInRole("**")).isTrue();
        assertThat(admitted.isUserInRole("*")).isFalse();
        assertThat(admitted.isUserInRole(null)).isFalse();
    }

    @Test
    void keepsContainerUserOnBypass() throws Exception {
        when(request.authenticate(response)).thenReturn(true, false);
        AdmittedRequest admitted = wrap(request, gate, passed);

        assertThat(admitted.getUserPrincipal()).isSameAs(ofContainer);
        assertThat(admitted.getRemoteUser()).isEqualTo("container");
        assertThat(admitted.getAuthType()).isEqualTo("BASIC");
        assertThat(admitted.isUserInRole("admin")).isTrue();
        assertThat(admitted.authenticate(response)).isTrue();
        assertThat(admitted.authenticate(response)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Cf-Access-Jwt-Assertion", "cf-access-jwt-assertion", "CF-ACCESS-JWT-ASSERTION"})
    void containsApplicationToken(String name) {
        AdmittedRequest admitted = wrap(request, gate, letIn);

        assertThat(admitted.getHeader(name)).isEqualTo(JWT);
        assertThat(Collections.list(admitted.getHeaders(name))).containsExactly(JWT);
        assertThat(admitted.getIntHeader(name)).isEqualTo(-1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CF-Access-Client-Secret",
                "cf-access-client-secret",
                "CF_Access_Client_Secret",
                "Authorization",
                "AUTHORIZATION",
                "Cf_Access_Jwt_Assertion",
            })
    void hidesHeaders(String name) {
        for (AccessDecision.Admitted decision : List.of(letIn, passed)) {
            AdmittedRequest admitted = wrap(request, gate, decision);

            assertThat(admitted.getHeader(name)).isNull();
            assertThat(admitted.getHeaders(name).hasMoreElements()).isFalse();
            assertThat(admitted.getIntHeader(name)).isEqualTo(-1);
            assertThat(admitted.getDateHeader(name)).isEqualTo(-1);
        }
    }

    @Test
    void doesNotListHiddenHeaders() {
        assertThat(Collections.list(wrap(request, gate, letIn).getHeaderNames()))
                .containsExactly("Accept", "X-Other", "Cf-Access-Jwt-Assertion");
        assertThat(Collections.list(wrap(request, gate, passed).getHeaderNames()))
                .containsExactly("Accept", "X-Other");
    }

    @Test
    void keepsOtherHeaders() {
        AdmittedRequest admitted = wrap(request, gate, letIn);

        assertThat(admitted.getHeader("Accept")).isEqualTo("from the client");
        assertThat(Collections.list(admitted.getHeaders("X-Other"))).containsExactly("from the client");
        assertThat(admitted.getIntHeader("X-Other")).isEqualTo(7);
        assertThat(admitted.getDateHeader("X-Other")).isEqualTo(7);
    }

    @Test
    void acceptsContainerWithoutHeaderNames() {
        when(request.getHeaderNames()).thenReturn(null);

        assertThat(Collections.list(wrap(request, gate, passed).getHeaderNames()))
                .isEmpty();
    }

    @Test
    void hidesForgedAssertion() {
        AdmittedRequest admitted = wrap(request, gate, passed);

        assertThat(admitted.getHeader("Cf-Access-Jwt-Assertion")).isNull();
        assertThat(admitted.getHeaders("cf-access-jwt-assertion").hasMoreElements())
                .isFalse();
    }

    @Test
    void hidesTrailersAndPushBuilders() {
        when(request.getTrailerFields()).thenReturn(Map.of("cf-access-jwt-assertion", "made up", "checksum", "1"));

        assertThat(wrap(request, gate, letIn).getTrailerFields()).containsOnly(Map.entry("checksum", "1"));
        assertThat(wrap(request, gate, letIn).newPushBuilder()).isNull();
    }

    @Test
    void startsAsyncWithWrappers() {
        AdmittedResponse own = new AdmittedResponse(response);
        AdmittedRequest admitted = new AdmittedRequest(request, new HttpServletResponseWrapper(own), gate, letIn);

        admitted.startAsync();

        verify(request).startAsync(admitted, own);
    }

    @Test
    void startsAsyncBelowEarlierWrappers() {
        AdmittedResponse own = new AdmittedResponse(new HttpServletResponseWrapper(response));
        AdmittedRequest admitted = new AdmittedRequest(request, own, gate, letIn);

        admitted.startAsync();

        ArgumentCaptor<ServletResponse> used = ArgumentCaptor.forClass(ServletResponse.class);
        verify(request).startAsync(same(admitted), used.capture());
        assertThat(used.getValue()).isNotSameAs(own).isInstanceOf(AdmittedResponse.class);
        assertThat(((AdmittedResponse) used.getValue()).getResponse()).isSameAs(response);
    }

    @Test
    void bypassKeepsIdentityOfOtherGate() {
        AdmittedRequest admitted = wrap(wrap(request, otherGate, letIn), gate, passed);

        assertThat(admitted.getRemoteUser()).isEqualTo(TestGate.ID);
        assertThat(admitted.getHeader("Cf-Access-Jwt-Assertion")).isEqualTo(JWT);
        assertThat(Collections.list(admitted.getHeaderNames())).containsOnlyOnce("Cf-Access-Jwt-Assertion");
        assertThat(admitted.getHeader("CF-Access-Client-Secret")).isNull();
    }

    @Test
    void innermostGateDecidesIdentity() {
        AccessDecision.LetIn second = letIn("beta", "another.good.one");

        AdmittedRequest admitted = wrap(wrap(request, otherGate, letIn), gate, second);

        assertThat(admitted.getUserPrincipal()).isSameAs(second.identity());
        assertThat(Collections.list(admitted.getHeaders("Cf-Access-Jwt-Assertion")))
                .containsExactly("another.good.one");
    }

    @Test
    void bypassEndsIdentityOfSameGate() {
        HttpServletRequest forwarded = new HttpServletRequestWrapper(wrap(request, gate, letIn));

        AdmittedRequest admitted = wrap(forwarded, gate, passed);

        assertThat(admitted.getUserPrincipal()).isSameAs(ofContainer);
        assertThat(admitted.getRemoteUser()).isEqualTo("container");
        assertThat(admitted.isUserInRole("reader")).isFalse();
        assertThat(admitted.getHeader("Cf-Access-Jwt-Assertion")).isNull();
        assertThat(Collections.list(admitted.getHeaderNames())).doesNotContain("Cf-Access-Jwt-Assertion");
    }

    @Test
    void usesNewestVerdictOfEachGate() {
        HttpServletRequest first = wrap(wrap(request, gate, letIn), otherGate, passed);

        HttpServletRequest second = wrap(wrap(new HttpServletRequestWrapper(first), gate, passed), otherGate, passed);

        assertThat(first.getRemoteUser()).isEqualTo(TestGate.ID);
        assertThat(second.getRemoteUser()).isEqualTo("container");
        assertThat(second.getHeader("Cf-Access-Jwt-Assertion")).isNull();
    }

    @Test
    void findsWrappersBelowOthers() {
        AdmittedRequest inner = wrap(request, gate, letIn);
        HttpServletRequest outer =
                new HttpServletRequestWrapper(wrap(new HttpServletRequestWrapper(inner), otherGate, passed));

        assertThat(AdmittedRequest.newestOf(gate, outer)).isSameAs(inner);
        assertThat(AdmittedRequest.newestOf(gate, request)).isNull();
        assertThat(AdmittedRequest.originalOf(outer)).isSameAs(request);
        assertThat(AdmittedRequest.originalOf(request)).isSameAs(request);
    }

    @Test
    void logoutHidesTheIdentityWithoutTheContainer() throws Exception {
        AdmittedRequest admitted = wrap(request, gate, letIn);

        admitted.logout();

        verify(request, never()).logout();
        assertThat(admitted.getUserPrincipal()).isNull();
        assertThat(admitted.getRemoteUser()).isNull();
        assertThat(admitted.getAuthType()).isNull();
        assertThat(admitted.isUserInRole("**")).isFalse();
    }

    @Test
    void loginRefusesASecondIdentity() throws Exception {
        AdmittedRequest admitted = wrap(request, gate, letIn);

        assertThatThrownBy(() -> admitted.login("a", "b")).isInstanceOf(ServletException.class);
        verify(request, never()).login(any(), any());
    }

    @Test
    void anonymousRequestsLogInAndOutWithTheContainer() throws Exception {
        AdmittedRequest admitted = wrap(request, gate, passed);

        admitted.login("a", "b");
        admitted.logout();

        verify(request).login("a", "b");
        verify(request).logout();
    }

    @Test
    void logoutWorksOnJetty() throws Exception {
        try (JettyApp app = JettyApp.at("/")
                .filter(new AccessFilter(
                        TestGate.of(TestGate.application("app", "*").build())))
                .page("/*", (seen, answer) -> {
                    String before = seen.getRemoteUser();
                    seen.logout();
                    answer.getWriter().write(before + " then " + seen.getRemoteUser());
                })
                .start()) {
            assertThat(app.get("/", TestGate.PAIR).body()).isEqualTo(TestGate.ID + " then null");
        }
    }
}
