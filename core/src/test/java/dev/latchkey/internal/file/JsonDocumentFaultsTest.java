package dev.latchkey.internal.file;

import static dev.latchkey.internal.file.Documents.DIGEST;
import static dev.latchkey.internal.file.Documents.SECRET;
import static dev.latchkey.internal.file.Documents.application;
import static dev.latchkey.internal.file.Documents.policy;
import static dev.latchkey.internal.file.Documents.rule;
import static dev.latchkey.internal.file.Documents.token;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.latchkey.configuration.ConfigurationException;
import dev.latchkey.configuration.Fault;
import dev.latchkey.model.SecretHasher;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("management contract, section 4: an invalid file is rejected with file, line, column and member")
class JsonDocumentFaultsTest {

    private static final String ID = "6b1d0c5e-27bb-4c0e-8d0d-0123456789ab";
    private static final String REUSABLE =
            "{'id': '" + ID + "', 'name': 'r', 'decision': 'deny', 'include': [{'everyone': {}}]}";

    static Stream<Arguments> refusals() {
        return Stream.of(
                        texts(),
                        organizations(),
                        applications(),
                        domains(),
                        policies(),
                        references(),
                        rules(),
                        tokens())
                .flatMap(rows -> rows);
    }

    private static Arguments row(String text, String pointer, String message) {
        return Arguments.of(text, pointer, message);
    }

    private static Stream<Arguments> texts() {
        return Stream.of(
                row("", "", "must be one JSON object"),
                row("[]", "", "must be one JSON object"),
                row("null", "", "must be one JSON object"),
                row("{", "", "ends inside the JSON object"),
                row("{} {}", "", "has content after the JSON object"),
                row("{} x", "", "is not valid JSON here"),
                row("{'policies': [],}", "", "is not valid JSON here"),
                row("{/* why */}", "", "is not valid JSON here"),
                row("{'policies': NaN}", "", "is not valid JSON here"),
                row(application("'x': 1e1" + "0".repeat(40)), "", "contains a number that is too large"),
                row("{'policies': [], 'policies': []}", "/policies", "occurs twice"),
                row("{'policies': [], '\\u0070olicies': []}", "/policies", "occurs twice"),
                row(application("'tags': {'a': 1, 'a': 2}"), "/applications/0/tags/a", "occurs twice"),
                row(application("'x': " + "[".repeat(70) + "]".repeat(70)), "", "is nested too deeply"),
                row(application("'x': ['\\ud800']"), "/applications/0/x/0", "contains half of a surrogate pair"),
                row(application("'\\ud800': 1"), "", "is not valid JSON here"),
                row("{'tokens': []}", "/tokens", "unknown member"),
                row("{'a/b~c': 1}", "/a~1b~0c", "unknown member"),
                row("{'line\\nbreak': 1}", "/line\\u000abreak", "unknown member"),
                row("{'$schema': 1}", "/$schema", "must be a string"),
                row("{'organization': []}", "/organization", "must be an object"),
                row("{'applications': {}}", "/applications", "must be an array"),
                row("{'applications': [1]}", "/applications/0", "must be an object"),
                row("{'policies': {}}", "/policies", "must be an array"),
                row("{'service_tokens': [null]}", "/service_tokens/0", "must be an object"));
    }

