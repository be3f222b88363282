package dev.latchkey.examples.testing;

import static dev.latchkey.testing.LatchkeyExtension.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.latchkey.AccessDecision;
import dev.latchkey.AccessGate;
import dev.latchkey.event.Reason;
import dev.latchkey.model.Application;
import dev.latchkey.model.IssuedServiceToken;
import dev.latchkey.testing.LatchkeyExtension;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** To copy: tests of an app's access rules, without server, file or waiting. */
final class AccessInYourOwnTestsTest {

    private static final String ORDER = "https://api.example.com/orders/7";

    @RegisterExtension
    final LatchkeyExtension latchkey = LatchkeyExtension.protecting(Application.named("orders")
            .domain("api.example.com/orders")
            .sessionDuration(Duration.ofHours(8))
            .anyValidServiceToken(true)
            .build());

    @Test
    void admitsServiceToken(AccessGate gate, IssuedServiceToken ci) {
        assertThat(gate.decide(get(ORDER, ci)))
                .isInstanceOfSatisfying(
                        AccessDecision.LetIn.class,
                        letIn -> assertThat(letIn.identity().clientId()).isEqualTo(ci.clientId()));
    }

    @Test
    void admitsApplicationToken(AccessGate gate, IssuedServiceToken ci) {
        String jwt = latchkey.mint(ci, ORDER);

        assertThat(gate.decide(get(ORDER, jwt))).isInstanceOf(AccessDecision.LetIn.class);
    }

    @Test
    void endsSessionAfterEightHours(AccessGate gate, IssuedServiceToken ci) {
        String jwt = latchkey.mint(ci, ORDER);

        latchkey.advance(Duration.ofHours(9));

        assertThat(gate.decide(get(ORDER, jwt)).reason()).isEqualTo(Reason.TOKEN_EXPIRED);
    }

    @Test
    void refusesDisabledToken(AccessGate gate, IssuedServiceToken ci) {
        String jwt = latchkey.mint(ci, ORDER);

        latchkey.store()
                .update(document ->
                        document.with(ci.token().toBuilder().enabled(false).build()));

        assertThat(gate.decide(get(ORDER, jwt)).reason()).isEqualTo(Reason.SERVICE_TOKEN_DISABLED);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> latchkey.mint(ci, ORDER))
                .withMessageContaining("service_token_disabled");
    }
}
