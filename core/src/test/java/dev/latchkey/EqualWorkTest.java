package dev.latchkey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.event.AccessEvent;
import dev.latchkey.event.Reason;
import dev.latchkey.model.Application;
import dev.latchkey.model.ClientSecret;
import dev.latchkey.model.Organization;
import dev.latchkey.model.SecretHasher;
import dev.latchkey.model.ServiceToken;
import dev.latchkey.store.AccessConfiguration;
import dev.latchkey.store.AccessDocument;
import dev.latchkey.store.memory.InMemoryStore;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * The work of a refusal must not reveal its cause. This test counts digests; {@code EqualWork} in the benchmarks
 * measures times.
 */
@DisplayName(
        "Every kind of wrong credential costs the same digests (request contract, section 3: one answer for all causes)")
final class EqualWorkTest {

    private static final Instant NOW = Instant.parse("2026-11-26T12:00:00Z");
    private static final String RIGHT = "right-secret-0123456789";
    private static final String PREVIOUS = "previous-secret-0123456";
    private static final String WRONG = "wrong-secret-0123456789";

    private final CountingDigests counting = CountingDigests.install();
    private final List<Reason> reasons = new ArrayList<>();

    @AfterEach
    void remove() {
        counting.close();
    }

    private record Request(List<String> headers, Reason reason) {}

    /** Returns requests with wrong credentials by description. */
    private static Map<String, Request> wrong() {
        Map<String, Request> all = new LinkedHashMap<>();
        all.put("unknown id", pair("nobody.access", WRONG, Reason.UNKNOWN_CLIENT_ID));
        all.put("unknown id, a secret that is somebody's", pair("nobody.access", RIGHT, Reason.UNKNOWN_CLIENT_ID));
        for (String scheme : List.of("plain", "peppered", "pepperedSincePlain", "plainSincePeppered")) {
            all.put("wrong secret, " + scheme, pair(scheme + ".access", WRONG, Reason.WRONG_SECRET));
            all.put("disabled, " + scheme, pair(scheme + "-disabled.access", RIGHT, Reason.SERVICE_TOKEN_DISABLED));
            all.put("disabled and wrong, " + scheme, pair(scheme + "-disabled.access", WRONG, Reason.WRONG_SECRET));
            all.put("expired, " + scheme, pair(scheme + "-expired.access", RIGHT, Reason.SERVICE_TOKEN_EXPIRED));
            all.put("expired and wrong, " + scheme, pair(scheme + "-expired.access", WRONG, Reason.WRONG_SECRET));
            all.put("previous, its grace over, " + scheme, pair(scheme + ".access", PREVIOUS, Reason.WRONG_SECRET));
            all.put("previous, disabled, " + scheme, pair(scheme + "-disabled.access", PREVIOUS, Reason.WRONG_SECRET));
        }
        all.put("half a pair", new Request(List.of("CF-Access-Client-Id", "plain.access"), Reason.HALF_A_PAIR));
        all.put("empty secret", pair("plain.access", "", Reason.EMPTY_CREDENTIAL));
        all.put("a character that is not allowed", pair("plain.access", "a b", Reason.CREDENTIAL_CHARACTER));
        all.put("too long", pair("plain.access", "x".repeat(257), Reason.CREDENTIAL_TOO_LONG));
        all.put("joined by a comma", pair("plain.access", RIGHT + "," + RIGHT, Reason.JOINED_HEADER));
        all.put("single header, no JSON", single("{", Reason.SINGLE_HEADER_MALFORMED));
        all.put("single header, unknown id", single(json("nobody.access", WRONG), Reason.UNKNOWN_CLIENT_ID));
        all.put("single header, wrong secret", single(json("plain.access", WRONG), Reason.WRONG_SECRET));
        return all;
    }

    private static Request pair(String id, String secret, Reason reason) {
        return new Request(List.of("CF-Access-Client-Id", id, "CF-Access-Client-Secret", secret), reason);
    }

    private static Request single(String value, Reason reason) {
        return new Request(List.of("Authorization", value), reason);
    }