    private static Stream<Arguments> organizations() {
        return Stream.of(
                organization("'nam': 'x'", "/nam", "unknown member"),
                organization("'name': 1", "/name", "must be a string"),
                organization("'auth_domain': 'https://x'", "/auth_domain", "must be a host name"),
                organization("'session_duration': '1d'", "/session_duration", "not a duration"),
                organization("'session_duration': 24", "/session_duration", "must be a string"),
                organization(
                        "'strict_service_token_auth': 'yes'", "/strict_service_token_auth", "must be true or false"),
                organization("'deny_unmatched_requests': 0", "/deny_unmatched_requests", "must be true or false"),
                organization(
                        "'allowed_url_ambiguities': ['x']", "/allowed_url_ambiguities/0", "must be one of control"),
                organization("'allowed_url_ambiguities': 'x'", "/allowed_url_ambiguities", "must be an array"),
                organization(
                        "'service_token_inactivity': {'enabled': true, 'action': 'disable'}",
                        "/service_token_inactivity/inactivity_threshold_days",
                        "is missing"),
                organization(
                        "'service_token_inactivity': {'enabled': true, 'inactivity_threshold_days': 30}",
                        "/service_token_inactivity/action",
                        "is missing"),
                organization(
                        "'service_token_inactivity': {'enabled': false, 'inactivity_threshold_days': 29}",
                        "/service_token_inactivity/inactivity_threshold_days",
                        "must be 30 to 365"),
                organization(
                        "'service_token_inactivity': {'enabled': false, 'action': 'x'}",
                        "/service_token_inactivity/action",
                        "must be one of disable, delete"),
                organization("'key_rotation_interval_days': 20", "/key_rotation_interval_days", "must be 21 to 365"),
                organization("'trusted_proxies': ['x']", "/trusted_proxies/0", "not an IP address"),
                organization(
                        "'service_token_inactivity': {'action': 'delete'}",
                        "/service_token_inactivity/enabled",
                        "is missing"),
                organization(
                        "'service_token_inactivity': {'enabled': true, 'inactivity_threshold_days': 0,"
                                + " 'action': 'delete'}",
                        "/service_token_inactivity/inactivity_threshold_days",
                        "is missing"),
                organization(
                        "'service_token_inactivity': {'enabled': false, 'x': 1}",
                        "/service_token_inactivity/x",
                        "unknown member"));
    }

    private static Arguments organization(String members, String pointer, String message) {
        return row("{'organization': {" + members + "}}", "/organization" + pointer, message);
    }

    private static Stream<Arguments> applications() {
        return Stream.of(
                row("{'applications': [{'domain': 'a.b'}]}", "/applications/0/name", "is missing"),
                row("{'applications': [{'domain': 'a.b', 'name': ' '}]}", "/applications/0/name", "must be 1 to 255"),
                setting("'id': 'x'", "/id", "must be a UUID"),
                setting("'id': '6b1d0c5e27bb4c0e-8d0d-0123456789ab'", "/id", "must be a UUID"),
                setting("'id': '1-1-1-1-1'", "/id", "must be a UUID"),
                setting("'aud': 'x'", "/aud", "must be 64 lower-case hex"),
                setting("'type': 'saas'", "/type", "must be self_hosted"),
                setting("'session_duration': '-1h'", "/session_duration", "not a duration"),
                setting(
                        "'read_service_tokens_from_header': 'Cookie'",
                        "/read_service_tokens_from_header",
                        "must not be"),
                setting("'single_header_schemes': []", "/single_header_schemes", "must name at least one"),
                setting("'single_header_schemes': ['digest']", "/single_header_schemes/0", "must be one of json"),
                setting("'single_header_schemes': [1]", "/single_header_schemes/0", "must be a string"),
                setting("'any_valid_service_token': 1", "/any_valid_service_token", "must be true or false"),
                setting("'expose_credentials': 1", "/expose_credentials", "must be true or false"),
                setting("'shared_caching': 'yes'", "/shared_caching", "must be true or false"),
                setting("'service_auth_401_redirect': 1", "/service_auth_401_redirect", "must be true or false"),
                setting("'http_only_cookie_attribute': 1", "/http_only_cookie_attribute", "must be true or false"),
                setting("'same_site_cookie_attribute': 'Lax'", "/same_site_cookie_attribute", "must be one of lax"),
                setting("'path_cookie_attribute': 1", "/path_cookie_attribute", "must be true or false"),
                setting("'options_preflight_bypass': 1", "/options_preflight_bypass", "must be true or false"),
                setting("'cors_headers': []", "/cors_headers", "must be an object"),
                setting("'cors_headers': {'x': 1}", "/cors_headers/x", "unknown member"),
                setting("'cors_headers': {'max_age': 1.5}", "/cors_headers/max_age", "must be a whole number"),
                setting("'cors_headers': {'max_age': 86401}", "/cors_headers/max_age", "must be -1 to 86400"),
                setting(
                        "'cors_headers': {'allowed_methods': ['A B']}",
                        "/cors_headers/allowed_methods/0",
                        "must be an"),
                setting(
                        "'cors_headers': {'max_age': 1}, 'options_preflight_bypass': true",
                        "/options_preflight_bypass",
                        "cannot be combined"),
                setting("'custom_deny_message': 1", "/custom_deny_message", "must be a string"),
                setting("'created_at': '2026-11-01'", "/created_at", "must be a time in RFC 3339 format"),
                setting("'updated_at': 1", "/updated_at", "must be a string"),
                row(
                        "{'applications': [{'name': 'a', 'domain': 'a.b'}, {'name': 'b', 'domain': 'a.b/*'}]}",
                        "/applications/1/domain",
                        "the pattern a.b of application b is already claimed by application a"),
                row(
                        "{'applications': [{'name': 'a', 'domain': 'a.b'}, {'name': 'a', 'domain': 'a.c'}]}",
                        "/applications/1/id",
                        "another application has the ID"));
    }

