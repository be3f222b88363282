package dev.latchkey;

import static dev.latchkey.GateFixture.ANY_TOKEN;
import static dev.latchkey.GateFixture.cookie;
import static dev.latchkey.GateFixture.jobs;
import static dev.latchkey.GateFixture.policy;
import static dev.latchkey.GateFixture.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import ch.qos.logback.classic.Level;
import dev.latchkey.event.AccessEvent;
import dev.latchkey.event.Outcome;
import dev.latchkey.event.Presentation;
import dev.latchkey.event.Reason;
import dev.latchkey.model.Application;
import dev.latchkey.model.IssuedServiceToken;
import dev.latchkey.model.Policy;
import dev.latchkey.model.Rule;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("request contract, section 3: what comes out")
class DecisionTableTest {

    @RegisterExtension
    final GateFixture fixture = new GateFixture();

    @Test
    void noApplicationIsForbidden() {
        AccessDecision.Denied denied = fixture.assertRefused(fixture.pair(), 403, Reason.NO_APPLICATION);

        assertThat(denied.application()).isNull();
        assertThat(fixture.lastDecision().applicationId()).isNull();
        assertThat(fixture.lines()).last().asString().contains("application=- presented_as=- client_id=-");
    }

    @Test
    void noApplicationPassesWhereTheOrganizationSaysSo() {
        fixture.organize(organization -> organization.denyUnmatchedRequests(false));

        assertThat(fixture.decide(fixture.pair())).isInstanceOfSatisfying(AccessDecision.Passed.class, passed -> {
            assertThat(passed.application()).isNull();
            assertThat(passed.reason()).isEqualTo(Reason.NO_APPLICATION);
            assertThat(passed.hiddenHeaders().hides("Cf-Access-Jwt-Assertion")).isTrue();
        });
        assertThat(fixture.lastDecision().outcome()).isEqualTo(Outcome.PASSED);
    }

    @Test
    void aBypassPolicyPassesAnonymously() {
        fixture.protect(jobs().policy(policy(Policy.Decision.BYPASS, 1, new Rule.Everyone())));

        for (PlainRequest request : List.of(request(), fixture.pair(), request().header("CF-Access-Client-Id", "a"))) {
            assertThat(fixture.decide(request.header("Cf-Access-Jwt-Assertion", "made up")))
                    .isInstanceOfSatisfying(AccessDecision.Passed.class, passed -> {
                        assertThat(passed.application())
                                .extracting(Application::name)
                                .isEqualTo("jobs");
                        assertThat(passed.reason()).isEqualTo(Reason.BYPASS_POLICY);
                        assertThat(passed.hiddenHeaders().hides("cf-access-jwt-assertion"))
                                .isTrue();
                        assertThat(passed.hiddenHeaders().hides("CF-ACCESS-CLIENT-SECRET"))
                                .isTrue();
                    });
            assertThat(fixture.lastDecision().outcome()).isEqualTo(Outcome.PASSED);
            assertThat(fixture.lastDecision().clientId()).isNull();
        }
        assertThat(fixture.lines()).isEmpty();
    }

    @Test
    void nothingPresentedIsUnauthenticated() {
        fixture.protect(jobs().policy(ANY_TOKEN));

        AccessDecision.Denied denied = fixture.assertRefused(request(), 401, Reason.NOTHING_PRESENTED);

        assertThat(denied.application()).extracting(Application::name).isEqualTo("jobs");
        assertThat(denied.denial().explained()).isFalse();
        assertThat(fixture.lastDecision().presentedAs()).isNull();
        assertThat(fixture.lastDecision().clientId()).isNull();
    }

    @Test
    void explainsDenialToClientOnlyIfConfigured() {
        fixture.protect(jobs().policy(ANY_TOKEN));
        fixture.organize(organization -> organization.explainDenials(true));

        assertThat(fixture.assertRefused(request(), 401, Reason.NOTHING_PRESENTED)
                        .denial()
                        .explained())
                .isTrue();
    }

