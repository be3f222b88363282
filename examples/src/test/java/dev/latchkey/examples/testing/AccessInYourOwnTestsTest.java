package dev.latchkey.examples.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.AccessDecision;
import dev.latchkey.AccessGate;
import dev.latchkey.PlainRequest;
import dev.latchkey.event.Reason;
import dev.latchkey.model.Application;
import dev.latchkey.model.IssuedServiceToken;
import dev.latchkey.store.memory.InMemoryStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** For you to copy: what an app's own tests need, a line each. No server, no file, no wait. */
final class AccessInYourOwnTestsTest {

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-02T08:00:00Z"));
    private final InstantSource clock = now::get;

    private final InMemoryStore store = new InMemoryStore();
    private final Application orders = Application.named("orders")
            .domain("api.example.com/orders")
            .sessionDuration(Duration.ofHours(8))
            .anyValidServiceToken(true)
            .build();
    private final AccessGate gate = AccessGate.builder()
            .credentialStore(store)
            .application(orders)
            .clock(clock)
            .build();

    @Test
    void aServiceTokenIsOneLine() {
        IssuedServiceToken ci = store.issue("ci");

        AccessDecision decision = gate.decide(PlainRequest.get("https://api.example.com/orders/7")
                .header("CF-Access-Client-Id", ci.clientId())
                .header("CF-Access-Client-Secret", ci.secret().reveal()));

        assertThat(decision)
                .isInstanceOfSatisfying(
                        AccessDecision.LetIn.class,
                        letIn -> assertThat(letIn.identity().tokenName()).isEqualTo("ci"));
    }

    @Test
    void anApplicationTokenIsOneLine() throws Exception {
        IssuedServiceToken ci = store.issue("ci");
        String jwt = gate.mint(ci.clientId(), "orders");

        assertThat(gate.decide(orderWithCookie(jwt))).isInstanceOf(AccessDecision.LetIn.class);
    }

    @Test
    void timePassesWhenYouSaySo() throws Exception {
        String jwt = gate.mint(store.issue("ci").clientId(), "orders");

        now.updateAndGet(before -> before.plus(Duration.ofHours(9)));

        assertThat(gate.decide(orderWithCookie(jwt)).reason()).isEqualTo(Reason.TOKEN_EXPIRED);
    }

    @Test
    void aTokenIsSwitchedOffInOneLine() throws Exception {
        IssuedServiceToken ci = store.issue("ci");
        String jwt = gate.mint(ci.clientId(), "orders");

        store.update(
                document -> document.with(ci.token().toBuilder().enabled(false).build()));

        assertThat(gate.decide(orderWithCookie(jwt)).reason()).isEqualTo(Reason.SERVICE_TOKEN_DISABLED);
    }

    private static PlainRequest orderWithCookie(String jwt) {
        return PlainRequest.get("https://api.example.com/orders/7").header("Cookie", "CF_Authorization=" + jwt);
    }
}
