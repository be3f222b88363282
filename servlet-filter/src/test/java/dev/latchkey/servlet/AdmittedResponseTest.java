package dev.latchkey.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.clearInvocations;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.verifyNoMoreInteractions;
import static org.mockito.Mockito.when;

import dev.latchkey.AccessDecision;
import dev.latchkey.AnswerCaching;
import dev.latchkey.PlainRequest;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletResponseWrapper;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.mockito.ArgumentCaptor;

@DisplayName("request contract, section 3: caching, where containers differ")
final class AdmittedResponseTest {

    static final AnswerCaching PRIVATE = ((AccessDecision.Admitted)
                    TestGate.of(TestGate.application("all", "*").build())
                            .decide(PlainRequest.get("https://a.example/")
                                    .header("CF-Access-Client-Id", TestGate.ID)
                                    .header("CF-Access-Client-Secret", TestGate.SECRET)))
            .caching();

    private final HttpServletResponse container = mock(HttpServletResponse.class);
    private final AdmittedResponse response = new AdmittedResponse(container);

    @Test
    void repeatsARestrictionThatCameDuringAnInclude() {
        when(container.getHeaderNames()).thenReturn(List.of("CDN-Cache-Control"));
        response.restrict(PRIVATE, DispatcherType.INCLUDE);
        clearInvocations(container);

        response.settle();

        verify(container).setHeader("Cache-Control", "private");
        verify(container).setHeader("Vary", CachingTest.VARY);
        verify(container).setHeader("CDN-Cache-Control", "no-store");
        clearInvocations(container);
        response.settle();
        verify(container, never()).setHeader("Cache-Control", "private");
    }

    @Test
    void repeatsNoOtherRestriction() {
        response.restrict(PRIVATE, DispatcherType.REQUEST);
        response.restrict(PRIVATE, DispatcherType.INCLUDE);
        clearInvocations(container);

        response.settle();

        verifyNoMoreInteractions(container);
    }

    @Test
    void restrictsTheResponseBelowWrappersOfOtherFilters() {
        response.restrict(PRIVATE, DispatcherType.REQUEST);
        HttpServletResponse between = new HttpServletResponseWrapper(container);
        AdmittedResponse outer = new AdmittedResponse(between);
        outer.restrict(PRIVATE, DispatcherType.REQUEST);
        outer.setCookie("CF_Authorization=x");

        assertThat(AdmittedResponse.aroundContainers(new ServletResponseWrapper(response)))
                .isSameAs(response);
        assertThat(AdmittedResponse.aroundContainers(between)).isSameAs(container);
        HttpServletResponse bare = (HttpServletResponse) AdmittedResponse.aroundContainers(outer);
        clearInvocations(container);
        bare.setHeader("Cache-Control", "public, max-age=60");
        verify(container).setHeader("Cache-Control", "private, max-age=60");
        bare.reset();
        verify(container).addHeader("Set-Cookie", "CF_Authorization=x");
    }

    @Test
    void passesTrailersOfUnrestrictedResponsesOn() {
        Map<String, String> trailers = Map.of("Cache-Control", "max-age=60", "X-Sum", "1");
        ArgumentCaptor<Supplier<Map<String, String>>> passed = ArgumentCaptor.captor();
        response.setTrailerFields(() -> trailers);
        verify(container).setTrailerFields(passed.capture());

        assertThat(passed.getValue().get()).isEqualTo(trailers);
        response.restrict(PRIVATE, DispatcherType.REQUEST);
        assertThat(passed.getValue().get()).isEqualTo(Map.of("X-Sum", "1"));

        response.setTrailerFields(null);
        verify(container).setTrailerFields(null);
    }

    @Test
    void sendsNoStatusWithoutBodyTwice() throws Exception {
        response.restrict(PRIVATE, DispatcherType.REQUEST);

        response.sendError(304, "a message");

        verify(container).resetBuffer();
        verify(container).setStatus(304);
        verify(container).flushBuffer();
        verify(container, never()).sendError(304, "a message");
    }
}
