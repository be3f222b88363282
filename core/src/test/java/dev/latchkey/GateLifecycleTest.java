package dev.latchkey;

import static dev.latchkey.GateFixture.cookie;
import static dev.latchkey.GateFixture.pair;
import static dev.latchkey.GateFixture.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.latchkey.admin.Administration;
import dev.latchkey.admin.Changed;
import dev.latchkey.admin.NewServiceToken;
import dev.latchkey.admin.ServiceTokenUpdate;
import dev.latchkey.admin.ServiceTokens;
import dev.latchkey.configuration.ConfigurationException;
import dev.latchkey.configuration.Fault;
import dev.latchkey.event.Reason;
import dev.latchkey.internal.maintenance.ManualScheduler;
import dev.latchkey.model.Application;
import dev.latchkey.model.IssuedServiceToken;
import dev.latchkey.model.Organization;
import dev.latchkey.model.Organization.Inactivity;
import dev.latchkey.model.Policy;
import dev.latchkey.model.Rule;
import dev.latchkey.model.ServiceToken;
import dev.latchkey.store.AccessConfiguration;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("Changes and maintenance as a gate sees them (management contract, section 1)")
final class GateLifecycleTest {

    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration DAY = Duration.ofDays(1);

    @RegisterExtension
    final GateFixture fixture = new GateFixture();

    private final ManualScheduler delays = new ManualScheduler();
    private final Administration administration = Administration.builder(fixture.store)
            .clock(fixture.clock)
            .eventListener(fixture.events::add)
            .build();
    private final ServiceTokens tokens = administration.serviceTokens();

    private AccessGate.Builder builder() {
        return fixture.builder().background(Runnable::run).delays(delays);
    }

    private static <T> T done(Changed<T> changed) {
        assertThat(changed).isInstanceOf(Changed.Done.class);
        return ((Changed.Done<T>) changed).value();
    }

    private Application protectJobsFor(Rule rule) throws Exception {
        Policy policy = Policy.builder("the job", Policy.Decision.NON_IDENTITY)
                .include(rule)
                .build();
        return administration
                .applications()
                .create(configuration -> GateFixture.jobs().policy(policy).build());
    }

    private void update(UUID id, ServiceTokenUpdate update) throws Exception {
        done(tokens.update(id, update, token -> true));
    }

    @Test
    void closeEndsTheBackgroundThread() {
        Set<Thread> before = backgroundThreads();
        AccessGate gate = AccessGate.builder()
                .credentialStore(clientId -> null)
                .application(GateFixture.jobs().build())
                .build();
        // The gate prepares its keys on that thread.
        await().until(() -> gate.figures().signingKeyCreatedAt() != null);
        Set<Thread> made = backgroundThreads();
        made.removeAll(before);
        assertThat(made).hasSize(1);

        gate.close();

        assertThat(made).noneMatch(Thread::isAlive);
    }

