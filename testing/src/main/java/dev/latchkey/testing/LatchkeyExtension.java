package dev.latchkey.testing;

import dev.latchkey.AccessDecision;
import dev.latchkey.AccessGate;
import dev.latchkey.PlainRequest;
import dev.latchkey.model.Application;
import dev.latchkey.model.IssuedServiceToken;
import dev.latchkey.model.Organization;
import dev.latchkey.store.AccessConfiguration;
import dev.latchkey.store.AccessDocument;
import dev.latchkey.store.memory.InMemoryStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * A gate in memory for the tests of an app, with a clock that you move. Thread-safe.
 *
 * <p>For an app with a {@code CredentialStore} of its own, build a gate with that store instead.
 *
 * <p>Register it in a field that is not static, so that each test has a gate of its own. A test method may have
 * parameters of the types {@link AccessGate} and {@link IssuedServiceToken}; each of the latter is a new service token.
 *
 * <pre>{@code
 * LatchkeyExtension latchkey = LatchkeyExtension.protecting(
 *         Application.named("orders").domain("api.example.com").anyValidServiceToken(true).build());
 * }</pre>
 */
public final class LatchkeyExtension implements ParameterResolver, AfterEachCallback {

    private static final Instant START = Instant.parse("2026-11-02T08:00:00Z");

    private final AtomicReference<Instant> now = new AtomicReference<>(START);
    private final InMemoryStore store;
    private final AccessGate gate;

    private LatchkeyExtension(List<Application> applications) {
        AccessConfiguration configuration = new AccessConfiguration(Organization.DEFAULT, applications);
        this.store = new InMemoryStore(AccessDocument.EMPTY.with(configuration), now::get);
        this.gate = AccessGate.builder().store(store).clock(now::get).build();
    }

    /**
     * Creates a gate in front of these applications.
     *
     * @throws dev.latchkey.configuration.ConfigurationException if the applications are inconsistent
     */
    public static LatchkeyExtension protecting(Application... applications) {
        return new LatchkeyExtension(List.of(applications));
    }

    /** Returns the gate, for example to register a filter with it. */
    public AccessGate gate() {
        return gate;
    }

    /** Returns the store of the gate. A change takes effect with the next request. */
    public InMemoryStore store() {
        return store;
    }

    /** Returns the time on the clock of gate and store. */
    public Instant now() {
        return now.get();
    }

    /** Moves the clock forward. */
    public void advance(Duration duration) {
        now.updateAndGet(before -> before.plus(duration));
    }

    /** Creates a service token that does not expire. */
    public IssuedServiceToken issue(String name) {
        return store.issue(name);
    }

    /**
     * Returns the application token that the client gets for its credentials.
     *
     * @param url an absolute URL that an application covers
     * @throws IllegalArgumentException if the service token is not admitted
     */
    public String mint(IssuedServiceToken token, String url) {
        AccessDecision decision = gate.decide(get(url, token));
        if (decision instanceof AccessDecision.LetIn letIn) {
            return letIn.applicationToken();
        }
        throw new IllegalArgumentException(
                "the service token is not admitted: " + decision.reason().word());
    }

    /** Returns a GET request with the service token in the two headers. */
    public static PlainRequest get(String url, IssuedServiceToken token) {
        return PlainRequest.get(url)
                .header("CF-Access-Client-Id", token.clientId())
                .header("CF-Access-Client-Secret", token.secret().reveal());
    }

    /** Returns a GET request with an application token in the cookie. */
    public static PlainRequest get(String url, String applicationToken) {
        return PlainRequest.get(url).header("Cookie", "CF_Authorization=" + applicationToken);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == AccessGate.class || type == IssuedServiceToken.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == AccessGate.class
                ? gate
                : issue(parameter.getParameter().getName());
    }

    /** Ends the gate's background work. */
    @Override
    public void afterEach(ExtensionContext context) {
        gate.close();
    }
}
