package dev.latchkey;

import static dev.latchkey.GateFixture.ANY_TOKEN;
import static dev.latchkey.GateFixture.jobs;
import static dev.latchkey.GateFixture.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.event.Presentation;
import dev.latchkey.event.Reason;
import dev.latchkey.model.ApplicationSettings.SingleHeaderScheme;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("management contract, section 2: an application's single_header_schemes act on its next request")
class GateSettingsTest {

    @RegisterExtension
    final GateFixture fixture = new GateFixture();

    private Map<SingleHeaderScheme, List<String>> values() {
        String id = fixture.token().clientId();
        String secret = fixture.token().secret().reveal();
        String json = "{\"cf-access-client-id\": \"" + id + "\", \"cf-access-client-secret\": \"" + secret + "\"}";
        String basic = Base64.getEncoder().encodeToString((id + ":" + secret).getBytes(StandardCharsets.UTF_8));
        return Map.of(
                SingleHeaderScheme.JSON, List.of(json),
                SingleHeaderScheme.BASIC, List.of("Basic " + basic),
                SingleHeaderScheme.BEARER, List.of("Bearer " + json, "Bearer " + id + ":" + secret));
    }

    @ParameterizedTest
    @EnumSource
    void acceptsConfiguredFormsAndPassesOthers(SingleHeaderScheme scheme) {
        fixture.protect(jobs().policy(ANY_TOKEN)
                .readServiceTokensFromHeader("Authorization")
                .singleHeaderSchemes(Set.of(scheme)));

        values().forEach((each, forms) -> forms.forEach(value -> {
            PlainRequest request = request().header("Authorization", value);
            if (each == scheme) {
                assertThat(fixture.letIn(request).identity().presentedAs()).isEqualTo(Presentation.SINGLE_HEADER);
            } else {
                fixture.assertRefused(request, 401, Reason.NOTHING_PRESENTED);
            }
        }));
    }

    @Test
    void aChangeCountsFromTheNextRequestOn() {
        PlainRequest basic = request()
                .header("Authorization", values().get(SingleHeaderScheme.BASIC).get(0));
        fixture.protect(jobs().policy(ANY_TOKEN));
        fixture.assertRefused(basic, 401, Reason.NOTHING_PRESENTED);

        fixture.protect(jobs().policy(ANY_TOKEN)
                .readServiceTokensFromHeader("Authorization")
                .singleHeaderSchemes(Set.of(SingleHeaderScheme.BASIC)));
        fixture.letIn(basic);
    }

    @Test
    void anyThreadMayFirstUseChangedConfiguration() throws Exception {
        for (int i = 0; i < 3; i++) {
            fixture.protect(GateFixture.jobs().customDenyMessage("version " + i));

            AccessDecision decision = CompletableFuture.supplyAsync(
                            () -> fixture.decide(fixture.pair()), task -> new Thread(task, "first user").start())
                    .get(30, TimeUnit.SECONDS);

            assertThat(decision.application().settings().customDenyMessage()).isEqualTo("version " + i);
        }
    }
}
