package dev.latchkey.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.AccessDecision;
import dev.latchkey.AccessGate;
import dev.latchkey.PlainRequest;
import dev.latchkey.model.Application;
import dev.latchkey.model.IssuedServiceToken;
import dev.latchkey.model.Policy;
import dev.latchkey.servlet.parameters.OpenResources;
import dev.latchkey.store.memory.InMemoryStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Closing a gate of the filter")
final class ConfiguredGateTest {

    @Test
    void closesGateBeforeStore() {
        InMemoryStore store = new InMemoryStore();
        IssuedServiceToken issued = store.issue("job");
        store.update(document -> document.with(Application.named("jobs")
                .domain("*")
                .policy(Policy.anyValidServiceToken())
                .build()));
        List<String> seen = new ArrayList<>();
        OpenResources opened = new OpenResources();
        opened.add(() -> seen.add("first, " + lastSeen(store, issued)));
        opened.add(() -> {
            seen.add("last, " + lastSeen(store, issued));
            throw new IOException("cannot be closed");
        });
        AccessGate gate = AccessGate.builder().store(store).build();
        opened.add(gate);
        ConfiguredGate made = new ConfiguredGate(gate, opened);
        assertThat(made.gate()
                        .decide(PlainRequest.get("https://a.example/")
                                .header("CF-Access-Client-Id", issued.clientId())
                                .header(
                                        "CF-Access-Client-Secret",
                                        issued.secret().reveal())))
                .isInstanceOf(AccessDecision.LetIn.class);

        made.close();
        made.close();

        assertThat(seen).containsExactly("last, written", "first, written");
    }

    private static String lastSeen(InMemoryStore store, IssuedServiceToken issued) {
        return store.findById(issued.token().id()).lastSeenAt() == null ? "not written" : "written";
    }
}
