package dev.latchkey.admin;

import static dev.latchkey.admin.LifecycleFixture.START;
import static dev.latchkey.admin.LifecycleFixture.done;
import static dev.latchkey.admin.LifecycleFixture.faultsOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.event.AccessEvent;
import dev.latchkey.event.AccessEvent.Change.Action;
import dev.latchkey.event.AccessEvent.Change.Subject;
import dev.latchkey.model.Organization;
import dev.latchkey.store.StoredSigningKey;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Organization and keys (management contract, section 2)")
final class SettingsAndKeysTest {

    @RegisterExtension
    final LifecycleFixture fixture = new LifecycleFixture();

    private OrganizationSettings settings() {
        return fixture.administration.organization();
    }

    private Keys keys() {
        return fixture.administration.keys();
    }

    @Test
    void settingsAreReplaced() throws Exception {
        Organization made = done(settings()
                .replace(
                        each -> true,
                        before -> before.toBuilder()
                                .name("ACME")
                                .strictServiceTokenAuth(true)
                                .build()));

        assertThat(settings().get()).isEqualTo(made);
        assertThat(made.strictServiceTokenAuth()).isTrue();
        assertThat(fixture.events)
                .containsExactly(
                        new AccessEvent.Change(START, "ops", Subject.ORGANIZATION, Action.UPDATED, null, "ACME", null));
    }

    @Test
    void settingsThatStayAsTheyAreAreNoEvent() throws Exception {
        assertThat(done(settings()
                        .replace(each -> true, before -> before.toBuilder().build())))
                .isEqualTo(Organization.DEFAULT);
        assertThat(settings().replace(each -> false, before -> before)).isInstanceOf(Changed.Stale.class);
        assertThat(fixture.events).isEmpty();
    }

    @Test
    void settingsAtFaultChangeNothing() throws Exception {
        assertThat(faultsOf(() -> settings()
                        .replace(
                                each -> true,
                                before -> before.toBuilder()
                                        .authDomain("https://x")
                                        .sessionDuration(Duration.ofNanos(1))
                                        .build())))
                .containsExactly("/auth_domain", "/session_duration");
        assertThat(settings().get()).isEqualTo(Organization.DEFAULT);
    }

    @Test
    void beforeTheFirstKeyOneIsDue() throws Exception {
        assertThat(keys().status()).isEqualTo(new Keys.Status(42, null, 0));
    }

    @Test
    void rotationCreatesKeyAndKeepsPrevious() throws Exception {
        keys().rotate();
        fixture.advance(Duration.ofDays(1));
        fixture.events.clear();

        Keys.Status status = keys().rotate();

        assertThat(status).isEqualTo(new Keys.Status(42, fixture.now(), 42));
        List<StoredSigningKey> kept = fixture.store.signingKeys();
        assertThat(kept)
                .extracting(StoredSigningKey::verifyUntil)
                .containsExactly(null, fixture.now().plus(Duration.ofDays(7)));
        assertThat(fixture.events)
                .containsExactly(
                        new AccessEvent.KeysRotated(fixture.now(), kept.get(0).kid()),
                        new AccessEvent.Change(fixture.now(), "ops", Subject.KEYS, Action.ROTATED, null, null, null));
    }

    @Test
    void aDayThatHasBegunCountsUntilTheRotationIsDue() throws Exception {
        keys().rotate();

        fixture.advance(Duration.ofMillis(1));
        assertThat(keys().status().daysUntilNextRotation()).isEqualTo(42);
        fixture.advance(Duration.ofDays(1));
        assertThat(keys().status().daysUntilNextRotation()).isEqualTo(41);
        fixture.advance(Duration.ofDays(41).minusMillis(2));
        assertThat(keys().status().daysUntilNextRotation()).isEqualTo(1);
        fixture.advance(Duration.ofMillis(1));
        assertThat(keys().status().daysUntilNextRotation()).isZero();
        fixture.advance(Duration.ofDays(100));
        assertThat(keys().status().daysUntilNextRotation()).isZero();
        assertThat(keys().status().lastRotationAt()).isEqualTo(START);
    }

    @Test
    void aKeyThatOnlyVerifiesIsDueForReplacement() throws Exception {
        keys().rotate();
        StoredSigningKey only = fixture.store.signingKeys().get(0);
        fixture.store.replaceSigningKeys(only.kid(), List.of(only.verifyingUntil(START.plusSeconds(60))));

        assertThat(keys().status().daysUntilNextRotation()).isZero();
    }

    @Test
    void theIntervalIsTheOrganizations() throws Exception {
        assertThat(keys().rotateEvery(30).rotationIntervalDays()).isEqualTo(30);
        assertThat(keys().rotateEvery(30).rotationIntervalDays()).isEqualTo(30);

        assertThat(settings().get().keyRotationInterval()).isEqualTo(Duration.ofDays(30));
        assertThat(fixture.told()).containsExactly("keys updated");
    }

    @ParameterizedTest
    @ValueSource(ints = {20, 366, 0, -1, Integer.MIN_VALUE, Integer.MAX_VALUE})
    void anIntervalOutOfRangeIsRefused(int days) throws Exception {
        assertThat(faultsOf(() -> keys().rotateEvery(days))).containsExactly("/key_rotation_interval_days");
        assertThat(keys().status().rotationIntervalDays()).isEqualTo(42);
        assertThat(fixture.events).isEmpty();
    }
}