    private static Set<Thread> backgroundThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("latchkey-background"))
                .collect(Collectors.toSet());
    }

    @Test
    void theNextRequestSeesEveryStepOfATokensLife() throws Exception {
        fixture.use(fixture.builder().background(task -> {}));
        IssuedServiceToken first = tokens.create("job", ServiceToken.DEFAULT_DURATION);
        fixture.forbid(first);
        UUID id = first.token().id();
        Application jobs = protectJobsFor(new Rule.OneServiceToken(id));

        // Created and used.
        String firstSession = fixture.letIn(pair(request(), first)).applicationToken();
        fixture.letIn(cookie(firstSession));

        // Rotated with a grace of an hour: both secrets work, and the session of the old one.
        IssuedServiceToken second =
                done(tokens.rotate(id, fixture.clock.instant().plus(HOUR), token -> true));
        fixture.forbid(second);
        fixture.letIn(pair(request(), first));
        String secondSession = fixture.letIn(pair(request(), second)).applicationToken();
        fixture.letIn(cookie(firstSession));
        fixture.letIn(cookie(secondSession));

        // The grace is moved into the past: the old secret is over, and so is its session.
        update(
                id,
                ServiceTokenUpdate.builder()
                        .previousClientSecretExpiresAt(fixture.clock.instant())
                        .build());
        fixture.assertRefused(pair(request(), first), 401, Reason.WRONG_SECRET);
        fixture.assertRefused(cookie(firstSession), 401, Reason.SESSION_REVOKED);
        fixture.letIn(pair(request(), second));
        fixture.letIn(cookie(secondSession));

        // Switched off and on.
        update(id, ServiceTokenUpdate.builder().enabled(false).build());
        fixture.assertRefused(pair(request(), second), 401, Reason.SERVICE_TOKEN_DISABLED);
        fixture.assertRefused(cookie(secondSession), 401, Reason.SERVICE_TOKEN_DISABLED);
        update(id, ServiceTokenUpdate.builder().enabled(true).build());
        fixture.letIn(pair(request(), second));
        fixture.letIn(cookie(secondSession));

        // Refreshed the day before its end.
        fixture.clock.advance(Duration.ofDays(364));
        done(tokens.refresh(id, token -> true));
        fixture.clock.advance(Duration.ofDays(2));
        String lateSession = fixture.letIn(pair(request(), second)).applicationToken();
        fixture.letIn(cookie(lateSession));

        // Deleted while a policy names it, and after that no longer does.
        assertThat(tokens.delete(id, token -> true)).isEqualTo(new Changed.InUse<>(List.of("policy the job")));
        fixture.letIn(pair(request(), second));
        done(administration
                .applications()
                .replace(
                        jobs.id(),
                        each -> true,
                        (configuration, before) -> before.toBuilder()
                                .policies(List.of(GateFixture.ANY_TOKEN))
                                .build()));
        fixture.letIn(cookie(lateSession));
        done(tokens.delete(id, token -> true));
        fixture.assertRefused(pair(request(), second), 401, Reason.UNKNOWN_CLIENT_ID);
        fixture.assertRefused(cookie(lateSession), 401, Reason.UNKNOWN_CLIENT_ID);
    }

    @Test
    void rotationWithoutGraceEndsOldSessions() throws Exception {
        IssuedServiceToken old = tokens.create("job", null);
        fixture.forbid(old);
        protectJobsFor(new Rule.AnyValidServiceToken());
        String session = fixture.letIn(pair(request(), old)).applicationToken();

        IssuedServiceToken fresh = done(tokens.rotate(old.token().id(), null, token -> true));
        fixture.forbid(fresh);

        fixture.assertRefused(pair(request(), old), 401, Reason.WRONG_SECRET);
        fixture.assertRefused(cookie(session), 401, Reason.SESSION_REVOKED);
        fixture.letIn(pair(request(), fresh));
    }

    @Test
    void importedTokenDoesNotInheritSessionsOfDeletedOne() throws Exception {
        IssuedServiceToken before = tokens.create("job", null);
        fixture.forbid(before);
        protectJobsFor(new Rule.AnyValidServiceToken());
        String session = fixture.letIn(pair(request(), before)).applicationToken();

        done(tokens.delete(before.token().id(), token -> true));
        tokens.importSecret(
                before.clientId(),
                before.secret(),
                NewServiceToken.builder().name("job").forever().build());

        fixture.assertRefused(cookie(session), 401, Reason.SESSION_REVOKED);
        String ofTheNewOne = fixture.letIn(pair(request(), before)).applicationToken();
        assertThat(ofTheNewOne).isNotEqualTo(session);
        fixture.letIn(cookie(ofTheNewOne));
    }

    // ---- last_seen_at ----

    private Instant lastSeen() {
        return fixture.store.findById(fixture.token().token().id()).lastSeenAt();
    }

    @Test
    void credentialsAndSessionsAreUses() {
        fixture.protect(GateFixture.jobs().policy(GateFixture.ANY_TOKEN));
        fixture.use(builder());

        String session = fixture.letIn(fixture.pair()).applicationToken();
        assertThat(lastSeen()).as("never on the request's own time").isNull();
        delays.pass(Duration.ofSeconds(30));
        assertThat(lastSeen()).isEqualTo(GateFixture.START);

        fixture.clock.advance(HOUR);
        fixture.letIn(cookie(session));
        delays.pass(Duration.ofSeconds(30));
        assertThat(lastSeen()).isEqualTo(GateFixture.START.plus(HOUR));
    }

    @Test
    void deniedRequestIsNoUse() {
        fixture.protect(
                GateFixture.jobs(),
                Application.named("open")
                        .domain("open.example.com")
                        .policy(GateFixture.policy(Policy.Decision.BYPASS, 1, new Rule.Everyone())));
        fixture.use(builder());

        fixture.assertRefused(fixture.pair(), 403, Reason.NO_POLICY);
        fixture.decide(pair(PlainRequest.get("https://open.example.com/"), fixture.token()));
        fixture.gate().close();

        assertThat(lastSeen()).isNull();
    }

    @Test
    void closeWritesLastUsesAndGateStillDecides() {
        fixture.protect(GateFixture.jobs().policy(GateFixture.ANY_TOKEN));
        fixture.use(builder());
        fixture.letIn(fixture.pair());

        fixture.gate().close();

        assertThat(lastSeen()).isEqualTo(GateFixture.START);
        assertThat(delays.waiting()).isEmpty();
        fixture.letIn(fixture.pair());
        fixture.gate().close();
    }

    @Test
    void aGateOverLambdasKeepsNothingUp() {
        Map<String, ServiceToken> table =
                Map.of(fixture.token().clientId(), fixture.token().token());
        fixture.use(AccessGate.builder()
                .clock(fixture.clock)
                .delays(delays)
                .credentialStore(table::get)
                .application(GateFixture.jobs().policy(GateFixture.ANY_TOKEN).build()));

        fixture.letIn(fixture.pair());
        fixture.gate().close();

        assertThat(delays.waiting()).isEmpty();
        assertThat(lastSeen()).isNull();
    }

    @Test
    void theUnusedAreSwitchedOffAndTheirNextRequestSeesIt() throws Exception {
        IssuedServiceToken idle = tokens.create("idle", null);
        fixture.forbid(idle);
        fixture.protect(GateFixture.jobs().policy(GateFixture.ANY_TOKEN));
        fixture.organize(organization ->
                organization.serviceTokenInactivity(new Inactivity(true, 30, Inactivity.Action.DISABLE)));
        fixture.use(builder().nanos(() -> TimeUnit.MILLISECONDS.toNanos(fixture.clock.millis())));
        String session = fixture.letIn(pair(request(), idle)).applicationToken();
        delays.pass(HOUR);
        fixture.letIn(cookie(session));

        fixture.clock.advance(DAY.multipliedBy(31));
        delays.pass(HOUR.multipliedBy(2));

        fixture.assertRefused(pair(request(), idle), 401, Reason.SERVICE_TOKEN_DISABLED);
        assertThat(fixture.lines()).anyMatch(line -> line.startsWith("service_token disabled by=inactivity id="));
    }

    // ---- what cannot be honored ----

    private static List<String> faultsOf(AccessGate.Builder builder) {
        try {
            builder.build().close();
            return List.of();
        } catch (ConfigurationException e) {
            return e.faults().stream().map(Fault::pointer).toList();
        }
    }

    private static Organization cleaning() {
        return Organization.builder()
                .serviceTokenInactivity(new Inactivity(true, 90, Inactivity.Action.DELETE))
                .build();
    }

    @Test
    void aCleanUpNeedsAStoreThatCanBeWrittenTo() {
        AccessGate.Builder named = AccessGate.builder()
                .credentialStore(fixture.store)
                .application(GateFixture.jobs().build())
                .organization(cleaning());
        assertThat(faultsOf(named)).isEmpty();

        assertThat(faultsOf(named.credentialStore(clientId -> null)))
                .containsExactly("/organization/service_token_inactivity");
    }

    @Test
    void anExpiryNoticeComesAtMostAYearBefore() {
        assertThat(faultsOf(fixture.builder().expiryNotice(Duration.ZERO))).isEmpty();
        assertThat(faultsOf(fixture.builder().expiryNotice(Duration.ofDays(365))))
                .isEmpty();
        for (Duration refused : List.of(Duration.ofNanos(-1), Duration.ofDays(366))) {
            assertThatExceptionOfType(ConfigurationException.class)
                    .isThrownBy(() -> fixture.builder().expiryNotice(refused).build())
                    .withMessageContaining("expiryNotice(...) must be 0 to 365 days, not " + refused);
        }
    }

    @Test
    void warnsOnceAboutCleanUpWithoutWritableStore() {
        AtomicReference<AccessConfiguration> configuration = new AtomicReference<>(AccessConfiguration.EMPTY);
        fixture.use(fixture.builder().credentialStore(clientId -> null).applicationStore(configuration::get));
        fixture.decide(request());
        assertThat(inactivityWarnings()).isZero();

        configuration.set(AccessConfiguration.EMPTY.with(cleaning()));
        fixture.decide(request());
        fixture.decide(request());
        configuration.set(AccessConfiguration.EMPTY.with(
                cleaning().toBuilder().name("another").build()));
        fixture.decide(request());
        assertThat(inactivityWarnings()).isOne();

        configuration.set(AccessConfiguration.EMPTY);
        fixture.decide(request());
        configuration.set(AccessConfiguration.EMPTY.with(cleaning()));
        fixture.decide(request());
        assertThat(inactivityWarnings()).isEqualTo(2);
    }

    private long inactivityWarnings() {
        return fixture.lines().stream()
                .filter(line -> line.startsWith("service_token_inactivity is enabled and has no effect"))
                .count();
    }

    @Test
    void appliesChangedRotationIntervalWithoutRestart() {
        fixture.protect(GateFixture.jobs().policy(GateFixture.ANY_TOKEN));
        fixture.use(builder());
        fixture.clock.advance(Duration.ofDays(30));
        fixture.letIn(fixture.pair());
        assertThat(fixture.store.signingKeys()).hasSize(1);

        fixture.organize(organization -> organization.keyRotationInterval(Duration.ofDays(21)));
        fixture.clock.advance(Duration.ofMinutes(1));
        fixture.letIn(fixture.pair());

        assertThat(fixture.store.signingKeys()).hasSize(2);
    }
}
