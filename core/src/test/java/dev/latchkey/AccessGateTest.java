package dev.latchkey;

import static dev.latchkey.GateFixture.ANY_TOKEN;
import static dev.latchkey.GateFixture.jobs;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.atLeastOnce;
import static org.mockito.Mockito.spy;
import static org.mockito.Mockito.verify;

import dev.latchkey.configuration.ConfigurationException;
import dev.latchkey.configuration.Fault;
import dev.latchkey.event.AccessEvent;
import dev.latchkey.event.Reason;
import dev.latchkey.model.Application;
import dev.latchkey.model.Organization;
import dev.latchkey.model.Policy;
import dev.latchkey.model.Rule;
import dev.latchkey.model.SecretHasher;
import dev.latchkey.model.ServiceToken;
import dev.latchkey.store.AccessConfiguration;
import dev.latchkey.store.memory.InMemoryStore;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class AccessGateTest {

    @RegisterExtension
    final GateFixture fixture = new GateFixture();

    private static List<String> faultsOf(AccessGate.Builder builder) {
        try {
            builder.build();
            return List.of();
        } catch (ConfigurationException e) {
            return e.faults().stream().map(Fault::pointer).toList();
        }
    }

    private static List<String> messagesOf(AccessGate.Builder builder) {
        return catchThrowableOfType(ConfigurationException.class, builder::build).faults().stream()
                .map(Fault::toString)
                .toList();
    }

    @Test
    void somethingMustSayWhoIsLetIn() {
        String noStore = "store(...) is missing: call it, or credentialStore(...) and application(...)";
        assertThat(messagesOf(AccessGate.builder())).containsExactly(noStore);
        assertThat(messagesOf(AccessGate.builder().application(jobs().build()))).containsExactly(noStore);
        assertThat(messagesOf(AccessGate.builder().credentialStore(clientId -> null)))
                .containsExactly("application(...) is missing: credentialStore(...) needs at least one");
    }

    @Test
    void aStoreIsEnough() {
        assertThat(faultsOf(AccessGate.builder().store(new InMemoryStore()))).isEmpty();
    }

    @Test
    void aCredentialLambdaAndAnApplicationAreEnough() {
        Application application = jobs().policy(ANY_TOKEN).build();
        fixture.use(AccessGate.builder()
                .clock(fixture.clock)
                .eventListener(fixture.events::add)
                .credentialStore(id ->
                        id.equals(fixture.token().clientId()) ? fixture.token().token() : null)
                .application(application));

        AccessDecision.LetIn letIn = fixture.letIn(fixture.pair());
        assertThat(letIn.application()).isEqualTo(application);
        assertThat(fixture.decide(GateFixture.cookie(letIn.applicationToken())))
                .isInstanceOf(AccessDecision.LetIn.class);
        fixture.assertRefused(PlainRequest.get("https://x.example.com"), 403, Reason.NO_APPLICATION);
    }

    @Test
    void tellsOnceThatKeysAndEndedSessionsAreInMemory() {
        AccessGate.Builder builder =
                AccessGate.builder().credentialStore(clientId -> null).application(jobs().build());
        builder.build().close();
        assertThat(linesAboutMemory()).isOne();

        builder.signingKeyStore(fixture.store).build().close();
        assertThat(linesAboutMemory()).as("sessions, still").isEqualTo(2);
        builder.revocationStore(fixture.store).build().close();
        assertThat(linesAboutMemory()).isEqualTo(2);
    }

    private long linesAboutMemory() {
        return fixture.lines().stream()
                .filter(line -> line.startsWith("Kept in memory, and lost when the process ends"))
                .count();
    }

    @Test
    void contradictionsAreNamed() {
        InMemoryStore store = new InMemoryStore();

        assertThat(messagesOf(AccessGate.builder()
                        .store(store)
                        .organization(Organization.DEFAULT)
                        .application(jobs().build())))
                .containsExactly(
                        "application(...) cannot be combined with store(...), which has its own applications",
                        "organization(...) cannot be combined with store(...), which has its own organization");
        assertThat(faultsOf(AccessGate.builder()
                        .credentialStore(store)
                        .application(jobs().build())
                        .application(Application.named("other")
                                .domain("jobs.example.com/*")
                                .build())))
                .containsExactly("/applications/1/domain");
    }

    @Test
    void aGroupOrIpListThatIsNotThereIsAFault() {
        Application fromTheOffice = jobs().policy(Policy.builder("from the office", Policy.Decision.NON_IDENTITY)
                        .include(new Rule.AnyValidServiceToken())
                        .require(new Rule.OfIpList(UUID.fromString("7c6f9f6e-6c3e-4c86-b7ad-5b1a5c0b7a10")))
                        .build())
                .build();

        assertThat(faultsOf(
                        AccessGate.builder().credentialStore(clientId -> null).application(fromTheOffice)))
                .containsExactly("/applications/0/policies/0/require/0/ip_list");
    }

    @Test
    void aPartOfOnesOwnGoesBeforeTheStores() {
        fixture.protect(jobs().policy(ANY_TOKEN));
        fixture.use(fixture.builder().credentialStore(clientId -> null));

        fixture.assertRefused(fixture.pair(), 401, Reason.UNKNOWN_CLIENT_ID);
    }

    @Test
    void aHasherWithAPepperVerifiesWithIt() {
        SecretHasher peppered = SecretHasher.peppered("0123456789abcdef".getBytes(StandardCharsets.US_ASCII));
        ServiceToken token = ServiceToken.of(
                fixture.token().clientId(), peppered.digest(fixture.token().secret()));
        fixture.protect(jobs().policy(ANY_TOKEN));
        fixture.use(fixture.builder().credentialStore(clientId -> token).secretHasher(peppered));

        fixture.letIn(fixture.pair());
    }

    @Test
    void gatesThatStartTogetherMakeOneKeyBeforeAnyRequest() {
        InMemoryStore shared = new InMemoryStore();
        List<AccessEvent.KeysRotated> made = new CopyOnWriteArrayList<>();
        List<AccessGate> gates = Stream.generate(() -> AccessGate.builder()
                        .store(shared)
                        .eventListener(event -> made.add((AccessEvent.KeysRotated) event))
                        .build())
                .limit(3)
                .toList();

        // Closing a gate waits for its background thread.
        await().until(() -> !shared.signingKeys().isEmpty());
        gates.forEach(AccessGate::close);

        assertThat(shared.signingKeys()).hasSize(1);
        assertThat(made).hasSize(1);
    }

    @Test
    void rotatesKeysInBackgroundAndSendsEvent() throws Exception {
        fixture.protect(jobs().policy(ANY_TOKEN));
        List<Runnable> background = new java.util.ArrayList<>();
        fixture.use(fixture.builder().background(background::add));
        background.clear();
        String before = fixture.letIn(fixture.pair()).applicationToken();
        fixture.clock.advance(Duration.ofDays(42));

        fixture.letIn(fixture.pair());
        assertThat(background).hasSize(1);
        background.get(0).run();

        assertThat(fixture.store.signingKeys()).hasSize(2);
        assertThat(fixture.events)
                .last()
                .isEqualTo(new AccessEvent.KeysRotated(
                        fixture.clock.instant(),
                        fixture.store.signingKeys().get(0).kid()));
        assertThat(fixture.letIn(fixture.pair()).applicationToken()).isNotEqualTo(before);
    }

    @Test
    void keysRotateOnADaemonThreadByDefault() {
        fixture.protect(jobs().policy(ANY_TOKEN));
        List<Thread> threads = new CopyOnWriteArrayList<>();
        fixture.use(fixture.builder().eventListener(event -> {
            if (event instanceof AccessEvent.KeysRotated) {
                threads.add(Thread.currentThread());
            }
        }));
        fixture.clock.advance(Duration.ofDays(42));

        fixture.decide(fixture.pair());

        await().until(() -> !threads.isEmpty());
        assertThat(threads).allMatch(thread -> thread.isDaemon() && !thread.equals(Thread.currentThread()));
    }

    @Test
    void keysAndSessionIdsComeFromTheGivenRandom() {
        fixture.protect(jobs().policy(ANY_TOKEN));
        SecureRandom random = spy(new SecureRandom());
        fixture.use(fixture.builder().random(random));

        fixture.letIn(fixture.pair());

        verify(random, atLeastOnce()).nextBytes(any());
    }

    @Test
    void theGivenOrganizationCountsWithoutAStore() {
        Organization strict =
                Organization.builder().strictServiceTokenAuth(true).build();
        Application application = jobs().policy(ANY_TOKEN).build();
        AccessGate.Builder parts = AccessGate.builder()
                .credentialStore(fixture.store)
                .signingKeyStore(fixture.store)
                .revocationStore(fixture.store)
                .clock(fixture.clock)
                .application(application);

        assertThat(parts.build().decide(fixture.pair()))
                .isInstanceOfSatisfying(
                        AccessDecision.LetIn.class,
                        letIn -> assertThat(letIn.setCookie()).isNotNull());
        assertThat(parts.organization(strict).build().decide(fixture.pair()))
                .isInstanceOfSatisfying(
                        AccessDecision.LetIn.class,
                        letIn -> assertThat(letIn.setCookie()).isNull());
    }

    @Test
    void aConfigurationThatContradictsItselfCannotBeMade() {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(
                        () -> new AccessConfiguration(Organization.DEFAULT, List.of(jobs().build(), jobs().build())))
                .satisfies(e -> assertThat(e.faults())
                        .extracting(Fault::pointer)
                        .contains("/applications/1/id", "/applications/1/domain"));
    }
}
