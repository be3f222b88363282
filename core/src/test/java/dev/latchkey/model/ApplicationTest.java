package dev.latchkey.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.latchkey.configuration.ConfigurationException;
import dev.latchkey.configuration.Fault;
import dev.latchkey.internal.syntax.HeaderName;
import dev.latchkey.model.ApplicationSettings.SameSite;
import dev.latchkey.model.ApplicationSettings.SingleHeaderScheme;
import dev.latchkey.model.Organization.UrlAmbiguity;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("management contract, section 2: applications and the organization")
class ApplicationTest {

    private static final CorsHeaders CORS =
            new CorsHeaders(true, true, true, false, List.of(), List.of(), List.of(), null);

    private static Application.Builder application() {
        return Application.named("jobs").domain("example.com");
    }

    private static List<String> faultsOf(Application.Builder builder) {
        try {
            builder.build();
            return List.of();
        } catch (ConfigurationException e) {
            return e.faults().stream().map(Fault::pointer).toList();
        }
    }

    @Test
    void hasTheDefaultsOfTheContract() {
        Application application = application().build();
        ApplicationSettings settings = application.settings();

        assertThat(application.id()).isEqualTo(Application.idOf("jobs"));
        assertThat(application.aud()).matches("[0-9a-f]{64}").isEqualTo(Application.audOf(application.id()));
        assertThat(application.domain()).isEqualTo("example.com");
        assertThat(application.policies()).isEmpty();
        assertThat(settings.anyValidServiceToken()).as("nobody gets in").isFalse();
        assertThat(settings.sessionDuration()).as("the organization's").isNull();
        assertThat(settings.readServiceTokensFromHeader()).isNull();
        assertThat(settings.singleHeaderSchemes()).containsExactly(SingleHeaderScheme.JSON);
        assertThat(settings.exposeCredentials()).isFalse();
        assertThat(settings.sharedCaching()).isFalse();
        assertThat(settings.httpOnlyCookie()).isTrue();
        assertThat(settings.sameSite()).isEqualTo(SameSite.LAX);
        assertThat(settings.pathCookie()).isFalse();
        assertThat(settings.optionsPreflightBypass()).isFalse();
        assertThat(settings.corsHeaders()).isNull();
        assertThat(settings.customDenyMessage()).isNull();
        assertThat(settings.serviceAuth401Redirect()).isFalse();
    }

    @Test
    void buildersGiveBackWhatTheyWereGiven() {
        Map<String, Object> others = new HashMap<>();
        others.put("logo_url", null);
        others.put("tags", List.of("a"));
        UUID id = UUID.randomUUID();
        Application application = application()
                .id(id)
                .aud("ab".repeat(32))
                .domain("example.com/api")
                .policy(Policy.builder("later", Policy.Decision.DENY)
                        .precedence(2)
                        .include(new Rule.Everyone())
                        .build())
                .policy(Policy.anyValidServiceToken())
                .anyValidServiceToken(true)
                .sessionDuration(Duration.ZERO)
                .readServiceTokensFromHeader("Authorization")
                .singleHeaderSchemes(Set.of(SingleHeaderScheme.BASIC))
                .exposeCredentials(true)
                .sharedCaching(true)
                .serviceAuth401Redirect(true)
                .httpOnlyCookie(false)
                .sameSite(SameSite.STRICT)
                .pathCookie(true)
                .corsHeaders(CORS)
                .customDenyMessage("go away")
                .otherMembers(others)
                .createdAt(Instant.EPOCH)
                .updatedAt(Instant.parse("9999-12-31T23:59:59Z"))
                .sessionsRevokedAt(Instant.parse("0000-01-01T00:00:00Z"))
                .build();

        for (Application each : List.of(application, application.toBuilder().build())) {
            assertThat(each).isEqualTo(application).hasSameHashCodeAs(application);
            assertThat(each.id()).isEqualTo(id);
            assertThat(each.aud()).isEqualTo("ab".repeat(32));
            assertThat(each.name()).isEqualTo("jobs");
            assertThat(each.domain()).isEqualTo("example.com");
            assertThat(each.patterns()).extracting(Object::toString).containsExactly("example.com", "example.com/api");
            assertThat(each.policies()).extracting(Policy::name).containsExactly("any valid service token", "later");
            assertThat(each.settings()).isEqualTo(application.settings());
            assertThat(each.settings().singleHeaderSchemes()).containsExactly(SingleHeaderScheme.BASIC);
            assertThat(each.settings().corsHeaders()).isEqualTo(CORS);
            assertThat(each.otherMembers()).isEqualTo(others);
            assertThat(each.createdAt()).isEqualTo(Instant.EPOCH);
            assertThat(each.updatedAt()).isEqualTo("9999-12-31T23:59:59Z");
            assertThat(each.sessionsRevokedAt()).isEqualTo("0000-01-01T00:00:00Z");
        }
    }

