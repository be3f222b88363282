package dev.latchkey.internal.file;

import static dev.latchkey.internal.file.Documents.application;
import static dev.latchkey.internal.file.Documents.policy;
import static dev.latchkey.internal.file.Documents.read;
import static dev.latchkey.internal.file.Documents.rule;
import static dev.latchkey.internal.file.Documents.token;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.model.Application;
import dev.latchkey.model.ApplicationPattern;
import dev.latchkey.model.ApplicationSettings;
import dev.latchkey.model.ApplicationSettings.SameSite;
import dev.latchkey.model.ApplicationSettings.SingleHeaderScheme;
import dev.latchkey.model.CidrBlock;
import dev.latchkey.model.CorsHeaders;
import dev.latchkey.model.Organization;
import dev.latchkey.model.Organization.Inactivity;
import dev.latchkey.model.Organization.UrlAmbiguity;
import dev.latchkey.model.Policy;
import dev.latchkey.model.Rule;
import dev.latchkey.model.SecretDigest;
import dev.latchkey.model.SecretHasher;
import dev.latchkey.model.ServiceToken;
import dev.latchkey.store.AccessDocument;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("management contract, sections 1, 2 and 4: reading the configuration file")
class JsonDocumentReaderTest {

    private static final String ID = "6b1d0c5e-27bb-4c0e-8d0d-0123456789ab";

    @Test
    void readsEmptyObjectAsEmptyDocument() {
        AccessDocument document = read("{}");

        assertThat(document.configuration().organization()).isEqualTo(Organization.DEFAULT);
        assertThat(document.configuration().applications()).isEmpty();
        assertThat(document.configuration().policies()).isEmpty();
        assertThat(document.serviceTokens()).isEmpty();
    }

    @Test
    void nullMeansDefault() {
        AccessDocument document = read(
                "{'organization': null, 'policies': null, 'service_tokens': null, "
                        + "'applications': [{'name': 'api', 'domain': 'a.example.com', 'id': null, 'aud': null, 'policies': null, "
                        + "'session_duration': null, 'http_only_cookie_attribute': null, 'cors_headers': null, 'type': null}]}");

        assertThat(document.configuration().organization()).isEqualTo(Organization.DEFAULT);
        Application application = document.configuration().applications().get(0);
        assertThat(application.settings())
                .isEqualTo(
                        Application.named("api").domain("a.example.com").build().settings());
    }

    @Test
    void acceptsByteOrderMarkAndSchema() {
        assertThat(Documents.json("\uFEFF{'$schema': 'latchkey.schema.json'}").schema())
                .isEqualTo("latchkey.schema.json");
    }

    @Test
    void readsTheOrganization() {
        Organization organization = read("{'organization': {'name': 'Team', 'auth_domain': 'team.example.com', "
                        + "'session_duration': '1h30m', 'strict_service_token_auth': true, "
                        + "'deny_unmatched_requests': false, 'explain_denials': true, 'always_secure_cookie': true, "
                        + "'allowed_url_ambiguities': ['encoded_slash', 'empty_segment'], "
                        + "'service_token_inactivity': {'enabled': true, 'inactivity_threshold_days': 90, "
                        + "'action': 'delete'}, 'key_rotation_interval_days': 30, "
                        + "'trusted_proxies': ['10.0.0.0/8', '::1']}}")
                .configuration()
                .organization();

        assertThat(organization.toBuilder().asWritten(Map.of()).build())
                .isEqualTo(new Organization(
                        "Team",
                        "team.example.com",
                        Duration.ofMinutes(90),
                        true,
                        false,
                        true,
                        true,
                        Set.of(UrlAmbiguity.ENCODED_SLASH, UrlAmbiguity.EMPTY_SEGMENT),
                        new Inactivity(true, 90, Inactivity.Action.DELETE),
                        Duration.ofDays(30),
                        List.of(CidrBlock.parse("10.0.0.0/8"), CidrBlock.parse("::1")),
                        Map.of()));
    }