    private static Arguments setting(String members, String pointer, String message) {
        return row(application(members), "/applications/0" + pointer, message);
    }

    private static Stream<Arguments> domains() {
        return Stream.of(
                domain("'domain': null", "/domain", "is missing"),
                domain("'destinations': []", "/domain", "is missing"),
                domain("'domain': 1", "/domain", "must be a string"),
                domain("'domain': 'a.b:80'", "/domain", "must not have a port"),
                domain("'domain': 'https://a.b'", "/domain", "must be host or host/path, without a scheme"),
                domain("'destinations': [{'uri': 'a.b:80'}]", "/destinations/0/uri", "must not have a port"),
                domain("'destinations': [{'type': 'public'}]", "/destinations/0/uri", "is missing"),
                domain("'destinations': ['a.b']", "/destinations/0", "must be an object"),
                domain("'destinations': [{'type': 'private', 'uri': 'a.b'}]", "/destinations/0/type", "must be public"),
                domain("'destinations': [{'uri': 'a.b', 'cidr': 'x'}]", "/destinations/0/cidr", "unknown member"),
                domain("'self_hosted_domains': ['a.b', 'b.c?d']", "/self_hosted_domains/1", "must not have a query"));
    }

    private static Arguments domain(String members, String pointer, String message) {
        return row("{'applications': [{'name': 'a', " + members + "}]}", "/applications/0" + pointer, message);
    }

