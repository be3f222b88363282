package dev.latchkey.management;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.latchkey.admin.Administration;
import dev.latchkey.internal.json.AsciiJson;
import dev.latchkey.model.IssuedServiceToken;
import dev.latchkey.store.AccessDocument;
import dev.latchkey.store.memory.InMemoryStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Collections;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Whatever a GET asks the management API for, it changes nothing, is never a fault of ours, and is answered only to the
 * one management token (management contract, section 3). The first line of an input is the path below the account,
 * where {@code ID} is a service token's id; the others are {@code name=value} for the query and {@code Name: value} for
 * headers, in which {@code TOKEN} is the management token. The build replays the seeds; {@code JAZZER_FUZZ=1 mvn -pl
 * core,servlet-filter -am test -Dtest=ApiRequestFuzzTest -Dsurefire.failIfNoSpecifiedTests=false} looks for more.
 */
class ApiRequestFuzzTest {

    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-11-23T10:00:00Z"));
    private static final InMemoryStore STORE = new InMemoryStore(AccessDocument.EMPTY, CLOCK);
    private static final IssuedServiceToken ISSUED = STORE.issue("nightly job");
    private static final AccessDocument BEFORE = STORE.document();
    private static final JsonMapper JSON = new JsonMapper();
    private static final ManagementApi API = ManagementServlet.builder(
                    Administration.builder(STORE).clock(CLOCK).build())
            .accountId(ManagedApp.ACCOUNT)
            .token("ops", ManagementToken.Scope.READ, ManagedApp.digest(ManagedApp.WRITE))
            .clock(CLOCK)
            .api();

    @FuzzTest(maxDuration = "1m")
    void readsForTheOneTokenAndChangesNothing(byte[] input) throws IOException {
        String[] lines = new String(input, StandardCharsets.UTF_8)
                .replace("ID", ISSUED.token().id().toString())
                .split("\n", -1);
        Asked asked = new Asked(lines);

        ApiResponse answer = API.answer(asked);

        JsonNode envelope = JSON.readTree(AsciiJson.bytes(answer.content()));
        assertThat(answer.status()).as("%s", envelope).isIn(200, 400, 401, 403, 404, 405, 429);
        assertThat(envelope.path("success").booleanValue()).isEqualTo(answer.status() == 200);
        assertThat(STORE.document()).isSameAs(BEFORE);
        String text = envelope.toString();
        assertThat(text)
                .doesNotContain(ISSUED.secret().reveal())
                .doesNotContain(ISSUED.token().digest().toStoredText().substring(7))
                .doesNotContain(ManagedApp.WRITE);
        if (answer.status() == 200) {
            assertThat(asked.presents(ManagedApp.WRITE)).isTrue();
            JsonNode info = envelope.path("result_info");
            if (!info.isMissingNode()) {
                assertThat(info.path("page").intValue()).isPositive();
                assertThat(info.path("per_page").intValue()).isBetween(1, 1000);
                assertThat(info.path("count").intValue())
                        .isEqualTo(envelope.path("result").size())
                        .isLessThanOrEqualTo(info.path("per_page").intValue());
            }
        }
        for (JsonNode error : envelope.path("errors")) {
            assertThat(error.path("message").textValue().chars()).noneMatch(Character::isISOControl);
        }
    }

    private static final class Asked extends BodyOnlyRequest {

        private final Map<String, String[]> query = new LinkedHashMap<>();
        private final List<String[]> headers;
        private final String from;

        Asked(String[] lines) {
            super("GET", lines[0], new byte[0]);
            for (String line : lines) {
                int equals = line.indexOf('=');
                if (equals > 0 && !line.contains(": ")) {
                    query.merge(line.substring(0, equals), new String[] {line.substring(equals + 1)}, Asked::joined);
                }
            }
            headers = Arrays.stream(lines)
                    .filter(line -> line.contains(": "))
                    .map(line -> line.replace("TOKEN", ManagedApp.WRITE).split(": ", 2))
                    .toList();
            // Each address may fail a few times only.
            from = "192.0.2." + Math.floorMod(Arrays.hashCode(lines), 256) + ":" + System.nanoTime();
        }

        private static String[] joined(String[] one, String[] other) {
            String[] both = Arrays.copyOf(one, one.length + other.length);
            System.arraycopy(other, 0, both, one.length, other.length);
            return both;
        }

        boolean presents(String token) {
            return headers.stream().anyMatch(header -> header[1].contains(token));
        }

        @Override
        public String getRemoteAddr() {
            return from;
        }

        @Override
        public String getHeader(String name) {
            Enumeration<String> all = getHeaders(name);
            return all.hasMoreElements() ? all.nextElement() : null;
        }

        @Override
        public Enumeration<String> getHeaders(String name) {
            return Collections.enumeration(headers.stream()
                    .filter(header -> header[0].equalsIgnoreCase(name))
                    .map(header -> header[1])
                    .toList());
        }

        @Override
        public Map<String, String[]> getParameterMap() {
            return query;
        }

        @Override
        public String getContentType() {
            return null;
        }
    }
}