    @Test
    void readsEveryApplicationSetting() {
        Application application = only(application("'id': '" + ID + "', 'aud': '" + "a".repeat(64)
                + "', 'type': 'self_hosted', 'session_duration': '0s', "
                + "'read_service_tokens_from_header': 'Authorization', 'single_header_schemes': ['bearer', 'json'], "
                + "'any_valid_service_token': true, 'expose_credentials': true, 'shared_caching': true, "
                + "'service_auth_401_redirect': true, "
                + "'http_only_cookie_attribute': false, 'same_site_cookie_attribute': 'strict', "
                + "'path_cookie_attribute': true, 'cors_headers': {'allow_all_headers': true, "
                + "'allow_all_methods': true, 'allow_all_origins': false, 'allow_credentials': true, "
                + "'allowed_headers': ['X-A'], 'allowed_methods': ['GET'], "
                + "'allowed_origins': ['https://app.example.com'], 'max_age': -1}, 'custom_deny_message': 'Ask Bo.', "
                + "'created_at': '2026-11-01T12:00:00+02:00', 'updated_at': '2026-11-02T00:00:00.123456789Z'"));

        assertThat(application.id()).isEqualTo(UUID.fromString(ID));
        assertThat(application.aud()).isEqualTo("a".repeat(64));
        assertThat(application.domain()).isEqualTo("example.com/api");
        assertThat(application.createdAt()).isEqualTo("2026-11-01T10:00:00Z");
        assertThat(application.updatedAt()).isEqualTo("2026-11-02T00:00:00.123456789Z");
        assertThat(application.settings())
                .isEqualTo(new ApplicationSettings(
                        Duration.ZERO,
                        "Authorization",
                        Set.of(SingleHeaderScheme.JSON, SingleHeaderScheme.BEARER),
                        true,
                        true,
                        true,
                        true,
                        false,
                        SameSite.STRICT,
                        true,
                        false,
                        new CorsHeaders(
                                true,
                                true,
                                false,
                                true,
                                List.of("X-A"),
                                List.of("GET"),
                                List.of("https://app.example.com"),
                                -1),
                        "Ask Bo."));
        assertThat(only(application("'options_preflight_bypass': true"))
                        .settings()
                        .optionsPreflightBypass())
                .isTrue();
    }

    @Test
    void keepsAllPatternsWithDomainFirst() {
        Application application = only("{'applications': [{'name': 'api', "
                + "'self_hosted_domains': ['c.example.com', 'a.example.com'], "
                + "'destinations': [{'type': 'public', 'uri': 'b.example.com'}, {'uri': 'a.example.com/*'}], "
                + "'domain': 'a.example.com'}]}");

        assertThat(application.patterns())
                .extracting(ApplicationPattern::toString)
                .containsExactly("a.example.com", "b.example.com", "c.example.com");
    }

    @Test
    void acceptsDestinationsOrSelfHostedDomains() {
        assertThat(only("{'applications': [{'name': 'a', 'destinations': [{'type': 'public', 'uri': 'b.c'}]}]}")
                        .domain())
                .isEqualTo("b.c");
        assertThat(only("{'applications': [{'name': 'a', 'self_hosted_domains': ['b.c']}]}")
                        .domain())
                .isEqualTo("b.c");
    }

    @Test
    void keepsUnknownApplicationMembers() {
        Map<String, Object> others = only(application(
                        "'tags': ['a', {'b': null}], 'logo_url': null, 'n': 1.50, 'big': 12345678901234567890"))
                .otherMembers();

        assertThat(others.keySet()).containsExactly("tags", "logo_url", "n", "big");
        assertThat(others.get("logo_url")).isNull();
        assertThat(others.get("n")).isEqualTo(new BigDecimal("1.50"));
        assertThat(others.get("big")).hasToString("12345678901234567890");
    }

    @Test
    void readsEveryRule() {
        Policy policy = only(policy(
                        "{'name': 'p', 'decision': 'non_identity', 'session_duration': '5m', "
                                + "'include': [{'service_token': {'token_id': '" + ID.replace("-", "")
                                + "'}}, {'everyone': {}}], "
                                + "'require': [{'any_valid_service_token': {}}], 'exclude': [{'ip': {'ip': '203.0.113.0/24'}}]}"))
                .policies()
                .get(0);

        assertThat(policy.sessionDuration()).isEqualTo(Duration.ofMinutes(5));
        assertThat(policy.include())
                .containsExactly(new Rule.OneServiceToken(UUID.fromString(ID)), new Rule.Everyone());
        assertThat(policy.require()).containsExactly(new Rule.AnyValidServiceToken());
        assertThat(policy.exclude()).containsExactly(new Rule.Ip(CidrBlock.parse("203.0.113.0/24")));
    }

    @Test
    void keepsUnknownRuleInAllowPolicy() {
        Policy policy = only(rule("allow", "{'email_domain': {'domain': 'example.com', 'n': [1, null]}}"))
                .policies()
                .get(0);

        assertThat(policy.decision()).isEqualTo(Policy.Decision.ALLOW);
        assertThat(policy.include()).singleElement().extracting(Rule::type).isEqualTo("email_domain");
    }

    @Test
    void assignsNextFreePrecedence() {
        String inline = "{'name': '%s', 'decision': 'deny', 'include': [{'everyone': {}}] %s}";
        String other = "6b1d0c5e-27bb-4c0e-8d0d-0000000000ff";
        Application application = only("{'policies': [{'id': '" + ID
                + "', 'name': 'r', 'decision': 'bypass', 'include': [{'everyone': {}}]}, {'id': '" + other
                + "', 'name': 's', 'decision': 'bypass', 'include': [{'everyone': {}}]}], "
                + "'applications': [{'name': 'a', 'domain': 'b.c', 'policies': ['" + ID + "', "
                + inline.formatted("one", ", 'precedence': 1") + ", " + inline.formatted("next", "") + ", {'id': '"
                + other + "', 'precedence': 9}, " + inline.formatted("last", "") + "]}]}");

        assertThat(application.policies())
                .extracting(policy -> policy.precedence() + " " + policy.name())
                .containsExactly("1 one", "2 r", "3 next", "9 s", "10 last");
    }