    private static Stream<Arguments> policies() {
        String inline = "'name': 'p', 'decision': 'deny', 'include': [{'everyone': {}}]";
        return Stream.of(
                row(application("'policies': {}"), "/applications/0/policies", "must be an array"),
                inline("1", "", "must be an object"),
                inline("{'decision': 'deny', 'include': [{'everyone': {}}]}", "/name", "is missing"),
                inline("{'name': 'p', 'include': [{'everyone': {}}]}", "/decision", "is missing"),
                inline(
                        "{'name': 'p', 'decision': 'block', 'include': [{'everyone': {}}]}",
                        "/decision",
                        "must be one of"),
                inline("{'name': 'p', 'decision': 'deny'}", "/include", "must contain at least one rule"),
                inline("{'name': 'p', 'decision': 'deny', 'include': {}}", "/include", "must be an array"),
                inline("{" + inline + ", 'id': 'x'}", "/id", "must be a UUID"),
                inline("{" + inline + ", 'precedence': -1}", "/precedence", "must be 1 or more"),
                inline("{" + inline + ", 'precedence': '1'}", "/precedence", "must be a whole number"),
                inline("{" + inline + ", 'session_duration': 'x'}", "/session_duration", "not a duration"),
                inline("{" + inline + ", 'created_at': 'x'}", "/created_at", "must be a time"),
                inline(
                        "{" + inline + ", 'approval_required': true}",
                        "/approval_required",
                        "is supported only in allow policies"),
                row(
                        policy("{" + inline + ", 'precedence': 2}, {" + inline + ", 'precedence': 2}"),
                        "/applications/0/policies/1/precedence",
                        "two policies have the precedence 2"),
                row(
                        policy("{" + inline + ", 'precedence': 2}, {" + inline + ", 'precedence': 2}, {" + inline
                                + ", 'precedence': 1}"),
                        "/applications/0/policies/1/precedence",
                        "two policies have the precedence 2"),
                row(
                        policy("{" + inline + ", 'id': '" + ID + "', 'precedence': 2}, {" + inline + ", 'id': '" + ID
                                + "', 'precedence': 3}"),
                        "/applications/0/policies/1",
                        "another policy of this application has this ID"));
    }

    private static Arguments inline(String policy, String pointer, String message) {
        return row(policy(policy), "/applications/0/policies/0" + pointer, message);
    }

    private static Stream<Arguments> references() {
        return Stream.of(
                inline("'x'", "", "must be the ID of a policy"),
                inline("'" + ID + "'", "", "is not the ID of a policy"),
                inline("{'id': '" + ID + "', 'precedence': 1}", "/id", "is not the ID of a policy"),
                row(
                        reference("{'id': '" + ID + "', 'precedence': -1}"),
                        "/applications/0/policies/0/precedence",
                        "must be 1"),
                row(
                        reference("{'id': '" + ID + "', 'precedence': 'x'}"),
                        "/applications/0/policies/0/precedence",
                        "must be a whole number"),
                row(
                        reference("{'id': '" + ID
                                + "', 'name': 'r', 'decision': 'allow', 'include': [{'everyone': {}}]}"),
                        "/applications/0/policies/0/id",
                        "is the ID of a reusable policy with other content"),
                row(
                        "{'policies': [" + REUSABLE + ", " + REUSABLE + "]}",
                        "/policies/1/id",
                        "another policy has this ID"),
                row(twice("groups", "'include': [{'everyone': {}}]"), "/groups/1/id", "another group has this ID"),
                row(twice("ip_lists", "'ips': []"), "/ip_lists/1/id", "another IP list has this ID"),
                row(ipList("'ips': [], 'x': 1"), "/ip_lists/0/x", "unknown member"),
                row(ipList("'ips': [{'value': '203.0.113.1', 'x': 1}]"), "/ip_lists/0/ips/0/x", "unknown member"),
                row(
                        "{'policies': [{'name': 'r', 'decision': 'deny', 'include': [{'everyone': {}}]}]}",
                        "/policies/0/id",
                        "is missing; applications refer to a reusable policy by it"));
    }

    private static String twice(String kind, String members) {
        String item = "{'id': '" + ID + "', 'name': 'g', " + members + "}";
        return "{'" + kind + "': [" + item + ", " + item + "]}";
    }

    private static String ipList(String members) {
        return "{'ip_lists': [{'id': '" + ID + "', 'name': 'l', " + members + "}]}";
    }

    private static String reference(String reference) {
        return "{'policies': [" + REUSABLE + "], 'applications': [{'name': 'a', 'domain': 'a.b', 'policies': ["
                + reference + "]}]}";
    }

