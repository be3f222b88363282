package dev.latchkey;

import static dev.latchkey.GateFixture.ANY_TOKEN;
import static dev.latchkey.GateFixture.jobs;
import static dev.latchkey.GateFixture.policy;
import static dev.latchkey.GateFixture.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verifyNoInteractions;
import static org.mockito.Mockito.when;

import dev.latchkey.GateFixture.RawRequest;
import dev.latchkey.event.Presentation;
import dev.latchkey.event.Reason;
import dev.latchkey.model.Application;
import dev.latchkey.model.ClientSecret;
import dev.latchkey.model.Organization.UrlAmbiguity;
import dev.latchkey.model.Policy;
import dev.latchkey.model.Rule;
import dev.latchkey.model.SecretDigest;
import dev.latchkey.model.SecretHasher;
import dev.latchkey.store.ApplicationStore;
import dev.latchkey.store.CredentialStore;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("request contract, section 5: the verdict on further dispatches")
class EnforceTest {

    @RegisterExtension
    final GateFixture fixture = new GateFixture();

    @BeforeEach
    void protect() {
        fixture.protect(
                jobs().policy(ANY_TOKEN),
                Application.named("same people").domain("jobs.example.com/same").policy(ANY_TOKEN),
                Application.named("nobody").domain("jobs.example.com/nobody"),
                Application.named("open")
                        .domain("jobs.example.com/open")
                        .policy(policy(Policy.Decision.BYPASS, 1, new Rule.Everyone())),
                Application.named("by header")
                        .domain("jobs.example.com/header")
                        .policy(ANY_TOKEN)
                        .readServiceTokensFromHeader("X-Api-Key"));
    }

    /** Returns a dispatch of the request in {@link GateFixture#pair()} to this path. */
    private PlainRequest to(String path) {
        return GateFixture.pair(PlainRequest.get("https://jobs.example.com" + path), fixture.token());
    }

    @Test
    void staysAsItIsWithinOneApplication() {
        AccessDecision.LetIn verdict = fixture.letIn(fixture.pair());
        int events = fixture.events.size();

        assertThat(fixture.enforce(verdict, to("/elsewhere"))).isSameAs(verdict);
        assertThat(fixture.events).as("it is no new decision").hasSize(events);
    }

    @Test
    void isHeldAgainstTheTargetsPolicies() {
        AccessDecision.LetIn verdict = fixture.letIn(fixture.pair());

        fixture.assertRefused(fixture.enforce(verdict, to("/nobody")), 403, Reason.NO_POLICY);
        assertThat(fixture.lastDecision().applicationName()).isEqualTo("nobody");
        assertThat(fixture.enforce(verdict, to("/same"))).isInstanceOfSatisfying(AccessDecision.LetIn.class, letIn -> {
            assertThat(letIn.application().name()).isEqualTo("same people");
            assertThat(letIn.identity().presentedAs()).isEqualTo(Presentation.PAIR);
            assertThat(letIn.applicationToken()).isNotEqualTo(verdict.applicationToken());
            assertThat(letIn.setCookie()).as("a forward sets no cookie").isNull();
        });
        assertThat(fixture.enforce(verdict, to("/open"))).isInstanceOf(AccessDecision.Passed.class);
    }

    @Test
    void refusesAHandshakeThatWouldShowHiddenHeaders() {
        AccessDecision.LetIn verdict = fixture.letIn(fixture.pair());

        fixture.assertRefused(fixture.gate().refuseHandshake(verdict, to("/")), 403, Reason.UNSAFE_HANDSHAKE);
        assertThat(fixture.lastDecision().applicationName()).isEqualTo("jobs");
        assertThat(fixture.lastDecision().serviceTokenId())
                .isEqualTo(verdict.identity().tokenId());

        AccessDecision.Admitted anonymous =
                (AccessDecision.Admitted) fixture.decide(PlainRequest.get("https://jobs.example.com/open"));
        fixture.assertRefused(fixture.gate().refuseHandshake(anonymous, to("/open")), 403, Reason.UNSAFE_HANDSHAKE);
        assertThat(fixture.lastDecision().applicationName()).isEqualTo("open");
        assertThat(fixture.lastDecision().serviceTokenId()).isNull();
    }

