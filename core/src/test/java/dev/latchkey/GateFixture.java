package dev.latchkey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import dev.latchkey.event.AccessEvent;
import dev.latchkey.event.Outcome;
import dev.latchkey.event.Reason;
import dev.latchkey.model.Application;
import dev.latchkey.model.IssuedServiceToken;
import dev.latchkey.model.Organization;
import dev.latchkey.model.Policy;
import dev.latchkey.model.RequestHeaders;
import dev.latchkey.model.Rule;
import dev.latchkey.model.ServiceToken;
import dev.latchkey.store.AccessDocument;
import dev.latchkey.store.StoredSigningKey;
import dev.latchkey.store.memory.InMemoryStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.LoggerFactory;

/**
 * A gate over a store in memory, with one service token. It watches every event and every line of the log, down to
 * TRACE, and fails a test in whose course a secret, a digest or an application token turned up in either.
 */
final class GateFixture implements BeforeEachCallback, AfterEachCallback {

    static final Instant START = Instant.parse("2026-11-23T12:00:00.000Z");

    static final Policy ANY_TOKEN = Policy.anyValidServiceToken();

    /** Making an RSA key takes longer than all else together, so all gates have the same ones. */
    private static final List<StoredSigningKey> KEYS = makeKeys();

    final MovableClock clock = new MovableClock(START);
    final InMemoryStore store = new InMemoryStore(AccessDocument.EMPTY, clock);
    final List<AccessEvent> events = new CopyOnWriteArrayList<>();

    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final List<String> forbidden = new CopyOnWriteArrayList<>();
    private final List<AccessDecision> decisions = new ArrayList<>();
    private final IssuedServiceToken token;
    private AccessGate gate;

    GateFixture() {
        store.replaceSigningKeys(null, KEYS);
        token = issue("nightly job");
        gate = builder().build();
    }

    private static List<StoredSigningKey> makeKeys() {
        InMemoryStore store = new InMemoryStore(AccessDocument.EMPTY, () -> START);
        AccessGate.builder()
                .store(store)
                .clock(() -> START)
                .background(Runnable::run)
                .build()
                .close();
        return store.signingKeys();
    }

    AccessGate.Builder builder() {
        return AccessGate.builder().store(store).clock(clock).eventListener(events::add);
    }

    /** Puts another gate in the place of the one over {@link #store}. */
    void use(AccessGate.Builder other) {
        gate = other.build();
    }

    AccessGate gate() {
        return gate;
    }

    /** Returns the service token that is there from the start. */
    IssuedServiceToken token() {
        return token;
    }

    IssuedServiceToken issue(String name) {
        IssuedServiceToken issued = store.issue(name);
        forbid(issued);
        return issued;
    }

    /** Sees to it that neither this secret nor its digest turns up anywhere. */
    void forbid(IssuedServiceToken issued) {
        forbidden.add(issued.secret().reveal());
        forbidden.add(issued.token().digest().toStoredText().replaceAll(".*:", ""));
    }

    void protect(Application.Builder... applications) {
        for (Application.Builder each : applications) {
            store.update(document -> document.with(each.build()));
        }
    }

    void organize(UnaryOperator<Organization.Builder> change) {
        store.update(document -> document.with(change.apply(document.configuration().organization().toBuilder())
                .build()));
    }

    /** Changes {@link #token} in the store. */
    void change(UnaryOperator<ServiceToken.Builder> change) {
        ServiceToken now = store.findByClientId(token.clientId());
        store.update(document -> document.with(change.apply(now.toBuilder()).build()));
    }

    static Application.Builder jobs() {
        return Application.named("jobs").domain("jobs.example.com");
    }

    static Policy policy(Policy.Decision decision, int precedence, Rule... include) {
        Policy.Builder builder =
                Policy.builder(decision.word() + " " + precedence, decision).precedence(precedence);
        for (Rule each : include) {
            builder.include(each);
        }
        return builder.build();
    }

    static PlainRequest request() {
        return PlainRequest.get("https://jobs.example.com/run");
    }

    PlainRequest pair() {
        return pair(request(), token);
    }

    static PlainRequest pair(PlainRequest request, IssuedServiceToken token) {
        return request.header("CF-Access-Client-Id", token.clientId())
                .header("CF-Access-Client-Secret", token.secret().reveal());
    }

    static PlainRequest cookie(String jwt) {
        return request().header("Cookie", "CF_Authorization=" + jwt);
    }

    AccessDecision decide(AccessRequest request) {
        return noted(gate.decide(request));
    }

    AccessDecision enforce(AccessDecision verdict, AccessRequest target) {
        return noted(gate.enforce((AccessDecision.Admitted) verdict, target));
    }

    private AccessDecision noted(AccessDecision decision) {
        decisions.add(decision);
        if (decision instanceof AccessDecision.LetIn letIn) {
            forbidden.add(letIn.applicationToken());
        }
        return decision;
    }