    private static Stream<Arguments> rules() {
        return Stream.of(
                one("deny", "1", "", "must be an object with exactly one member"),
                one("deny", "{}", "", "must be an object with exactly one member"),
                one(
                        "deny",
                        "{'everyone': {}, 'ip': {'ip': '10.0.0.1'}}",
                        "",
                        "must be an object with exactly one member"),
                one("deny", "{'everyone': true}", "/everyone", "must be an object"),
                one("deny", "{'everyone': {'x': 1}}", "/everyone/x", "unknown member"),
                one("deny", "{'any_valid_service_token': {'x': 1}}", "/any_valid_service_token/x", "unknown member"),
                one("deny", "{'service_token': {}}", "/service_token/token_id", "is missing"),
                one("deny", "{'service_token': {'token_id': 'x'}}", "/service_token/token_id", "must be a UUID"),
                one("deny", "{'ip': {}}", "/ip/ip", "is missing"),
                one("deny", "{'ip': {'ip': 'localhost'}}", "/ip/ip", "not an IP address"),
                one("deny", "{'ip': {'ip': '203.0.113.9/24'}}", "/ip/ip", "a CIDR block with bits set"),
                one("deny", "{'geo': {'country_code': 'DE'}}", "/geo", "is a rule that cannot be evaluated"),
                one("non_identity", "{'email': {'email': 'x'}}", "/email", "is a rule that cannot be evaluated"),
                one("non_identity", "{'group': {'id': 'x'}}", "/group/id", "must be a UUID"),
                one("non_identity", "{'group': {}}", "/group/id", "is missing"),
                one("non_identity", "{'ip_list': {}}", "/ip_list/id", "is missing"),
                one("non_identity", "{'common_name': {}}", "/common_name/common_name", "is missing"),
                one("non_identity", "{'certificate': {'x': 1}}", "/certificate/x", "unknown member"),
                one("allow", "{'geo': 'DE'}", "/geo", "must be an object"),
                one("allow", "{'ip': {'ip': 'x'}}", "/ip/ip", "not an IP address"),
                one("bypass", "{'any_valid_service_token': {}}", "/any_valid_service_token", "needs credentials"));
    }

    private static Arguments one(String decision, String rule, String pointer, String message) {
        return row(rule(decision, rule), "/applications/0/policies/0/include/0" + pointer, message);
    }