    private static String json(String id, String secret) {
        return "{\"cf-access-client-id\":\"" + id + "\",\"cf-access-client-secret\":\"" + secret + "\"}";
    }

    private AccessGate gate(SecretHasher hasher, List<ServiceToken> tokens) {
        Application application = Application.named("jobs")
                .domain("*")
                .anyValidServiceToken(true)
                .readServiceTokensFromHeader("Authorization")
                .build();
        AccessDocument document =
                new AccessDocument(new AccessConfiguration(Organization.DEFAULT, List.of(application)), tokens);
        return AccessGate.builder()
                .store(new InMemoryStore(document, () -> NOW))
                .clock(() -> NOW)
                .secretHasher(hasher)
                .eventListener(event -> {
                    if (event instanceof AccessEvent.Decision decision) {
                        reasons.add(decision.reason());
                    }
                })
                .build();
    }

    private static List<ServiceToken> tokens(String scheme, SecretHasher now, SecretHasher before) {
        ServiceToken token = ServiceToken.builder(scheme + ".access")
                .digest(now.digest(ClientSecret.of(RIGHT)))
                .previous(before.digest(ClientSecret.of(PREVIOUS)), NOW)
                .build();
        return List.of(
                token,
                ServiceToken.builder(scheme + "-disabled.access")
                        .digest(now.digest(ClientSecret.of(RIGHT)))
                        .enabled(false)
                        .build(),
                ServiceToken.builder(scheme + "-expired.access")
                        .digest(now.digest(ClientSecret.of(RIGHT)))
                        .expiresAt(NOW)
                        .build());
    }

    /** Returns the numbers of SHA-256 and HMAC computations per request. */
    private Map<String, List<Integer>> costs(AccessGate gate, Map<String, Request> requests) {
        Map<String, List<Integer>> costs = new LinkedHashMap<>();
        requests.forEach((what, sent) -> {
            PlainRequest request = PlainRequest.get("https://jobs.example.com/run");
            for (int i = 0; i < sent.headers().size(); i += 2) {
                request.header(sent.headers().get(i), sent.headers().get(i + 1));
            }
            counting.taken();
            reasons.clear();
            assertThat(gate.decide(request)).as(what).isInstanceOf(AccessDecision.Unauthenticated.class);
            costs.put(what, counting.taken());
            assertThat(reasons).as(what).containsExactly(sent.reason());
        });
        return costs;
    }

    @Test
    void withoutAPepperItIsOneDigest() {
        SecretHasher plain = SecretHasher.sha256();
        Map<String, Request> requests = wrong();
        requests.keySet().removeIf(what -> what.toLowerCase(Locale.ROOT).contains("pepper"));

        try (AccessGate gate = gate(plain, tokens("plain", plain, plain))) {
            // The first pass loads classes, which may compute digests.
            costs(gate, requests);
            Map<String, List<Integer>> costs = costs(gate, requests);

            assertThat(costs).hasSizeGreaterThan(15);
            assertThat(Set.copyOf(costs.values())).as("%s", costs).containsExactly(List.of(1, 0));
        }
    }

    @Test
    void withAPepperItIsOneOfEachWheneverATokenWasMade() {
        SecretHasher plain = SecretHasher.sha256();
        SecretHasher peppered = SecretHasher.peppered("0123456789abcdef".getBytes(StandardCharsets.US_ASCII));
        List<ServiceToken> tokens = new ArrayList<>(tokens("plain", plain, plain));
        tokens.addAll(tokens("peppered", peppered, peppered));
        tokens.addAll(tokens("pepperedSincePlain", peppered, plain));
        tokens.addAll(tokens("plainSincePeppered", plain, peppered));

        try (AccessGate gate = gate(peppered, tokens)) {
            // The first pass loads classes, which may compute digests.
            costs(gate, wrong());
            Map<String, List<Integer>> costs = costs(gate, wrong());

            assertThat(costs).hasSizeGreaterThan(35);
            // Each HMAC computes two more SHA-256 digests.
            assertThat(Set.copyOf(costs.values())).as("%s", costs).containsExactly(List.of(3, 1));
        }
    }
}