    @Test
    void differsInEachMember() {
        Application application = application().build();
        Stream<UnaryOperator<Application.Builder>> changes = Stream.of(
                out -> out.domain("elsewhere.example.com"),
                out -> out.aud("cd".repeat(32)),
                out -> out.sharedCaching(true),
                out -> out.policy(Policy.anyValidServiceToken()),
                out -> out.otherMembers(Map.of("tags", List.of())),
                out -> out.createdAt(Instant.EPOCH),
                out -> out.updatedAt(Instant.EPOCH),
                out -> out.sessionsRevokedAt(Instant.EPOCH));

        assertThat(changes)
                .extracting(change -> change.apply(application.toBuilder()).build())
                .doesNotContain(application)
                .extracting(Application::id)
                .containsOnly(application.id());
        assertThat(application.toBuilder().build()).isEqualTo(application);
    }

    @Test
    void policiesAreBounded() {
        List<Policy> most = IntStream.rangeClosed(1, Application.MAX_POLICIES)
                .mapToObj(precedence -> Policy.anyValidServiceToken().toBuilder()
                        .id(new UUID(0, precedence))
                        .precedence(precedence)
                        .build())
                .toList();

        assertThat(application().policies(most).build().policies()).hasSize(Application.MAX_POLICIES);
        assertThat(faultsOf(application()
                        .policies(most)
                        .policy(Policy.builder("one too many", Policy.Decision.DENY)
                                .precedence(Application.MAX_POLICIES + 1)
                                .include(new Rule.Everyone())
                                .build())))
                .containsExactly("/policies");
    }

    @Test
    void everyFaultIsReportedAtOnce() {
        Policy policy = Policy.anyValidServiceToken();

        assertThat(faultsOf(Application.named("two\nlines")
                        .aud("AB".repeat(32))
                        .domain("example.com:80")
                        .domain("//")
                        .readServiceTokensFromHeader("Cookie")
                        .singleHeaderSchemes(Set.of())
                        .optionsPreflightBypass(true)
                        .corsHeaders(CORS)
                        .sessionDuration(Duration.ofSeconds(-1))
                        .policy(policy)
                        .policy(policy)))
                .containsExactlyInAnyOrder(
                        "/name",
                        "/aud",
                        "/domain",
                        "/domain",
                        "/read_service_tokens_from_header",
                        "/single_header_schemes",
                        "/options_preflight_bypass",
                        "/session_duration",
                        "/policies/1/precedence",
                        "/policies/1/id");
        assertThat(faultsOf(Application.named("jobs"))).containsExactly("/domain");
    }

    /** Sessions are bound to it in milliseconds since 1970: one that these do not hold would fail at each request. */
    @ParameterizedTest
    @ValueSource(strings = {"+999999999-12-31T23:59:59.999Z", "9999-12-31T23:59:59.001Z", "-0001-12-31T23:59:59Z"})
    void momentsThatCannotBeKeptAreRefused(Instant moment) {
        assertThat(faultsOf(application().sessionsRevokedAt(moment))).containsExactly("/sessions_revoked_at");
        assertThat(faultsOf(application().createdAt(moment).updatedAt(moment)))
                .containsExactly("/created_at", "/updated_at");
    }