    static Stream<Arguments> malformed() {
        String id = "CF-Access-Client-Id";
        String secret = "CF-Access-Client-Secret";
        String key = "Authorization";
        String object = "{\"cf-access-client-id\":\"a\",\"cf-access-client-secret\":\"b\"}";
        return Stream.of(
                arguments(Reason.HALF_A_PAIR, List.of(id, "a")),
                arguments(Reason.REPEATED_HEADER, List.of(id, "a", id, "a", secret, "b")),
                arguments(Reason.JOINED_HEADER, List.of(id, "a,a", secret, "b")),
                arguments(Reason.HEADER_TWIN, List.of(id, "a", secret, "b", "CF_Access_Client_Secret", "b")),
                arguments(Reason.PAIR_AND_SINGLE_HEADER, List.of(id, "a", secret, "b", key, object)),
                arguments(Reason.EMPTY_CREDENTIAL, List.of(id, "", secret, "b")),
                arguments(Reason.CREDENTIAL_TOO_LONG, List.of(id, "a", secret, "b".repeat(257))),
                arguments(Reason.CREDENTIAL_CHARACTER, List.of(id, "a", secret, "\"b\"")),
                arguments(Reason.SINGLE_HEADER_TOO_LONG, List.of(key, "{" + "x".repeat(1024))),
                arguments(Reason.SINGLE_HEADER_MALFORMED, List.of(key, "{")),
                arguments(Reason.SINGLE_HEADER_UNQUOTED, List.of(key, "{cf-access-client-id: a}")),
                arguments(
                        Reason.SINGLE_HEADER_MEMBER_TWICE,
                        List.of(key, "{\"cf-access-client-id\":\"a\",\"cf_access_client_id\":\"a\"}")),
                arguments(
                        Reason.SEVERAL_APPLICATION_TOKENS,
                        List.of("Cookie", "CF_Authorization=a; CF_Authorization=b")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("malformed")
    void rejectsMalformedAndAmbiguousCredentials(Reason reason, List<String> headers) {
        fixture.protect(jobs().policy(ANY_TOKEN).readServiceTokensFromHeader("Authorization"));
        PlainRequest request = request();
        for (int i = 0; i < headers.size(); i += 2) {
            request.header(headers.get(i), headers.get(i + 1));
        }

        fixture.assertRefused(request, 401, reason);

        assertThat(fixture.events).hasSize(1);
        assertThat(fixture.lastDecision().clientId()).isNull();
    }

    @Test
    void theLogNamesTheLikelyCauseOfAnUnquotedHeader() {
        fixture.protect(jobs().policy(ANY_TOKEN).readServiceTokensFromHeader("Authorization"));

        fixture.assertRefused(
                request().header("Authorization", "{CF-Access-Client-Id: a, CF-Access-Client-Secret: b}"),
                401,
                Reason.SINGLE_HEADER_UNQUOTED);

        assertThat(fixture.lines()).last().asString().contains("quotes").contains("shell");
    }

    @Test
    void wrongCredentialsAreUnauthenticated() {
        fixture.protect(jobs().policy(ANY_TOKEN));
        String id = fixture.token().clientId();
        String secret = fixture.token().secret().reveal();

        fixture.assertRefused(credentials("nobody.access", secret), 401, Reason.UNKNOWN_CLIENT_ID);
        assertThat(fixture.lastDecision().clientId()).isEqualTo("nobody.access");
        fixture.assertRefused(credentials(id, "wrong"), 401, Reason.WRONG_SECRET);
        fixture.assertRefused(
                credentials(id.toUpperCase(java.util.Locale.ROOT), secret), 401, Reason.UNKNOWN_CLIENT_ID);
        fixture.change(token -> token.enabled(false));
        fixture.assertRefused(fixture.pair(), 401, Reason.SERVICE_TOKEN_DISABLED);
        fixture.assertRefused(credentials(id, "wrong"), 401, Reason.WRONG_SECRET);
        fixture.change(token -> token.enabled(true).expiresAt(GateFixture.START));
        fixture.assertRefused(fixture.pair(), 401, Reason.SERVICE_TOKEN_EXPIRED);

        assertThat(fixture.events).hasSize(6);
        AccessEvent.Decision event = fixture.lastDecision();
        assertThat(event.presentedAs()).isEqualTo(Presentation.PAIR);
        assertThat(event.clientId()).isEqualTo(id);
        assertThat(event.serviceTokenId()).isNull();
        assertThat(fixture.lines()).last().asString().contains("presented_as=pair client_id=" + id);
    }

    @Test
    void masksSecretInPlaceOfClientId() {
        fixture.protect(jobs().policy(ANY_TOKEN));
        String secret = fixture.token().secret().reveal();

        fixture.assertRefused(credentials(secret, fixture.token().clientId()), 401, Reason.UNKNOWN_CLIENT_ID);

        assertThat(fixture.lastDecision().clientId()).isEqualTo("unknown_with_" + secret.length() + "_characters");
    }

    private static PlainRequest credentials(String id, String secret) {
        return request().header("CF-Access-Client-Id", id).header("CF-Access-Client-Secret", secret);
    }

    @Test
    void badApplicationTokensAreUnauthenticated() {
        fixture.protect(
                jobs().policy(ANY_TOKEN),
                Application.named("other").domain("other.example.com").policy(ANY_TOKEN));
        String jwt = fixture.letIn(fixture.pair()).applicationToken();
        String foreign = fixture.letIn(
                        GateFixture.pair(PlainRequest.get("https://other.example.com/"), fixture.token()))
                .applicationToken();
        String[] parts = jwt.split("\\.", -1);

        fixture.assertRefused(cookie("x"), 401, Reason.TOKEN_MALFORMED);
        fixture.assertRefused(cookie("\"" + jwt + "\""), 401, Reason.TOKEN_MALFORMED);
        fixture.assertRefused(cookie(jwt + "."), 401, Reason.TOKEN_MALFORMED);
        fixture.assertRefused(
                cookie(parts[0] + "." + foreign.split("\\.", -1)[1] + "." + parts[2]), 401, Reason.TOKEN_SIGNATURE);
        fixture.assertRefused(cookie(foreign), 401, Reason.TOKEN_AUDIENCE);
        assertThat(fixture.lastDecision().presentedAs()).isEqualTo(Presentation.APPLICATION_TOKEN);
        assertThat(fixture.lastDecision().clientId()).isEqualTo(fixture.token().clientId());
        fixture.clock.advance(Duration.ofHours(24).plusSeconds(30));
        fixture.assertRefused(cookie(jwt), 401, Reason.TOKEN_EXPIRED);
    }

    @Test
    void aGoodCookieDoesNotRescueABadCredential() {
        fixture.protect(jobs().policy(ANY_TOKEN));
        String jwt = fixture.letIn(fixture.pair()).applicationToken();

        fixture.assertRefused(
                cookie(jwt)
                        .header("CF-Access-Client-Id", fixture.token().clientId())
                        .header("CF-Access-Client-Secret", "wrong"),
                401,
                Reason.WRONG_SECRET);
        fixture.assertRefused(cookie(jwt).header("CF-Access-Client-Id", "a"), 401, Reason.HALF_A_PAIR);
    }

    @Test
    void aBadCookieDoesNotSpoilGoodCredentials() {
        fixture.protect(jobs().policy(ANY_TOKEN));

        for (String cookies : List.of("CF_Authorization=x", "CF_Authorization=x; CF_Authorization=y")) {
            AccessDecision.LetIn letIn = fixture.letIn(fixture.pair().header("Cookie", cookies));
            assertThat(letIn.identity().presentedAs()).isEqualTo(Presentation.PAIR);
            assertThat(letIn.setCookie()).isNotNull();
        }
    }

    @Test
    void validButNotLetInIsForbidden() {
        fixture.protect(jobs().customDenyMessage("not you"));

        AccessDecision.Denied denied = fixture.assertRefused(fixture.pair(), 403, Reason.NO_POLICY);

        assertThat(denied.application())
                .extracting(application -> application.settings().customDenyMessage())
                .isEqualTo("not you");
        assertThat(fixture.lastDecision().serviceTokenId())
                .isEqualTo(fixture.token().token().id());
        fixture.assertRefused(request(), 401, Reason.NOTHING_PRESENTED);
    }

    @Test
    void validAndLetInGoesOn() {
        fixture.change(token -> token.roles(Set.of("reader")));
        fixture.protect(jobs().policy(ANY_TOKEN));

        AccessDecision.LetIn letIn = fixture.letIn(fixture.pair().from("203.0.113.9"));

        ServiceIdentity identity = letIn.identity();
        assertThat(letIn.reason()).isEqualTo(Reason.POLICY);
        assertThat(letIn.application().name()).isEqualTo("jobs");
        assertThat(identity.getName()).isEqualTo(fixture.token().clientId());
        assertThat(identity.clientId()).isEqualTo(fixture.token().clientId());
        assertThat(identity.tokenId()).isEqualTo(fixture.token().token().id());
        assertThat(identity.tokenName()).isEqualTo("nightly job");
        assertThat(identity.roles()).containsExactly("reader");
        assertThat(identity.presentedAs()).isEqualTo(Presentation.PAIR);
        assertThat(fixture.events)
                .containsExactly(new AccessEvent.Decision(
                        GateFixture.START,
                        Outcome.LET_IN,
                        Reason.POLICY,
                        null,
                        Application.idOf("jobs"),
                        "jobs",
                        Presentation.PAIR,
                        fixture.token().clientId(),
                        fixture.token().token().id(),
                        "GET",
                        "jobs.example.com",
                        "203.0.113.9"));
        assertThat(fixture.lines()).as("only denials have a line").isEmpty();
    }

    @Test
    void theSingleHeaderLetsInAsThePairDoes() {
        fixture.protect(jobs().policy(ANY_TOKEN).readServiceTokensFromHeader("Authorization"));
        IssuedServiceToken token = fixture.token();
        String value = "{\"CF-Access-Client-Id\": \"" + token.clientId() + "\", \"CF_Access-Client-Secret\": \""
                + token.secret().reveal() + "\"}";

        AccessDecision.LetIn letIn = fixture.letIn(request().header("authorization", value));

        assertThat(letIn.identity().presentedAs()).isEqualTo(Presentation.SINGLE_HEADER);
        assertThat(letIn.hiddenHeaders().hides("AUTHORIZATION")).isTrue();
        assertThat(fixture.letIn(fixture.pair()).hiddenHeaders().hides("Authorization"))
                .as("the app's own")
                .isFalse();
    }

    @Test
    void everyDenialHasOneLineAtInfoAndAReferenceOfItsOwn() {
        fixture.protect(jobs().policy(ANY_TOKEN));

        String first = fixture.assertRefused(request(), 401, Reason.NOTHING_PRESENTED)
                .denial()
                .reference();
        String second = fixture.assertRefused(request(), 401, Reason.NOTHING_PRESENTED)
                .denial()
                .reference();

        assertThat(first).isNotEqualTo(second);
        assertThat(fixture.logged()).hasSize(2).allSatisfy(line -> {
            assertThat(line.getLevel()).isEqualTo(Level.INFO);
            assertThat(line.getLoggerName()).isEqualTo("dev.latchkey.access");
        });
    }

    @Test
    void foreignTextCannotForgeLogLines() {
        fixture.protect(Application.named("any").domain("*").policy(ANY_TOKEN));
        AccessRequest evil = new AccessRequestWithEvilTexts();

        fixture.assertRefused(fixture.decide(evil), 401, Reason.NOTHING_PRESENTED);

        assertThat(fixture.lines())
                .singleElement()
                .satisfies(line -> assertThat(line).matches("[ -~]+").hasSizeLessThan(600));
        AccessEvent.Decision event = fixture.lastDecision();
        assertThat(List.of(event.method(), event.host(), event.remoteAddress()))
                .allMatch(text -> text.matches("[ -~]{1,83}"));
    }

    @Test
    void theLogNamesThePathWithoutParameters() {
        fixture.protect(Application.named("any").domain("*").policy(ANY_TOKEN));

        fixture.decide(PlainRequest.get("https://a.example.com/orders/7%20a?key=hidden"));
        fixture.decide(PlainRequest.get("https://a.example.com/orders;jsessionid=hidden/7?x"));
        fixture.decide(new GateFixture.RawRequest("a.example.com", "/x y\n?key=hidden", "/x", request()));

        assertThat(fixture.lines()).hasSize(3).noneMatch(line -> line.contains("hidden"));
        assertThat(fixture.lines().get(0)).contains(" host=a.example.com path=/orders/7%20a from=");
        assertThat(fixture.lines().get(1)).contains(" path=/orders;... from=");
        assertThat(fixture.lines().get(2)).contains(" path=/x_y? from=");
    }

    /** What no container would pass on, and an adapter to something else might. */
    private static final class AccessRequestWithEvilTexts implements AccessRequest {

        private static final String EVIL = "x\r\nforbidden reason=policy \u001b[2J\u2028\u0000" + "y".repeat(1000);

        @Override
        public String method() {
            return EVIL;
        }

        @Override
        public String host() {
            return EVIL;
        }

        @Override
        public String rawPath() {
            return EVIL;
        }

        @Override
        public String path() {
            return EVIL;
        }

        @Override
        public dev.latchkey.model.RequestHeaders headers() {
            return request();
        }

        @Override
        public String remoteAddress() {
            return EVIL;
        }

        @Override
        public boolean secure() {
            return false;
        }
    }
}
