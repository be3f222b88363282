package dev.latchkey;

import static dev.latchkey.GateFixture.ANY_TOKEN;
import static dev.latchkey.GateFixture.jobs;
import static dev.latchkey.GateFixture.policy;
import static dev.latchkey.GateFixture.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.model.Application;
import dev.latchkey.model.Policy;
import dev.latchkey.model.Rule;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("request contract, section 3: what an admitted answer tells caches")
class GateCachingTest {

    @RegisterExtension
    final GateFixture fixture = new GateFixture();

    @Test
    void isRestrictedWhoeverWasLetIn() {
        fixture.protect(jobs().policy(ANY_TOKEN).readServiceTokensFromHeader("X-Api-Key"));

        AccessDecision.LetIn byPair = fixture.letIn(fixture.pair());
        AccessDecision.LetIn bySession = fixture.letIn(GateFixture.cookie(byPair.applicationToken()));

        assertThat(byPair.caching().restricted()).isTrue();
        assertThat(byPair.caching().vary(null)).endsWith("cf-access-token, X-Api-Key");
        assertThat(bySession.caching()).as("worked out once").isSameAs(byPair.caching());
    }

    @Test
    void isUnrestrictedOnABypass() {
        fixture.protect(jobs().policy(policy(Policy.Decision.BYPASS, 1, new Rule.Everyone())));

        assertThat(((AccessDecision.Passed) fixture.decide(request())).caching().restricted())
                .isFalse();
    }

    @Test
    void isTheAppsOwnWordWithSharedCaching() {
        fixture.protect(jobs().policy(ANY_TOKEN).sharedCaching(true).sessionDuration(Duration.ZERO));

        assertThat(fixture.letIn(fixture.pair()).caching().restricted()).isFalse();
    }

    @Test
    void isRestrictedWithTheCookieWhateverIsConfigured() {
        fixture.protect(jobs().policy(ANY_TOKEN).sharedCaching(true));

        AccessDecision.LetIn withCookie = fixture.letIn(fixture.pair());
        AccessDecision.LetIn bySession = fixture.letIn(GateFixture.cookie(withCookie.applicationToken()));

        assertThat(withCookie.setCookie()).isNotNull();
        assertThat(withCookie.caching().restricted()).isTrue();
        assertThat(bySession.setCookie()).isNull();
        assertThat(bySession.caching().restricted()).isFalse();
    }

    @Test
    void isThatOfTheTargetAtAFurtherDispatch() {
        fixture.protect(
                jobs().policy(ANY_TOKEN).sharedCaching(true),
                Application.named("reports")
                        .domain("jobs.example.com/reports")
                        .policy(ANY_TOKEN)
                        .readServiceTokensFromHeader("X-Report-Key"));

        AccessDecision target =
                fixture.enforce(fixture.letIn(fixture.pair()), PlainRequest.get("https://jobs.example.com/reports"));

        assertThat(((AccessDecision.LetIn) target).caching().vary(null)).endsWith("X-Report-Key");
    }
}
