package dev.latchkey;

import static dev.latchkey.GateFixture.ANY_TOKEN;
import static dev.latchkey.GateFixture.jobs;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.latchkey.application.Application;
import dev.latchkey.application.Organization;
import dev.latchkey.configuration.ConfigurationException;
import dev.latchkey.configuration.Fault;
import dev.latchkey.event.KeysRotatedEvent;
import dev.latchkey.event.Reason;
import dev.latchkey.store.AccessConfiguration;
import dev.latchkey.store.memory.InMemoryStore;
import dev.latchkey.token.SecretHasher;
import dev.latchkey.token.ServiceToken;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
        assertThat(faultsOf(AccessGate.builder().keyRotationInterval(Duration.ofDays(1))))
                .containsExactlyInAnyOrder(
                        "/credential_store",
                        "/signing_key_store",
                        "/revocation_store",
                        "/application_store",
                        "/key_rotation_interval");
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

    @ParameterizedTest
    @ValueSource(longs = {20, 366})
    void keysRotateEvery21To365Days(long days) {
        assertThat(faultsOf(AccessGate.builder().store(new InMemoryStore()).keyRotationInterval(Duration.ofDays(days))))
                .containsExactly("/key_rotation_interval");
        assertThat(faultsOf(AccessGate.builder().store(new InMemoryStore()).keyRotationInterval(Duration.ofDays(21))))
                .isEmpty();
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
        fixture.use(fixture.builder().background(background::add).keyRotationInterval(Duration.ofDays(42)));
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
    void aConfigurationThatContradictsItselfCannotBeMade() {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(
                        () -> new AccessConfiguration(Organization.DEFAULT, List.of(jobs().build(), jobs().build())))
                .satisfies(e -> assertThat(e.faults())
                        .extracting(Fault::pointer)
                        .contains("/applications/1/id", "/applications/1/domain"));
    }
}