    /** A deny policy must not move behind a bypass policy because of how its precedence is written. */
    @Test
    void keepsPrecedenceThatIsWrittenWithADecimalPoint() {
        String other = "6b1d0c5e-27bb-4c0e-8d0d-0000000000ff";
        String reusable = "{'id': '%s', 'name': '%s', 'decision': '%s', 'include': [{'everyone': {}}]}";
        Application application = only("{'policies': [" + reusable.formatted(ID, "open", "bypass") + ", "
                + reusable.formatted(other, "shut", "deny") + "], 'applications': [{'name': 'a', 'domain': 'b.c', "
                + "'policies': [{'id': '" + ID + "', 'precedence': 20.0}, {'id': '" + other
                + "', 'precedence': 10.0}]}]}");

        assertThat(application.policies())
                .extracting(policy -> policy.precedence() + " " + policy.name())
                .containsExactly("10 shut", "20 open");
    }

    @Test
    void readsEveryServiceTokenMember() {
        ServiceToken token = onlyToken("'id': '" + ID + "', 'name': 'nightly', 'enabled': false, 'duration': '24h', "
                + "'expires_at': '2027-01-01T00:00:00Z', 'created_at': '2026-01-01T00:00:00Z', "
                + "'updated_at': '2026-02-01T00:00:00Z', 'last_seen_at': '2026-03-01T00:00:00Z', "
                + "'client_secret_version': 3, 'previous_client_secret_digest': 'sha256:" + "0".repeat(64) + "', "
                + "'previous_client_secret_expires_at': '2026-04-01T00:00:00Z', 'roles': ['reader']");

        assertThat(token.id()).isEqualTo(UUID.fromString(ID));
        assertThat(token.name()).isEqualTo("nightly");
        assertThat(token.enabled()).isFalse();
        assertThat(token.duration()).isEqualTo(Duration.ofHours(24));
        assertThat(token.expiresAt()).isEqualTo("2027-01-01T00:00:00Z");
        assertThat(token.createdAt()).isEqualTo("2026-01-01T00:00:00Z");
        assertThat(token.updatedAt()).isEqualTo("2026-02-01T00:00:00Z");
        assertThat(token.lastSeenAt()).isEqualTo("2026-03-01T00:00:00Z");
        assertThat(token.digest()).isEqualTo(SecretDigest.parse(Documents.DIGEST));
        assertThat(token.clientSecretVersion()).isEqualTo(3);
        assertThat(token.previousDigest()).isEqualTo(SecretDigest.parse("0".repeat(64)));
        assertThat(token.previousExpiresAt()).isEqualTo("2026-04-01T00:00:00Z");
        assertThat(token.roles()).containsExactly("reader");
    }

    @Test
    void computesExpiryFromCreation() {
        ServiceToken year = onlyToken("'created_at': '2026-01-01T00:00:00Z'");
        assertThat(year.expiresAt()).isEqualTo("2027-01-01T00:00:00Z");
        assertThat(year.duration()).isEqualTo(ServiceToken.DEFAULT_DURATION);
        assertThat(year.name()).isEqualTo("a.access");
        assertThat(year.enabled()).isTrue();

        assertThat(onlyToken("'created_at': '2026-01-01T00:00:00Z', 'duration': '1h'")
                        .expiresAt())
                .isEqualTo("2026-01-01T01:00:00Z");
        ServiceToken forever = onlyToken("'duration': 'forever'");
        assertThat(forever.expiresAt()).isEqualTo(ServiceToken.FOREVER);
        assertThat(forever.duration()).isNull();
        assertThat(onlyToken("'duration': 'forever', 'expires_at': '2030-01-01T00:00:00Z'")
                        .expiresAt())
                .isEqualTo(Instant.parse("2030-01-01T00:00:00Z"));
    }

    @Test
    void acceptsPepperedDigestsWithPepper() {
        byte[] text = Documents.bytes("{'service_tokens': [{'client_id': 'a.access', 'duration': 'forever', "
                + "'client_secret_digest': 'hmac-sha256:$DIGEST'}]}");

        SecretDigest digest = new JsonDocumentReader(SecretHasher.peppered(new byte[16]))
                .read("latchkey.json", text)
                .document()
                .serviceTokens()
                .get(0)
                .digest();
        assertThat(digest.algorithm()).isEqualTo(SecretDigest.Algorithm.HMAC_SHA_256);
    }

    private static Application only(String text) {
        List<Application> applications = read(text).configuration().applications();
        assertThat(applications).hasSize(1);
        return applications.get(0);
    }

    private static ServiceToken onlyToken(String members) {
        List<ServiceToken> tokens = read(token(members)).serviceTokens();
        assertThat(tokens).hasSize(1);
        return tokens.get(0);
    }
}