    private static Stream<Arguments> tokens() {
        String digest = "'client_secret_digest': '$DIGEST', 'duration': 'forever'";
        return Stream.of(
                row("{'service_tokens': [{" + digest + "}]}", "/service_tokens/0/client_id", "is missing"),
                row(
                        "{'service_tokens': [{" + digest + ", 'client_id': 'a b'}]}",
                        "/service_tokens/0/client_id",
                        "must be"),
                secret("'duration': 'forever'", "/client_secret_digest", "is missing: printf"),
                secret("'client_secret': '" + SECRET + "'", "/client_secret", "must not be in the file in plain text"),
                secret("'client_secret_digest': '" + SECRET + "'", "/client_secret_digest", "not a digest"),
                secret(
                        "'client_secret_digest': 'hmac-sha256:$DIGEST'",
                        "/client_secret_digest",
                        "is an hmac-sha256 digest, but no pepper"),
                member("'client_secret_hash': '$DIGEST'", "/client_secret_hash", "unknown member"),
                member("'id': 7", "/id", "must be a string"),
                member("'name': ' '", "/name", "must be 1 to 256"),
                member("'enabled': 'true'", "/enabled", "must be true or false"),
                member("'client_secret_version': -1", "/client_secret_version", "must be 1 or more"),
                member("'client_secret_version': 1.5", "/client_secret_version", "must be a whole number"),
                member(
                        "'previous_client_secret_digest': '$DIGEST'",
                        "/previous_client_secret_expires_at",
                        "must be set together with previous_client_secret_digest"),
                member(
                        "'previous_client_secret_expires_at': '2026-01-01T00:00:00Z'",
                        "/previous_client_secret_expires_at",
                        "must be set together with previous_client_secret_digest"),
                member(
                        "'previous_client_secret_digest': '" + SECRET + "', 'previous_client_secret_expires_at': "
                                + "'2026-01-01T00:00:00Z'",
                        "/previous_client_secret_digest",
                        "not a digest"),
                member("'last_seen_at': 'today'", "/last_seen_at", "must be a time"),
                member("'updated_at': 'today'", "/updated_at", "must be a time"),
                member("'updated_at': '2027-01-31T12:00:00,5Z'", "/updated_at", "must be a time in RFC 3339 format"),
                member("'updated_at': '+10000-01-01T00:30:00+01:00'", "/updated_at", "must be a time in the years"),
                member("'roles': 'reader'", "/roles", "must be an array"),
                member("'roles': [1]", "/roles/0", "must be a string"),
                row(token("'expires_at': null"), "/service_tokens/0/expires_at", "is missing: add it, or created_at"),
                row(token("'duration': '1h'"), "/service_tokens/0/expires_at", "is missing: add it, or created_at"),
                row(
                        token("'created_at': '9999-12-31T00:00:00Z', 'duration': '2500000h'"),
                        "/service_tokens/0/duration",
                        "ends too late"),
                row(token("'duration': 'for ever'"), "/service_tokens/0/duration", "not a duration"),
                row(
                        token("'created_at': '+10000-01-01T00:00:00Z'"),
                        "/service_tokens/0/created_at",
                        "must be a time in the years 0 to 9999"),
                row(token("'created_at': 'x'"), "/service_tokens/0/created_at", "must be a time"),
                row(token("'expires_at': 'x'"), "/service_tokens/0/expires_at", "must be a time"),
                row(
                        token("'duration': '0s', 'created_at': '2026-01-01T00:00:00Z'"),
                        "/service_tokens/0/duration",
                        "must be longer than 0s"),
                row(
                        "{'service_tokens': [{'client_id': 'a', " + digest + "}, {'client_id': 'a', " + digest + "}]}",
                        "/service_tokens/1/client_id",
                        "another service token has this Client ID"),
                row(
                        "{'service_tokens': [{'client_id': 'a', 'id': '" + ID + "', " + digest
                                + "}, {'client_id': 'b', 'id': '" + ID + "', " + digest + "}]}",
                        "/service_tokens/1/id",
                        "another service token has this ID"));
    }

    private static Arguments member(String members, String pointer, String message) {
        return row(token("'duration': 'forever', " + members), "/service_tokens/0" + pointer, message);
    }

    private static Arguments secret(String members, String pointer, String message) {
        return row(
                "{'service_tokens': [{'client_id': 'a.access', 'expires_at': '2027-01-01T00:00:00Z', " + members
                        + "}]}",
                "/service_tokens/0" + pointer,
                message);
    }

    @ParameterizedTest(name = "{1} {2}")
    @MethodSource("refusals")
    void rejects(String text, String pointer, String message) {
        ConfigurationException refused = refused(text);

        assertThat(refused.faults()).singleElement().satisfies(fault -> {
            assertThat(fault.pointer()).as(fault.message()).isEqualTo(pointer);
            assertThat(fault.message()).startsWith(message);
            assertThat(fault.location())
                    .hasToString(fault.toString().replaceFirst("(?s).*\\((latchkey\\.json:\\d+:\\d+)\\)", "$1"));
        });
        assertThat(refused)
                .hasMessageStartingWith("latchkey.json: ")
                .hasMessageNotContainingAny(SECRET, DIGEST, "\n", SECRET.substring(5, 20))
                .hasNoCause();
    }