    /** Returns the good answer, or fails. */
    static <T> T good(AccessGate.Answer<T> answer) {
        return answer.fold(good -> good, denied -> fail("refused: " + denied.reason()));
    }

    AccessDecision.LetIn letIn(AccessRequest request) {
        AccessDecision decision = decide(request);
        assertThat(decision).isInstanceOf(AccessDecision.LetIn.class);
        return (AccessDecision.LetIn) decision;
    }

    /** Asserts that a request is refused, for this reason, and that the last event and line of the log say so. */
    AccessDecision.Denied assertRefused(AccessRequest request, int status, Reason reason) {
        return assertRefused(decide(request), status, reason);
    }

    AccessDecision.Denied assertRefused(AccessDecision decision, int status, Reason reason) {
        assertThat(decision).isInstanceOf(AccessDecision.Denied.class);
        AccessDecision.Denied denied = (AccessDecision.Denied) decision;
        assertThat(denied.reason()).isEqualTo(reason);
        assertThat(denied.status()).isEqualTo(status);
        String reference = denied.denial().reference();
        assertThat(reference).matches("[0-9a-f]{16}");
        AccessEvent.Decision event = lastDecision();
        Outcome outcome = switch (status) {
            case 400 -> Outcome.BAD_REQUEST;
            case 401 -> Outcome.UNAUTHENTICATED;
            case 403 -> Outcome.FORBIDDEN;
            default -> Outcome.UNAVAILABLE;
        };
        assertThat(event.outcome()).isEqualTo(outcome);
        assertThat(event.reason()).isEqualTo(reason);
        assertThat(event.reference()).isEqualTo(reference);
        assertThat(event.time()).isEqualTo(clock.instant());
        assertThat(lines().stream().filter(line -> line.contains(reference)))
                .singleElement()
                .satisfies(line -> assertThat(line)
                        .startsWith(outcome.word() + " reason=" + reason.word() + " reference=" + reference));
        return denied;
    }

    AccessEvent.Decision lastDecision() {
        return (AccessEvent.Decision) events.get(events.size() - 1);
    }

    /** Returns the lines of the log so far. */
    List<String> lines() {
        return List.copyOf(log.list).stream()
                .map(ILoggingEvent::getFormattedMessage)
                .toList();
    }

    List<ILoggingEvent> logged() {
        return List.copyOf(log.list);
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
        List<String> told = new ArrayList<>();
        for (ILoggingEvent each : logged()) {
            told.add(each.getFormattedMessage() + ThrowableProxyUtil.asString(each.getThrowableProxy()));
        }
        events.forEach(each -> told.add(each.toString()));
        decisions.forEach(each -> told.add(decisionText(each)));
        assertThat(told).allSatisfy(text -> {
            assertThat(text.toLowerCase(Locale.ROOT)).doesNotContain(lowerCase(forbidden));
            assertThat(text).as("the beginning of a JWT").doesNotContain("eyJ");
        });
    }

    /** Returns the decision's print; whoever prints its setCookie does so by name. */
    private static String decisionText(AccessDecision decision) {
        return decision.toString() + decision.reason() + decision.application();
    }

    private static String[] lowerCase(List<String> texts) {
        return texts.stream().map(text -> text.toLowerCase(Locale.ROOT)).toArray(String[]::new);
    }

    private static Logger logger() {
        return (Logger) LoggerFactory.getLogger("dev.latchkey");
    }

    /** Returns the value of an attribute of a cookie, null where it has none, empty where it has no value. */
    static String attribute(String setCookie, String name) {
        for (String part : setCookie.split("; ", -1)) {
            if (part.equals(name) || part.startsWith(name + "=")) {
                return part.equals(name) ? "" : part.substring(name.length() + 1);
            }
        }
        return null;
    }

    static Duration maxAge(String setCookie) {
        return Duration.ofSeconds(Long.parseLong(attribute(setCookie, "Max-Age")));
    }

    /** A request whose path is sent in one way and read by the container in another. */
    record RawRequest(String host, String rawPath, String decodedPath, RequestHeaders headers)
            implements AccessRequest {

        @Override
        public String method() {
            return "GET";
        }

        /** Throws if it is null, as Tomcat does that cannot find its context path in the URL. */
        @Override
        public String rawPath() {
            if (rawPath == null) {
                throw new IllegalStateException("no match");
            }
            return rawPath;
        }

        /** Throws where {@code decodedPath} is null, as containers do that will not say. */
        @Override
        public String path() {
            if (decodedPath == null) {
                throw new IllegalArgumentException("ambiguous URI");
            }
            return decodedPath;
        }

        @Override
        public String remoteAddress() {
            return "127.0.0.1";
        }

        @Override
        public boolean secure() {
            return true;
        }
    }
}