    @Test
    void theMessageNamesMemberAndValue() {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> application().domain("example.com:443").build())
                .withMessage("application jobs: /domain: 'example.com:443' must not have a port");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Host",
                "host",
                "Content-Length",
                "Transfer-Encoding",
                "Connection",
                "Cookie",
                "COOKIE",
                "CF-Access-Client-Id",
                "cf-access-client-secret",
                "CF_Access_Client_Secret",
                "Cf-Access-Jwt-Assertion",
                "cf-access-token",
                "Content_Length",
                "",
                " ",
                "a b",
                "a:b",
                "a\n",
                "é",
                "x(y)",
                "\"x\"",
                "a,b",
                "a/b",
            })
    void refusesTheSingleHeader(String header) {
        assertThat(faultsOf(application().readServiceTokensFromHeader(header)))
                .containsExactly("/read_service_tokens_from_header");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Authorization", "x-api-key", "X_Api_Key", "a", "!#$%&'*+-.^_`|~09azAZ"})
    void takesTheSingleHeader(String header) {
        assertThat(faultsOf(application().readServiceTokensFromHeader(header))).isEmpty();
    }

    @Test
    void aHeaderNameHas256CharactersAtMost() {
        assertThat(HeaderName.isToken("a".repeat(256))).isTrue();
        assertThat(HeaderName.isToken("a".repeat(257))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"PT-1S", "PT-0.000000001S", "PT0.5S", "PT0.999999999S", "PT87600H0.001S", "P106751991167300D"})
    void refusesASessionThatIsNoneAndYetSome(Duration duration) {
        assertThat(faultsOf(application().sessionDuration(duration))).containsExactly("/session_duration");
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(
                        () -> Organization.builder().sessionDuration(duration).build());
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> Policy.anyValidServiceToken().toBuilder()
                        .sessionDuration(duration)
                        .build());
    }

    @Test
    void theCookieComesBackOnAllThatIsCovered() {
        Application.Builder several = Application.named("several").domain("a.example.com/api/jobs");

        assertThat(several.build().cookiePath()).isEqualTo("/api/jobs");
        assertThat(several.domain("a.example.com/api/jobs/now").build().cookiePath())
                .isEqualTo("/api/jobs");
        assertThat(several.domain("b.example.com/api/jobsite").build().cookiePath())
                .isEqualTo("/api");
        assertThat(several.domain("a.example.com/hooks/*").build().cookiePath()).isEqualTo("/");
        assertThat(several.domain("c.example.com").build().cookiePath()).isEqualTo("/");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "PT1S", "PT24H", "PT87600H"})
    void takesASession(Duration duration) {
        assertThat(faultsOf(application().sessionDuration(duration))).isEmpty();
    }

    @Test
    void audsDifferByIdAndNothingElse() {
        UUID id = UUID.randomUUID();

        assertThat(Application.named("a").id(id).domain("a.com").build().aud())
                .isEqualTo(Application.named("b").id(id).domain("b.com").build().aud());
        assertThat(Application.audOf(UUID.randomUUID())).isNotEqualTo(Application.audOf(id));
    }

    @Test
    void theOrganizationHasTheDefaultsOfTheContract() {
        Organization organization = Organization.DEFAULT;

        assertThat(organization.denyUnmatchedRequests()).isTrue();
        assertThat(organization.strictServiceTokenAuth()).isFalse();
        assertThat(organization.explainDenials()).isFalse();
        assertThat(organization.alwaysSecureCookie()).isFalse();
        assertThat(organization.sessionDuration()).hasHours(24);
        assertThat(organization.allowedUrlAmbiguities()).isEmpty();
        assertThat(organization.issuer()).isEqualTo("https://latchkey.invalid");
    }

    @Test
    void theOrganizationsBuilderGivesBackWhatItWasGiven() {
        Organization organization = Organization.builder()
                .name("Acme")
                .authDomain("acme.example.com")
                .sessionDuration(Duration.ofMinutes(1))
                .strictServiceTokenAuth(true)
                .denyUnmatchedRequests(false)
                .explainDenials(true)
                .alwaysSecureCookie(true)
                .allowUrlAmbiguities(Set.of(UrlAmbiguity.ENCODED_SLASH))
                .build();

        assertThat(organization.toBuilder().build()).isEqualTo(organization).isNotEqualTo(Organization.DEFAULT);
        assertThat(organization.issuer()).isEqualTo("https://acme.example.com");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "https://acme.com", "acme.com/", "acme.com/x", "a b", "-a", "a.", "acme.com:", "a\nb", "a@b"
            })
    void refusesTheIssuersHost(String authDomain) {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> Organization.builder().authDomain(authDomain).build())
                .satisfies(
                        e -> assertThat(e.faults()).extracting(Fault::pointer).containsExactly("/auth_domain"));
    }

    @Test
    void corsHeadersAreChecked() {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> new CorsHeaders(
                        false,
                        false,
                        true,
                        true,
                        List.of("X-Ok", "not ok"),
                        List.of("G,ET"),
                        List.of("https://ok.example.com", "a b", "a,b"),
                        86_401))
                .satisfies(e -> assertThat(e.faults())
                        .extracting(Fault::pointer)
                        .containsExactlyInAnyOrder(
                                "/allow_credentials",
                                "/max_age",
                                "/allowed_headers/1",
                                "/allowed_methods/0",
                                "/allowed_origins/1",
                                "/allowed_origins/2"));
    }

    @Test
    void settingsHaveTheWordsOfTheWireFormat() {
        assertThat(SameSite.values()).extracting(SameSite::word).containsExactly("lax", "strict", "none");
        assertThat(SameSite.values()).extracting(SameSite::attribute).containsExactly("Lax", "Strict", "None");
        assertThat(SingleHeaderScheme.values())
                .extracting(SingleHeaderScheme::word)
                .containsExactly("json", "basic", "bearer");
    }

    @Test
    void headerNamesFoldInAsciiAlone() {
        assertThat(HeaderName.foldsTo("CF_Access-Client_Id", "cf-access-client-id"))
                .isTrue();
        assertThat(HeaderName.foldsTo("x-api-key", "x-api-keys")).isFalse();
        // The Kelvin sign, which String.equalsIgnoreCase takes for a k.
        assertThat(HeaderName.foldsTo("x-api-\u212aey", "x-api-key")).isFalse();
    }
}