    @Test
    void listsFaultsInDocumentOrderWithLocation() {
        ConfigurationException refused = refused("""
                {
                  'organization': {
                    'session_duration': 'long',
                    'explain': true
                  },
                  'service_tokens': [
                    {'client_id': 'a.access', 'duration': 'forever'},
                    {
                      'client_id': 'b.access',
                      'client_secret':
                        'do not tell'
                    }
                  ],
                  'applications': [
                    {'name': 'good', 'domain': 'a.b'},
                    {'name': 'bad', 'domain': 'a.b:80', 'type': 'saas', 'policies': ['x']},
                    {'name': 'same', 'domain': 'a.b'}
                  ]
                }
                """);

        assertThat(refused.faults())
                .extracting(fault ->
                        fault.pointer() + String.valueOf(fault.location()).replace("latchkey.json", ""))
                .containsExactly(
                        "/organization/session_duration:3:5",
                        "/organization/explain:4:5",
                        "/service_tokens/0/client_secret_digest:7:5",
                        "/service_tokens/1/expires_at:8:5",
                        "/service_tokens/1/client_secret:10:7",
                        "/applications/1/domain:16:21",
                        "/applications/1/type:16:41",
                        "/applications/1/policies/0:16:70",
                        "/applications/2/domain:17:22");
        assertThat(refused).hasMessageNotContaining("do not tell");
    }

    @Test
    void reportsOnlyTheInvalidDomainsOfApplications() {
        assertThat(refused("{'applications': [{'name': 'a', 'domain': 'a:1'}, {'name': 'b', 'domain': 'b:1'}]}")
                        .faults())
                .extracting(Fault::pointer)
                .containsExactly("/applications/0/domain", "/applications/1/domain");
    }

    @Test
    void findsAPatternInWhicheverFormItWasWritten() {
        assertThat(refused("""
                        {'applications': [
                          {'name': 'a', 'domain': 'a.b', 'self_hosted_domains': ['c.d', 'e.f']},
                          {'name': 'b', 'domain': 'g.h', 'destinations': [{'uri': 'i.j'}, {'uri': 'C.d'}]},
                          {'name': 'c', 'self_hosted_domains': ['k.l', 'E.f']}
                        ]}
                        """).faults())
                .extracting(Fault::pointer)
                .containsExactly("/applications/1/destinations/1/uri", "/applications/2/self_hosted_domains/1");
    }

    @Test
    void locatesJsonSyntaxError() {
        assertThat(refused("{\n  'policies': [],\n  'service_tokens': [\n    {'client_id': oops}\n  ]\n}")
                        .faults())
                .containsExactly(new Fault("", "is not valid JSON here", new Fault.Location("latchkey.json", 4, 19)));
    }

    @Test
    void locatesDuplicateMember() {
        assertThat(refused(
                                "{\n  'policies': [],\n  'service_tokens': [\n    {'client_id': 'a',\n     'client_id': 'b'}]}")
                        .faults())
                .containsExactly(new Fault(
                        "/service_tokens/0/client_id", "occurs twice", new Fault.Location("latchkey.json", 5, 17)));
    }

    @Test
    void locatesInvalidUtf8() {
        byte[] text = {'{', '\n', ' ', '"', (byte) 0xc0, (byte) 0xaf, '"'};
        ConfigurationException refused = catchThrowableOfType(
                ConfigurationException.class,
                () -> new JsonDocumentReader(SecretHasher.sha256()).read("/etc/latchkey.json", text));

        assertThat(refused).hasMessage("/etc/latchkey.json: is not UTF-8 (latchkey.json:2:3)");
    }

    @Test
    void faultOfReusablePolicyIsReportedOnce() {
        ConfigurationException refused = refused("{'policies': [{'id': '" + ID
                + "', 'name': 'r', 'decision': 'deny', 'include': [{'geo': {}}]}], "
                + "'applications': [{'name': 'a', 'domain': 'a.b', 'policies': ['" + ID + "']}]}");

        assertThat(refused.faults()).extracting(Fault::pointer).isEqualTo(List.of("/policies/0/include/0/geo"));
    }

