package dev.latchkey.internal.credential;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.latchkey.internal.syntax.Blanks;
import dev.latchkey.model.ApplicationSettings.SingleHeaderScheme;
import dev.latchkey.model.ServiceToken;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is taken for JSON credentials is exactly what a strict parser of whole documents finds in it (request contract,
 * section 2). The build replays the seeds; {@code JAZZER_FUZZ=1 mvn -pl core test -Dtest=SingleHeaderFuzzTest} looks
 * for more.
 */
class SingleHeaderFuzzTest {

    private static final ObjectReader STRICT = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .build()
            .readerFor(JsonNode.class);

    private final CredentialReader jsonOnly = new CredentialReader("X-Key", EnumSet.of(SingleHeaderScheme.JSON));
    private final CredentialReader every = new CredentialReader("X-Key", EnumSet.allOf(SingleHeaderScheme.class));

    @FuzzTest(maxDuration = "1m")
    void agreesWithStrictParser(byte[] input) {
        String value = new String(input, StandardCharsets.UTF_8);
        SentHeaders headers = SentHeaders.of("X-Key", value);

        Presented presented = jsonOnly.read(headers);

        String text = Blanks.trim(value);
        Map<String, String> members = text.length() <= 1024 ? strictly(text) : Map.of();
        boolean good = members.size() == 2
                && members.values().stream().allMatch(SingleHeaderFuzzTest::isCredential)
                && members.keySet().equals(java.util.Set.of("cf-access-client-id", "cf-access-client-secret"));
        assertThat(presented instanceof Presented.Credentials).as(value).isEqualTo(good);
        if (presented instanceof Presented.Credentials credentials) {
            assertThat(credentials.clientId()).isEqualTo(members.get("cf-access-client-id"));
            assertThat(credentials.secret().reveal()).isEqualTo(members.get("cf-access-client-secret"));
        }
        assertThat(presented instanceof Presented.Nothing).isEqualTo(!text.startsWith("{"));
        assertThat(jsonOnly.credentialHeader(headers) == null).isEqualTo(presented instanceof Presented.Nothing);

        if (every.read(headers) instanceof Presented.Credentials credentials) {
            assertThat(credentials.clientId())
                    .satisfies(id -> assertThat(isCredential(id)).isTrue());
            assertThat(isCredential(credentials.secret().reveal())).isTrue();
            assertThat(text.length()).isLessThanOrEqualTo(1024);
        }
    }

    private static boolean isCredential(String text) {
        return text.length() <= 256 && ServiceToken.isToken68(text);
    }

    /** Returns the string members of one JSON object by folded name; empty for anything else. */
    private static Map<String, String> strictly(String text) {
        if (!text.startsWith("{")) {
            return Map.of();
        }
        Map<String, String> members = new TreeMap<>();
        try {
            JsonNode tree = STRICT.readTree(text);
            for (Map.Entry<String, JsonNode> member : tree.properties()) {
                String name = member.getKey().toLowerCase(Locale.ROOT).replace('_', '-');
                String before = members.put(name, Blanks.trim(member.getValue().asText()));
                if (before != null || !member.getValue().isTextual()) {
                    return Map.of();
                }
            }
        } catch (JsonProcessingException notJson) {
            return Map.of();
        }
        return members;
    }
}