    @Test
    void tellsTheConfigurationInForce() {
        assertThat(fixture.gate().configuration()).isSameAs(fixture.store.configuration());
    }

    @Test
    void verifiesCredentialsOnce() throws Exception {
        AccessDecision.LetIn verdict = fixture.letIn(fixture.pair());
        CredentialStore untouched = mock(CredentialStore.class);
        fixture.use(fixture.builder().credentialStore(untouched));

        assertThat(fixture.enforce(verdict, to("/same"))).isInstanceOf(AccessDecision.LetIn.class);
        verifyNoInteractions(untouched);
    }

    @Test
    void tokenForTargetEndsWithPresentedSecret() {
        SecretDigest old = fixture.token().token().digest();
        fixture.change(token -> token.digest(SecretHasher.sha256().digest(ClientSecret.of("another secret")))
                .previous(old, GateFixture.START.plus(Duration.ofMinutes(10))));
        AccessDecision.LetIn verdict = fixture.letIn(fixture.pair());
        String jwt = ((AccessDecision.LetIn) fixture.enforce(verdict, to("/same"))).applicationToken();

        fixture.clock.advance(Duration.ofMinutes(9));
        assertThat(fixture.decide(presenting(jwt))).isInstanceOf(AccessDecision.LetIn.class);
        fixture.clock.advance(Duration.ofMinutes(1));
        fixture.assertRefused(presenting(jwt), 401, Reason.SESSION_REVOKED);
    }

    @Test
    void tokenForTargetDoesNotProlongSession() {
        String opened = fixture.letIn(fixture.pair()).applicationToken();
        AccessDecision.LetIn verdict = fixture.letIn(GateFixture.cookie(opened));
        String jwt = ((AccessDecision.LetIn) fixture.enforce(verdict, to("/same"))).applicationToken();

        assertThat(fixture.decide(presenting(jwt))).isInstanceOf(AccessDecision.LetIn.class);
        fixture.clock.advance(Duration.ofMinutes(2));
        fixture.assertRefused(presenting(jwt), 401, Reason.TOKEN_EXPIRED);
    }

    private static PlainRequest presenting(String jwt) {
        return PlainRequest.get("https://jobs.example.com/same").header("cf-access-token", jwt);
    }

    @Test
    void aPassOfOneApplicationIsNoneForAnother() {
        AccessDecision verdict = fixture.decide(PlainRequest.get("https://jobs.example.com/open"));

        fixture.assertRefused(fixture.enforce(verdict, request()), 401, Reason.NOTHING_PRESENTED);
        assertThat(fixture.enforce(verdict, to("/run")))
                .as("with credentials nobody has looked at yet")
                .isInstanceOf(AccessDecision.LetIn.class);
    }

    @Test
    void aPassWithoutAnApplicationIsNoneForOne() {
        fixture.organize(organization -> organization.denyUnmatchedRequests(false));
        AccessDecision verdict = fixture.decide(PlainRequest.get("https://unknown.example.com/"));

        assertThat(fixture.enforce(verdict, PlainRequest.get("https://unknown.example.com/x")))
                .isSameAs(verdict);
        fixture.assertRefused(fixture.enforce(verdict, request()), 401, Reason.NOTHING_PRESENTED);
    }

    @Test
    void aTargetThatNoApplicationCoversIsUnmatched() {
        AccessDecision.LetIn verdict = fixture.letIn(fixture.pair());
        PlainRequest target = PlainRequest.get("https://unknown.example.com/");

        fixture.assertRefused(fixture.enforce(verdict, target), 403, Reason.NO_APPLICATION);
        fixture.organize(organization -> organization.denyUnmatchedRequests(false));
        assertThat(fixture.enforce(verdict, target)).isInstanceOf(AccessDecision.Passed.class);
    }

    @Test
    void keepsDecisionOnUncoveredErrorPage() {
        AccessDecision.LetIn verdict = fixture.letIn(fixture.pair());
        int events = fixture.events.size();

        assertThat(fixture.gate().enforceOnErrorPage(verdict, PlainRequest.get("https://unknown.example.com/error")))
                .isSameAs(verdict);
        assertThat(fixture.events).as("it is no new decision").hasSize(events);
    }

