package dev.latchkey;

import static dev.latchkey.GateFixture.ANY_TOKEN;
import static dev.latchkey.GateFixture.cookie;
import static dev.latchkey.GateFixture.jobs;
import static dev.latchkey.GateFixture.policy;
import static dev.latchkey.GateFixture.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.model.Application;
import dev.latchkey.model.Policy;
import dev.latchkey.model.Rule;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("request contract, section 5: the secret is gone however the request was admitted")
class GateHiddenHeadersTest {

    private static final String HEADER = "X-Api-Key";
    private static final Policy BYPASS = policy(Policy.Decision.BYPASS, 1, new Rule.Everyone());

    @RegisterExtension
    final GateFixture fixture = new GateFixture();

    /** Each way in which a request can be admitted with credentials in the single header that did not decide. */
    private enum Way {
        BYPASS_FOR_EVERYONE,
        BYPASS_AFTER_ANOTHER_POLICY,
        PREFLIGHT,
        FORWARD_TO_A_BYPASS,
        FORWARD_TO_ANOTHER_APPLICATION
    }

    private String credentials() {
        return "{\"cf-access-client-id\":\"" + fixture.token().clientId() + "\",\"cf-access-client-secret\":\""
                + fixture.token().secret().reveal() + "\"}";
    }

    private AccessDecision.Admitted admitted(Way way, String value) {
        Application.Builder app = jobs().readServiceTokensFromHeader(HEADER);
        AccessDecision decision = switch (way) {
            case BYPASS_FOR_EVERYONE -> {
                fixture.protect(app.policy(BYPASS));
                yield fixture.decide(request().header(HEADER, value));
            }
            case BYPASS_AFTER_ANOTHER_POLICY -> {
                Rule other =
                        new Rule.OneServiceToken(fixture.issue("other").token().id());
                fixture.protect(app.policy(policy(Policy.Decision.NON_IDENTITY, 1, other))
                        .policy(policy(Policy.Decision.BYPASS, 2, new Rule.Everyone())));
                yield fixture.decide(request().header(HEADER, value));
            }
            case PREFLIGHT -> {
                fixture.protect(app.optionsPreflightBypass(true));
                yield fixture.decide(PlainRequest.of("OPTIONS", "https://jobs.example.com/run")
                        .header("Origin", "https://app.example.com")
                        .header("Access-Control-Request-Method", "PUT")
                        .header(HEADER, value));
            }
            case FORWARD_TO_A_BYPASS -> forward(app.policy(BYPASS), value);
            case FORWARD_TO_ANOTHER_APPLICATION -> forward(app.policy(ANY_TOKEN), value);
        };
        assertThat(decision).isInstanceOf(AccessDecision.Admitted.class);
        return (AccessDecision.Admitted) decision;
    }

    /** Forwards a request that the cookie admitted elsewhere. */
    private AccessDecision forward(Application.Builder target, String value) {
        fixture.protect(
                Application.named("first").domain("jobs.example.com/first").policy(ANY_TOKEN), target);
        PlainRequest first = PlainRequest.get("https://jobs.example.com/first").header(HEADER, value);
        AccessDecision verdict = fixture.decide(GateFixture.pair(first, fixture.token()));
        return fixture.enforce(verdict, request().header(HEADER, value));
    }

    @ParameterizedTest
    @EnumSource
    void hidesCredentialsThatDidNotDecide(Way way) {
        HiddenHeaders hidden = admitted(way, credentials()).hiddenHeaders();

        assertThat(hidden.hides("x-api-key")).isTrue();
        assertThat(hidden.hides("CF-Access-Client-Secret")).isTrue();
        assertThat(hidden.hides("Cf-Access-Jwt-Assertion")).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void keepsTheAppsOwnValueOfTheSameHeader(Way way) {
        assertThat(admitted(way, "Bearer of-the-app").hiddenHeaders().hides(HEADER))
                .isFalse();
    }

    @Test
    void keepsTheAppsOwnValueBesideASession() {
        fixture.protect(jobs().readServiceTokensFromHeader(HEADER).policy(ANY_TOKEN));
        String jwt = fixture.letIn(request().header(HEADER, credentials())).applicationToken();

        AccessDecision.LetIn letIn = fixture.letIn(cookie(jwt).header(HEADER, "Bearer of-the-app"));

        assertThat(letIn.hiddenHeaders().hides(HEADER)).isFalse();
        assertThat(letIn.hiddenHeaders().hides("CF-Access-Client-Secret")).isTrue();
    }
}
