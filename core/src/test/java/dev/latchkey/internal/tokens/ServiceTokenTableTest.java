package dev.latchkey.internal.tokens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.latchkey.configuration.ConfigurationException;
import dev.latchkey.model.SecretDigest;
import dev.latchkey.model.ServiceToken;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests {@link ServiceTokenTable}. */
final class ServiceTokenTableTest {

    private static final SecretDigest DIGEST = SecretDigest.parse("ab".repeat(32));

    private static ServiceToken token(UUID id, String clientId) {
        return ServiceToken.builder(clientId).id(id).digest(DIGEST).build();
    }

    private static UUID id(int number) {
        return new UUID(0, number);
    }

    /** The larger tables consist of several chunks, and many changes at once are applied in another way. */
    @ParameterizedTest
    @CsvSource({
        "1, 60, 300, 4",
        "2, 60, 300, 4",
        "3, 60, 300, 4",
        "4, 400, 60, 200",
        "5, 600, 100, 4",
        "6, 2000, 40, 4",
        "7, 5000, 10, 4",
        "8, 50000, 3, 20000"
    })
    void equalsAMapAfterAnyChanges(int seed, int ids, int rounds, int most) {
        Random random = new Random(seed);
        Map<UUID, ServiceToken> expected = new LinkedHashMap<>();
        for (int i = 0; i < ids / 2; i++) {
            expected.put(id(i), token(id(i), "c" + i + "-0"));
        }
        ServiceTokenTable table = ServiceTokenTable.of(List.copyOf(expected.values()));
        for (int round = 0; round < rounds; round++) {
            Map<UUID, @Nullable ServiceToken> changes = new LinkedHashMap<>();
            for (int i = random.nextInt(most); i >= 0; i--) {
                UUID id = id(random.nextInt(ids));
                // The Client ID changes too, and never meets another one.
                boolean removes = random.nextInt(3) == 0;
                changes.put(
                        id, removes ? null : token(id, "c" + id.getLeastSignificantBits() + "-" + random.nextInt(2)));
            }
            ServiceTokenTable before = table;
            List<ServiceToken> contents = List.copyOf(before);

            table = table.with(changes);

            changes.forEach((id, token) -> {
                if (token == null) {
                    expected.remove(id);
                } else {
                    expected.put(id, token);
                }
            });
            assertThat(before).containsExactlyElementsOf(contents);
            checkFinds(before, contents, ids);
            assertThat(table).containsExactlyElementsOf(expected.values());
            checkFinds(table, List.copyOf(expected.values()), ids);
        }
    }

    private static void checkFinds(ServiceTokenTable table, List<ServiceToken> tokens, int ids) {
        Map<String, ServiceToken> byClientId = new HashMap<>();
        Map<UUID, ServiceToken> byId = new HashMap<>();
        for (ServiceToken token : tokens) {
            byClientId.put(token.clientId(), token);
            byId.put(token.id(), token);
        }
        for (int i = 0; i < ids; i++) {
            assertThat(table.withId(id(i))).isSameAs(byId.get(id(i)));
            assertThat(table.withClientId("c" + i + "-0")).isSameAs(byClientId.get("c" + i + "-0"));
            assertThat(table.withClientId("c" + i + "-1")).isSameAs(byClientId.get("c" + i + "-1"));
        }
    }

    /** The hash codes of these Client IDs are equal. */
    @Test
    void findsTokensWhoseHashesCollide() {
        List<ServiceToken> tokens = new ArrayList<>();
        for (String clientId : List.of("AaAaAa", "AaAaBB", "AaBBAa", "AaBBBB", "BBAaAa", "BBAaBB", "BBBBAa")) {
            tokens.add(token(UUID.randomUUID(), clientId));
        }
        ServiceTokenTable table = ServiceTokenTable.of(tokens);

        for (ServiceToken removed : tokens) {
            ServiceTokenTable rest = table.with(Collections.singletonMap(removed.id(), null));

            assertThat(table.withClientId(removed.clientId())).isSameAs(removed);
            assertThat(rest.withClientId(removed.clientId())).isNull();
            tokens.stream()
                    .filter(token -> !token.equals(removed))
                    .forEach(token ->
                            assertThat(rest.withClientId(token.clientId())).isSameAs(token));
        }
        assertThat(table.withClientId("BBBBBB")).isNull();
    }

    @Test
    void tokensMaySwapTheirClientIds() {
        ServiceTokenTable table = ServiceTokenTable.of(List.of(token(id(1), "a"), token(id(2), "b")));

        ServiceTokenTable swapped = table.with(Map.of(id(1), token(id(1), "b"), id(2), token(id(2), "a")));

        assertThat(swapped).extracting(ServiceToken::clientId).containsExactly("b", "a");
        assertThat(swapped.withClientId("a")).isSameAs(swapped.get(1));
    }

    @Test
    void refusesDuplicatesWithTheirPlaces() {
        List<ServiceToken> twice = List.of(token(id(1), "a"), token(id(2), "a"), token(id(1), "c"));

        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> ServiceTokenTable.of(twice))
                .satisfies(refused -> assertThat(refused.faults())
                        .extracting(fault -> fault.pointer())
                        .containsExactly("/service_tokens/1/client_id", "/service_tokens/2/id"));
        ServiceTokenTable one = ServiceTokenTable.of(List.of(token(id(1), "a")));
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> one.with(Map.of(id(2), token(id(2), "a"))))
                .satisfies(refused -> assertThat(refused.faults())
                        .extracting(fault -> fault.pointer())
                        .containsExactly("/service_tokens/1/client_id"));
    }
}
