package dev.latchkey;

import static dev.latchkey.GateFixture.ANY_TOKEN;
import static dev.latchkey.GateFixture.cookie;
import static dev.latchkey.GateFixture.jobs;
import static dev.latchkey.GateFixture.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.AccessGate.Answer;
import dev.latchkey.event.Reason;
import dev.latchkey.internal.session.SessionScope;
import dev.latchkey.model.Application;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("management contract, section 3: revoke_tokens ends all sessions of an application")
class GateRevokedApplicationTest {

    private static final String OTHER = "https://other.example.com/";

    @RegisterExtension
    final GateFixture fixture = new GateFixture();

    private String jwt;

    @BeforeEach
    void openASession() {
        fixture.protect(
                jobs().policy(ANY_TOKEN),
                Application.named("other").domain("other.example.com").policy(ANY_TOKEN));
        jwt = opened(fixture.pair());
    }

    private String opened(PlainRequest request) {
        return fixture.letIn(request).applicationToken();
    }

    private void revokeAt(Instant moment) {
        fixture.protect(jobs().policy(ANY_TOKEN).sessionsRevokedAt(moment));
    }

    @Test
    void endsCookieAtOnce() {
        fixture.letIn(cookie(jwt));
        revokeAt(GateFixture.START);

        fixture.assertRefused(cookie(jwt), 401, Reason.SESSION_REVOKED);
        fixture.assertRefused(request().header("cf-access-token", jwt), 401, Reason.SESSION_REVOKED);
        assertThat(fixture.gate().session(cookie(jwt))).isInstanceOf(Answer.Refused.class);
        assertThat(fixture.gate().endSession(cookie(jwt))).isInstanceOf(Answer.Refused.class);
    }

    @Test
    void thePairGoesOnWorkingAndGetsACookieThatWorks() {
        revokeAt(GateFixture.START);

        AccessDecision.LetIn again = fixture.letIn(fixture.pair().header("Cookie", "CF_Authorization=" + jwt));
        assertThat(again.applicationToken()).isNotEqualTo(jwt);
        assertThat(again.setCookie()).contains(again.applicationToken());
        fixture.letIn(cookie(again.applicationToken()));
        fixture.letIn(cookie(again.applicationToken()));
        fixture.assertRefused(cookie(jwt), 401, Reason.SESSION_REVOKED);
        assertThat(fixture.gate().session(cookie(again.applicationToken()))).isInstanceOf(Answer.Good.class);
    }

    @Test
    void endsOldAndKeepsNewSessionsDespiteClock() {
        // Also where the revoking machine's clock is far ahead of ours, or far behind.
        for (Duration ahead : new Duration[] {Duration.ZERO, Duration.ofDays(1), Duration.ofDays(-1)}) {
            String before = opened(fixture.pair());
            revokeAt(GateFixture.START.plus(ahead));
            String after = opened(fixture.pair());

            assertThat(after).isNotEqualTo(before);
            fixture.letIn(cookie(after));
            fixture.assertRefused(cookie(before), 401, Reason.SESSION_REVOKED);
        }
    }

    @Test
    void aSecondRevocationEndsTheSessionsSinceTheFirst() {
        revokeAt(GateFixture.START);
        String second = opened(fixture.pair());
        revokeAt(GateFixture.START.plusMillis(1));

        fixture.assertRefused(cookie(second), 401, Reason.SESSION_REVOKED);
        fixture.assertRefused(cookie(jwt), 401, Reason.SESSION_REVOKED);
        fixture.letIn(cookie(opened(fixture.pair())));
    }

    @Test
    void otherApplicationsKeepTheirs() {
        String others = opened(GateFixture.pair(PlainRequest.get(OTHER), fixture.token()));
        revokeAt(GateFixture.START);

        fixture.letIn(PlainRequest.get(OTHER).header("Cookie", "CF_Authorization=" + others));
        assertThat(opened(GateFixture.pair(PlainRequest.get(OTHER), fixture.token())))
                .isEqualTo(others);
    }

    @Test
    void forwardMintsTokenForNewEpoch() {
        revokeAt(GateFixture.START);
        AccessDecision verdict = fixture.decide(GateFixture.pair(PlainRequest.get(OTHER), fixture.token()));

        AccessDecision.LetIn target = (AccessDecision.LetIn) fixture.enforce(verdict, request());
        fixture.letIn(cookie(target.applicationToken()));
    }

    @Test
    void ignoresFractionsOfAMillisecond() {
        revokeAt(GateFixture.START.plusNanos(1));
        String first = opened(fixture.pair());
        revokeAt(GateFixture.START.plusNanos(999_999));

        fixture.letIn(cookie(first));
        assertThat(new SessionScope("a", "b", GateFixture.START.plusNanos(5)))
                .isEqualTo(new SessionScope("a", "b", GateFixture.START));
    }
}
