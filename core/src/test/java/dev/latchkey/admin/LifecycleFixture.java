package dev.latchkey.admin;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import dev.latchkey.configuration.ConfigurationException;
import dev.latchkey.configuration.Fault;
import dev.latchkey.event.AccessEvent;
import dev.latchkey.internal.credential.SecretVerifier;
import dev.latchkey.model.ClientSecret;
import dev.latchkey.model.IssuedServiceToken;
import dev.latchkey.model.SecretHasher;
import dev.latchkey.model.ServiceToken;
import dev.latchkey.store.AccessDocument;
import dev.latchkey.store.memory.InMemoryStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.LoggerFactory;

/**
 * An administration of a store in memory. It watches every event and every line of the log, down to TRACE, and fails a
 * test in whose course a secret or a digest turned up in either.
 */
final class LifecycleFixture implements BeforeEachCallback, AfterEachCallback {

    static final Instant START = Instant.parse("2026-11-23T12:00:00Z");

    /** A secret that was made elsewhere. */
    static final ClientSecret FOREIGN = ClientSecret.of("cfast_0123456789abcdefghijklmnopqrstuvwxyz");

    final List<AccessEvent> events = new CopyOnWriteArrayList<>();
    final InMemoryStore store = new InMemoryStore(AccessDocument.EMPTY, this::now);
    final Administration administration = Administration.builder(store)
            .clock(this::now)
            .eventListener(events::add)
            .build()
            .as("ops");

    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final List<String> forbidden = new CopyOnWriteArrayList<>();
    private volatile Instant now = START;

    LifecycleFixture() {
        forbid(FOREIGN);
    }

    Instant now() {
        return now;
    }

    void advance(Duration by) {
        now = now.plus(by);
    }

    ServiceTokens tokens() {
        return administration.serviceTokens();
    }

    IssuedServiceToken issue(String name) throws Exception {
        return noted(tokens().create(name, ServiceToken.DEFAULT_DURATION));
    }

    IssuedServiceToken noted(IssuedServiceToken issued) {
        forbid(issued.secret());
        return issued;
    }

    void forbid(ClientSecret secret) {
        forbidden.add(secret.reveal());
        forbidden.add(SecretHasher.sha256().digest(secret).toStoredText().replaceAll(".*:", ""));
    }

    /** Returns what is in the store, which is what the next request sees. */
    ServiceToken stored(UUID id) {
        return store.findById(id);
    }

    SecretVerifier.Status status(String clientId, ClientSecret secret) {
        return new SecretVerifier(SecretHasher.sha256())
                .verify(store.findByClientId(clientId), secret, now.toEpochMilli())
                .status();
    }

    /** Returns what was told of changes: subject and action. */
    List<String> told() {
        return events.stream()
                .filter(AccessEvent.Change.class::isInstance)
                .map(AccessEvent.Change.class::cast)
                .map(event -> event.subject().word() + " " + event.action().word())
                .toList();
    }

    AccessEvent.Change lastChange() {
        return (AccessEvent.Change) events.get(events.size() - 1);
    }

    List<String> lines() {
        return List.copyOf(log.list).stream()
                .map(ILoggingEvent::getFormattedMessage)
                .toList();
    }

    static List<String> faultsOf(ThrowingCallable call) {
        return faults(call).stream().map(Fault::pointer).toList();
    }

    /** Returns the faults that it is refused for; empty where it is not. */
    static List<Fault> faults(ThrowingCallable call) {
        try {
            call.call();
            return List.of();
        } catch (ConfigurationException e) {
            return e.faults();
        } catch (Throwable e) {
            throw new AssertionError("not refused, but broken", e);
        }
    }

    static <T> T done(Changed<T> changed) {
        assertThat(changed).isInstanceOf(Changed.Done.class);
        return ((Changed.Done<T>) changed).value();
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        log.start();
        logger().setLevel(Level.TRACE);
        logger().addAppender(log);
    }

    @Override
    public void afterEach(ExtensionContext context) {
        logger().detachAppender(log);
        List<String> printed = new ArrayList<>();
        for (ILoggingEvent each : List.copyOf(log.list)) {
            printed.add(each.getFormattedMessage() + ThrowableProxyUtil.asString(each.getThrowableProxy()));
        }
        events.forEach(each -> printed.add(each.toString()));
        String[] secret =
                forbidden.stream().map(text -> text.toLowerCase(Locale.ROOT)).toArray(String[]::new);
        assertThat(printed)
                .allSatisfy(text -> assertThat(text.toLowerCase(Locale.ROOT)).doesNotContain(secret));
    }

    private static Logger logger() {
        return (Logger) LoggerFactory.getLogger("dev.latchkey");
    }
}
