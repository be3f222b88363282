package dev.latchkey.internal.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.latchkey.configuration.ConfigurationException;
import dev.latchkey.configuration.Fault;
import dev.latchkey.model.Application;
import dev.latchkey.model.ApplicationPattern;
import dev.latchkey.model.Organization;
import dev.latchkey.model.Policy;
import dev.latchkey.model.Rule;
import dev.latchkey.model.SecretDigest;
import dev.latchkey.model.SecretHasher;
import dev.latchkey.model.ServiceToken;
import dev.latchkey.store.AccessConfiguration;
import dev.latchkey.store.AccessDocument;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.recursive.comparison.RecursiveComparisonConfiguration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("management contract, section 4: writing and reading back without loss")
class JsonRoundTripTest {

    private static final JsonDocumentReader READER = new JsonDocumentReader(SecretHasher.peppered(new byte[16]));

    @ParameterizedTest
    @ValueSource(longs = {1, 20, 300, 4000, 50_000, 600_000, 7_000_000, 80_000_000})
    void readsBackEveryMember(long seed) {
        RandomDocuments documents = new RandomDocuments(seed);
        for (int i = 0; i < 15; i++) {
            AccessDocument document = documents.next();

            byte[] text = write(document);
            JsonDocument readBack = READER.read("latchkey.json", text);

            assertSame(document, readBack.document(), new String(text, StandardCharsets.UTF_8));
            assertThat(JsonDocumentWriter.write(readBack)).isEqualTo(text);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 20, 300, 4000})
    void readBackAfterChangeMatchesFile(long seed) {
        DocumentFormat format = new DocumentFormat(SecretHasher.peppered(new byte[16]));
        RandomDocuments documents = new RandomDocuments(seed);
        for (int i = 0; i < 10; i++) {
            AccessDocument first = documents.next();
            JsonDocument before = format.read("latchkey.json", write(first));
            List<ServiceToken> tokens = new ArrayList<>(before.document().serviceTokens());
            if (!tokens.isEmpty()) {
                tokens.set(0, tokens.get(0).toBuilder().name("renamed").build());
                tokens.remove(tokens.size() / 2);
            }
            tokens.add(ServiceToken.of("added", SecretDigest.parse("0".repeat(64))));
            Collections.reverse(tokens);
            JsonDocument written =
                    before.with(new AccessDocument(documents.next().configuration(), tokens));
            byte[] text = format.write(written);

            JsonDocument readBack = format.readBack("latchkey.json", before, written, text);

            assertSame(
                    format.read("latchkey.json", text).document(),
                    readBack.document(),
                    new String(text, StandardCharsets.UTF_8));
            assertThat(format.write(readBack)).isEqualTo(text);
        }
    }

    private static void assertSame(AccessDocument expected, AccessDocument actual, String text) {
        RecursiveComparisonConfiguration everyField = RecursiveComparisonConfiguration.builder()
                .withIgnoreAllOverriddenEquals(true)
                .withEqualsForType(String::equals, String.class)
                .withEqualsForType((a, b) -> a.toString().equals(b.toString()), ApplicationPattern.class)
                .build();
        assertThat(actual.configuration().organization())
                .as(text)
                .isEqualTo(expected.configuration().organization());
        assertThat(actual.configuration().applications())
                .as(text)
                .usingRecursiveComparison(everyField)
                .isEqualTo(expected.configuration().applications());
        assertThat(actual.configuration().policies())
                .as(text)
                .usingRecursiveComparison(everyField)
                .isEqualTo(expected.configuration().policies());
        assertThat(actual.configuration().groups())
                .as(text)
                .usingRecursiveComparison(everyField)
                .isEqualTo(expected.configuration().groups());
        assertThat(actual.configuration().ipLists())
                .as(text)
                .usingRecursiveComparison(everyField)
                .isEqualTo(expected.configuration().ipLists());
        assertThat(actual).as(text).isEqualTo(expected).hasSameHashCodeAs(expected);
        assertThat(actual.serviceTokens())
                .as(text)
                .usingRecursiveComparison(everyField)
                .isEqualTo(expected.serviceTokens());
    }