    @Test
    void evaluatesPoliciesOfErrorPagesApplication() {
        AccessDecision.LetIn verdict = fixture.letIn(fixture.pair());
        AccessDecision.Admitted passed =
                (AccessDecision.Admitted) fixture.decide(PlainRequest.get("https://jobs.example.com/open"));

        fixture.assertRefused(fixture.gate().enforceOnErrorPage(verdict, to("/nobody")), 403, Reason.NO_POLICY);
        fixture.assertRefused(fixture.gate().enforceOnErrorPage(passed, request()), 401, Reason.NOTHING_PRESENTED);
    }

    @Test
    void rejectsTargetOfTwoApplications() {
        AccessDecision.LetIn verdict = fixture.letIn(fixture.pair());

        fixture.assertRefused(
                fixture.enforce(
                        verdict, new RawRequest("jobs.example.com", "/open/../nobody", "/open/../nobody", request())),
                400,
                Reason.AMBIGUOUS_URL);
        assertThat(fixture.enforce(
                        verdict, new RawRequest("jobs.example.com", "/open/a//b;c/../d", "/open/a/b/d", request())))
                .isInstanceOf(AccessDecision.Passed.class);
    }

    @Test
    void keepsHeadersHidden() {
        String value = "{\"cf-access-client-id\":\"" + fixture.token().clientId() + "\",\"cf-access-client-secret\":\""
                + fixture.token().secret().reveal() + "\"}";
        PlainRequest atHeader =
                PlainRequest.get("https://jobs.example.com/header").header("X-Api-Key", value);
        AccessDecision.LetIn verdict = fixture.letIn(atHeader);
        PlainRequest atOpen = PlainRequest.get("https://jobs.example.com/open").header("X-Api-Key", value);

        AccessDecision.Admitted open = (AccessDecision.Admitted) fixture.enforce(verdict, atOpen);
        AccessDecision.Admitted atJobs = (AccessDecision.Admitted) fixture.enforce(
                verdict, PlainRequest.get("https://jobs.example.com/run").header("X-Api-Key", value));

        assertThat(verdict.hiddenHeaders().hides("x-api-key")).isTrue();
        assertThat(open.hiddenHeaders().hides("x-api-key")).isTrue();
        assertThat(atJobs.hiddenHeaders().hides("x-api-key")).isTrue();
        assertThat(atJobs.hiddenHeaders().hides("X-Other")).isFalse();
    }

    @Test
    void rejectsUnreadableTargetPathIfItMatters() {
        AccessDecision.LetIn verdict = fixture.letIn(fixture.pair());
        RawRequest unreadable = new RawRequest("jobs.example.com", "/same", null, request());

        fixture.assertRefused(fixture.enforce(verdict, unreadable), 400, Reason.AMBIGUOUS_URL);
        fixture.organize(organization -> organization.allowUrlAmbiguities(Set.of(UrlAmbiguity.UNREADABLE_PATH)));
        assertThat(fixture.enforce(verdict, unreadable).application())
                .extracting(Application::name)
                .isEqualTo("same people");
    }

    @Test
    void acceptsUnreadableTargetPathIfItDoesNotMatter() {
        fixture.protect(Application.named("other").domain("other.example.com").policy(ANY_TOKEN));
        AccessDecision.LetIn verdict =
                fixture.letIn(GateFixture.pair(PlainRequest.get("https://other.example.com"), fixture.token()));

        assertThat(fixture.enforce(verdict, new RawRequest("other.example.com", "/%zz", null, request())))
                .isSameAs(verdict);
    }

    @Test
    void aBrokenStoreIsUnavailableHereToo() throws Exception {
        AccessDecision.LetIn verdict = fixture.letIn(fixture.pair());
        ApplicationStore broken = mock(ApplicationStore.class);
        when(broken.configuration()).thenThrow(new IOException());
        fixture.use(fixture.builder().applicationStore(broken));

        fixture.assertRefused(fixture.enforce(verdict, to("/run")), 503, Reason.STORE_UNAVAILABLE);
    }
}