    @Test
    void locatesFaultsOfRuleReferences() {
        ConfigurationException refused = refused("""
                {
                  'applications': [{'name': 'no domain'}, {'name': 'a', 'domain': 'a.b', 'policies': [
                    {'name': 'late', 'decision': 'bypass', 'precedence': 9, 'include': [{'group': {'id': '$TOKENS'}}]},
                    {'name': 'bad', 'decision': 'deny', 'precedence': 5},
                    {'name': 'early', 'decision': 'deny', 'precedence': 1, 'include': [{'everyone': {}}, {'group': {'id': '$PEOPLE'}}]},
                    '$POLICY'
                  ]}],
                  'policies': [
                    {'id': '$POLICY', 'name': 'r', 'decision': 'deny', 'include': [{'ip_list': {'id': '$NOBODY'}}]}
                  ],
                  'groups': [
                    {'id': '$PEOPLE', 'name': 'people', 'include': [{'email': {'email': 'x'}}]},
                    {'id': '$TOKENS', 'name': 'tokens', 'include': [{'any_valid_service_token': {}}]},
                    {'id': '$CIRCLE', 'name': 'circle', 'include': [{'everyone': {}}], 'exclude': [{'group': {'id': '$CIRCLE'}}]}
                  ]
                }
                """.replace("$TOKENS", "00000000-0000-0000-0000-00000000000a")
                .replace("$PEOPLE", "00000000-0000-0000-0000-00000000000b")
                .replace("$CIRCLE", "00000000-0000-0000-0000-00000000000c")
                .replace("$POLICY", "00000000-0000-0000-0000-00000000000d")
                .replace("$NOBODY", "00000000-0000-0000-0000-00000000000e"));

        assertThat(refused.faults())
                .extracting(fault -> fault.pointer() + ": " + fault.message().replaceFirst(" \\(.*", ""))
                .containsExactly(
                        "/applications/0/domain: is missing; set what the application covers, for example "
                                + "example.com/api or *",
                        "/applications/1/policies/0/include/0/group: contains rules that require credentials, which a "
                                + "bypass policy does not ask for: any_valid_service_token in group 'tokens'",
                        "/applications/1/policies/1/include: must contain at least one rule",
                        "/applications/1/policies/2/include/1/group: contains rules that cannot be evaluated: "
                                + "email in group 'people'",
                        "/policies/0/include/0/ip_list: refers to a missing IP list: "
                                + "00000000-0000-0000-0000-00000000000e",
                        "/groups/2/exclude/0/group: forms a cycle: 'circle' -> 'circle'");
    }

    /** A pattern that is invalid is a fault of its own; one that is missing is another. */
    @Test
    void missingPatternIsReportedBesideOtherFaults() {
        assertThat(refused("{'applications': [{'name': 7}]}").faults())
                .extracting(Fault::pointer)
                .containsExactlyInAnyOrder("/applications/0/name", "/applications/0/domain");
        assertThat(refused("{'applications': [{'name': 'a', 'domain': 'a:b'}, {'name': 'b', 'domain': 7}]}")
                        .faults())
                .extracting(Fault::pointer)
                .containsExactly("/applications/0/domain", "/applications/1/domain");
    }

    @Test
    void faultOfGroupOrListIsReportedOnce() {
        ConfigurationException refused = refused("{'groups': [{'id': '" + ID + "', 'name': 'g'}], "
                + "'ip_lists': [{'id': '" + ID
                + "', 'name': ' ', 'ips': []}], 'applications': [{'name': 'a', 'domain': 'a.b', "
                + "'policies': [{'name': 'p', 'decision': 'bypass', 'include': [{'group': {'id': '" + ID
                + "'}}, {'ip_list': {'id': '" + ID + "'}}]}]}]}");

        assertThat(refused.faults())
                .extracting(Fault::pointer)
                .isEqualTo(List.of("/groups/0/include", "/ip_lists/0/name"));
    }

    private static ConfigurationException refused(String text) {
        ConfigurationException refused = catchThrowableOfType(ConfigurationException.class, () -> Documents.json(text));
        assertThat(refused).as(text).isNotNull();
        return refused;
    }
}
