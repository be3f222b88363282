package dev.latchkey;

import static dev.latchkey.GateFixture.ANY_TOKEN;
import static dev.latchkey.GateFixture.jobs;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.atLeastOnce;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.spy;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import dev.latchkey.configuration.ConfigurationException;
import dev.latchkey.configuration.Fault;
import dev.latchkey.event.KeysRotatedEvent;
import dev.latchkey.event.Reason;
import dev.latchkey.model.Application;
import dev.latchkey.model.CidrBlock;
import dev.latchkey.model.IpList;
import dev.latchkey.model.Organization;
import dev.latchkey.model.Policy;
import dev.latchkey.model.PolicyDecision;
import dev.latchkey.model.Rule;
import dev.latchkey.model.SecretHasher;
import dev.latchkey.model.ServiceToken;
import dev.latchkey.store.AccessConfiguration;
import dev.latchkey.store.AccessStore;
import dev.latchkey.store.memory.InMemoryStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class AccessGateBuilderTest {

    @RegisterExtension
    final GateFixture fixture = new GateFixture();

    private static List<String> faultsOf(AccessGateBuilder builder) {
        try {
            builder.build();
            return List.of();
        } catch (ConfigurationException e) {
            return e.faults().stream().map(Fault::pointer).toList();
        }
    }

    @Test
    void allThatIsMissingIsNamedAtOnce() {
        assertThat(faultsOf(AccessGate.builder()))
                .containsExactlyInAnyOrder(
                        "/credential_store", "/signing_key_store", "/revocation_store", "/application_store");
    }

    @Test
    void aStoreIsEnough() {
        assertThat(faultsOf(AccessGate.builder().store(new InMemoryStore()))).isEmpty();
    }

    @Test
    void partsAreEnoughWithoutAStore() {
        InMemoryStore store = new InMemoryStore();

        assertThat(faultsOf(AccessGate.builder()
                        .credentialStore(store)
                        .signingKeyStore(store)
                        .revocationStore(store)
                        .applicationStore(store)))
                .isEmpty();
        assertThat(faultsOf(AccessGate.builder()
                        .credentialStore(store)
                        .signingKeyStore(store)
                        .revocationStore(store)
                        .application(jobs().build())))
                .isEmpty();
    }

    @Test
    void contradictionsAreNamed() {
        InMemoryStore store = new InMemoryStore();

        assertThat(faultsOf(AccessGate.builder().store(store).organization(Organization.DEFAULT)))
                .containsExactly("/organization");
        assertThat(faultsOf(AccessGate.builder()
                        .store(store)
                        .applicationStore(store)
                        .application(jobs().build())))
                .containsExactly("/application_store");
        assertThat(faultsOf(AccessGate.builder()
                        .store(store)
                        .application(jobs().build())
                        .application(Application.named("other")
                                .domain("jobs.example.com/*")
                                .build())))
                .containsExactly("/applications/1/domain");
    }

    @Test
    void applicationsThatAreNamedStayUnderTheStoresOrganization() {
        fixture.use(fixture.builder().application(jobs().policy(ANY_TOKEN).build()));
        String jwt = fixture.letIn(fixture.pair()).applicationToken();
        assertThat(fixture.decide(GateFixture.cookie(jwt))).isInstanceOf(AccessDecision.LetIn.class);

        fixture.organize(organization -> organization.strictServiceTokenAuth(true));

        assertThat(fixture.letIn(fixture.pair()).setCookie()).isNull();
        fixture.assertRefused(GateFixture.cookie(jwt), 401, Reason.STRICT_MODE);
    }

    private static final UUID OFFICE = UUID.fromString("7c6f9f6e-6c3e-4c86-b7ad-5b1a5c0b7a10");

    private static Application fromTheOffice() {
        return jobs().policy(Policy.builder("from the office", PolicyDecision.NON_IDENTITY)
                        .include(new Rule.AnyValidServiceToken())
                        .require(new Rule.OfIpList(OFFICE))
                        .build())
                .build();
    }

    private void store(IpList... lists) {
        fixture.store.update(document -> document.with(new AccessConfiguration(
                document.configuration().organization(), List.of(), List.of(), List.of(), List.of(lists))));
    }

    private static IpList office(String block) {
        return new IpList(OFFICE, "office", List.of(CidrBlock.parse(block)));
    }

    @Test
    void applicationsThatAreNamedMayNameWhatTheStoreHas() {
        for (Organization own : new Organization[] {null, Organization.DEFAULT}) {
            store(office("203.0.113.0/24"));
            AccessGateBuilder builder = fixture.builder().application(fromTheOffice());
            fixture.use(own == null ? builder : builder.organization(own));

            fixture.letIn(fixture.pair().from("203.0.113.9"));
            fixture.assertRefused(fixture.pair().from("198.51.100.1"), 403, Reason.NO_POLICY);
            store(office("198.51.100.0/24"));
            fixture.letIn(fixture.pair().from("198.51.100.1"));
            fixture.assertRefused(fixture.pair().from("203.0.113.9"), 403, Reason.NO_POLICY);
        }
    }

    @Test
    void whatTheyNameMustBeThereWhenTheGateIsBuilt() {
        InMemoryStore store = new InMemoryStore();

        assertThat(faultsOf(AccessGate.builder().store(store).application(fromTheOffice())))
                .containsExactly("/applications/0/policies/0/require/0/ip_list");
        assertThat(faultsOf(AccessGate.builder()
                        .credentialStore(store)
                        .signingKeyStore(store)
                        .revocationStore(store)
                        .application(fromTheOffice())))
                .containsExactly("/applications/0/policies/0/require/0/ip_list");
    }

    @Test
    void aStoreThatCannotBeAskedForItKeepsTheGateFromBeingBuilt() throws Exception {
        AccessStore broken = mock();
        when(broken.configuration()).thenThrow(new IOException("the message may quote a row"));

        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> AccessGate.builder()
                        .store(broken)
                        .application(fromTheOffice())
                        .build())
                .withMessageContaining("/applications: name groups or IP lists")
                .withMessageContaining("java.io.IOException")
                .withMessageNotContaining("quote a row");
        assertThat(faultsOf(AccessGate.builder()
                        .store(broken)
                        .application(jobs().policy(ANY_TOKEN).build())))
                .isEmpty();
    }

    @Test
    void whatTheyNameIsNeverPassedOverWhenItIsTakenAway() {
        store(office("203.0.113.0/24"));
        fixture.use(fixture.builder().application(fromTheOffice()));
        fixture.letIn(fixture.pair().from("203.0.113.9"));

        store();
        fixture.assertRefused(fixture.pair().from("203.0.113.9"), 503, Reason.STORE_UNAVAILABLE);
        store(office("203.0.113.0/24"));
        fixture.letIn(fixture.pair().from("203.0.113.9"));
    }

    @Test
    void aChangeInTheStoreThatSaysNothingToThemChangesNothing() throws Exception {
        store(office("203.0.113.0/24"));
        NamedApplications named = new NamedApplications(fixture.store, null, List.of(fromTheOffice()));
        AccessConfiguration before = named.configuration();

        fixture.protect(Application.named("the store's own").domain("x.example.com"));
        assertThat(named.configuration()).isSameAs(before);
        fixture.organize(organization -> organization.explainDenials(true));
        assertThat(named.configuration()).isNotSameAs(before);
        assertThat(named.configuration()).isSameAs(named.configuration());
    }

    @Test
    void applicationsThatAreNamedAreAllThereAre() {
        fixture.protect(Application.named("in the store").domain("*").policy(ANY_TOKEN));
        fixture.use(fixture.builder()
                .application(jobs().policy(ANY_TOKEN).build())
                .organization(
                        Organization.builder().authDomain("team.example.com").build()));

        assertThat(fixture.letIn(fixture.pair()).application().name()).isEqualTo("jobs");
        fixture.assertRefused(PlainRequest.get("https://x.example.com"), 403, Reason.NO_APPLICATION);
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
    void keysRotateOffTheRequestsThreadAndTheListenerHearsOfIt() throws Exception {
        fixture.protect(jobs().policy(ANY_TOKEN));
        List<Runnable> background = new java.util.ArrayList<>();
        fixture.use(fixture.builder().background(background::add));
        String before = fixture.letIn(fixture.pair()).applicationToken();
        fixture.clock.advance(Duration.ofDays(42));

        fixture.letIn(fixture.pair());
        assertThat(background).hasSize(1);
        background.get(0).run();

        assertThat(fixture.store.signingKeys()).hasSize(2);
        assertThat(fixture.events)
                .last()
                .isEqualTo(new KeysRotatedEvent(
                        fixture.clock.instant(),
                        fixture.store.signingKeys().get(0).kid()));
        assertThat(fixture.letIn(fixture.pair()).applicationToken()).isNotEqualTo(before);
    }

    @Test
    void keysRotateOnADaemonThreadByDefault() {
        fixture.protect(jobs().policy(ANY_TOKEN));
        List<Thread> threads = new CopyOnWriteArrayList<>();
        fixture.use(fixture.builder().eventListener(event -> {
            if (event instanceof KeysRotatedEvent) {
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
        AccessGateBuilder parts = AccessGate.builder()
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