    @Test
    void writesReadableFile() {
        Policy reusable = Policy.builder("partners", Policy.Decision.NON_IDENTITY)
                .include(new Rule.AnyValidServiceToken())
                .build();
        Map<String, Object> others = new HashMap<>();
        others.put("logo_url", null);
        AccessDocument document = new AccessDocument(
                new AccessConfiguration(
                        Organization.builder().authDomain("team.example.com").build(),
                        List.of(Application.named("api")
                                .domain("example.com/api")
                                .domain("api.example.com")
                                .readServiceTokensFromHeader("Authorization")
                                .policy(reusable.toBuilder().precedence(3).build())
                                .otherMembers(others)
                                .build()),
                        List.of(reusable),
                        List.of(),
                        List.of()),
                List.of(ServiceToken.of("a.access", SecretDigest.parse("0".repeat(64)))));

        assertThat(new String(write(document), StandardCharsets.UTF_8))
                .isEqualTo("""
                        {
                          "organization": {
                            "auth_domain": "team.example.com"
                          },
                          "applications": [
                            {
                              "id": "APP",
                              "aud": "AUD",
                              "name": "api",
                              "domain": "example.com/api",
                              "type": "self_hosted",
                              "destinations": [
                                {
                                  "type": "public",
                                  "uri": "example.com/api"
                                },
                                {
                                  "type": "public",
                                  "uri": "api.example.com"
                                }
                              ],
                              "read_service_tokens_from_header": "Authorization",
                              "policies": [
                                {
                                  "id": "POLICY",
                                  "precedence": 3
                                }
                              ],
                              "logo_url": null
                            }
                          ],
                          "policies": [
                            {
                              "id": "POLICY",
                              "name": "partners",
                              "decision": "non_identity",
                              "precedence": 1,
                              "include": [
                                {
                                  "any_valid_service_token": {}
                                }
                              ],
                              "require": [],
                              "exclude": []
                            }
                          ],
                          "service_tokens": [
                            {
                              "id": "TOKEN",
                              "client_id": "a.access",
                              "enabled": true,
                              "duration": "forever",
                              "expires_at": "9999-12-31T23:59:59Z",
                              "client_secret_digest": "sha256:0000000000000000000000000000000000000000000000000000000000000000",
                              "client_secret_version": 1
                            }
                          ]
                        }
                        """.replace("APP", Application.idOf("api").toString())
                        .replace("AUD", Application.audOf(Application.idOf("api")))
                        .replace("POLICY", reusable.id().toString())
                        .replace("TOKEN", ServiceToken.idOf("a.access").toString()));
    }

    @Test
    void writesBackUnknownMembers() {
        String text = "{'$schema': 'x.json', 'organization': {'service_token_inactivity': {'enabled': false, "
                + "'inactivity_threshold_days': 30}}, 'policies': [{'id': '6b1d0c5e-27bb-4c0e-8d0d-0123456789ab', "
                + "'name': 'r', 'decision': 'deny', 'include': [{'everyone': {}}], "
                + "'created_at': '2026-01-01T00:00:00Z', 'updated_at': '2026-01-02T00:00:00Z'}]}";

        assertThat(new String(JsonDocumentWriter.write(Documents.json(text)), StandardCharsets.UTF_8))
                .containsSubsequence(
                        "\"$schema\": \"x.json\"",
                        "\"service_token_inactivity\": {",
                        "\"enabled\": false",
                        "\"inactivity_threshold_days\": 30",
                        "\"created_at\": \"2026-01-01T00:00:00Z\"",
                        "\"updated_at\": \"2026-01-02T00:00:00Z\"");
    }

    @Test
    void rejectsUnknownMemberThatShadowsSetting() {
        assertRefused(
                with(Map.of("any_valid_service_token", true)),
                "/applications/0/any_valid_service_token",
                "is a known member");
    }

    @Test
    void rejectsUnknownMemberWithUnsupportedValue() {
        assertRefused(with(Map.of("x", List.of(Instant.EPOCH))), "/applications/0/x", "contains a java.time.Instant");
        assertRefused(with(Map.of("x", Double.NaN)), "/applications/0/x", "contains a java.lang.Double");
    }

    @Test
    void rejectsTextThatIsNotUtf8() {
        assertRefused(with(Map.of("x", "\ud800")), "", "contains half of a surrogate pair");
    }

    private static AccessDocument with(Map<String, Object> otherMembers) {
        return AccessDocument.EMPTY.with(
                Application.named("a").domain("a.b").otherMembers(otherMembers).build());
    }

    private static void assertRefused(AccessDocument document, String pointer, String message) {
        ConfigurationException refused = catchThrowableOfType(ConfigurationException.class, () -> write(document));
        assertThat(refused).isNotNull();
        assertThat(refused.faults()).singleElement().satisfies(fault -> {
            assertThat(fault).extracting(Fault::pointer).isEqualTo(pointer);
            assertThat(fault.message()).startsWith(message);
        });
    }

    private static byte[] write(AccessDocument document) {
        return JsonDocumentWriter.write(new JsonDocument(document, null));
    }
}
