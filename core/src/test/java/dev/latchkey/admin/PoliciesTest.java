package dev.latchkey.admin;

import static dev.latchkey.admin.LifecycleFixture.START;
import static dev.latchkey.admin.LifecycleFixture.done;
import static dev.latchkey.admin.LifecycleFixture.faultsOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.event.AccessEvent;
import dev.latchkey.event.AccessEvent.Change.Action;
import dev.latchkey.event.AccessEvent.Change.Subject;
import dev.latchkey.model.Application;
import dev.latchkey.model.Policy;
import dev.latchkey.model.Rule;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("Reusable policies (management contract, section 2)")
final class PoliciesTest {

    private static final UUID GIVEN = UUID.fromString("00000000-0000-4000-8000-000000000001");
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Policy ANY = Policy.anyValidServiceToken();

    @RegisterExtension
    final LifecycleFixture fixture = new LifecycleFixture();

    private ReusableItems<Policy> policies() {
        return fixture.administration.policies();
    }

    private static boolean always(Policy policy) {
        return true;
    }

    private static Policy deny() {
        return Policy.builder("nobody", Policy.Decision.DENY)
                .include(new Rule.Everyone())
                .build();
    }

    private Application use(Policy reusable, int precedence) throws Exception {
        return fixture.administration
                .applications()
                .create(configuration -> Application.named("jobs")
                        .domain("*")
                        .policy(reusable.toBuilder().precedence(precedence).build())
                        .build());
    }

    @Test
    void createGivesAnId() throws Exception {
        Policy made = policies().create(ANY.toBuilder().id(GIVEN).build());

        assertThat(made.id()).isNotEqualTo(GIVEN);
        assertThat(made.createdAt()).isEqualTo(START).isEqualTo(made.updatedAt());
        assertThat(policies().list()).containsExactly(made);
        assertThat(policies().find(made.id())).isSameAs(made);
        assertThat(fixture.events)
                .containsExactly(new AccessEvent.Change(
                        START, "ops", Subject.POLICY, Action.CREATED, made.id(), "any_valid_service_token", null));
    }

    @Test
    void aChangeCountsWhereverThePolicyIsUsed() throws Exception {
        Policy made = policies().create(ANY);
        UUID application = use(made, 7).id();
        fixture.advance(HOUR);

        Policy after = done(policies()
                .replace(
                        made.id(),
                        PoliciesTest::always,
                        before -> deny().toBuilder()
                                .id(GIVEN)
                                .createdAt(Instant.EPOCH)
                                .build()));

        assertThat(after.id()).isEqualTo(made.id());
        assertThat(after.createdAt()).isEqualTo(START);
        assertThat(after.updatedAt()).isEqualTo(START.plus(HOUR));
        assertThat(fixture.store.configuration().application(application).policies())
                .singleElement()
                .satisfies(used -> {
                    assertThat(used.decision()).isEqualTo(Policy.Decision.DENY);
                    assertThat(used.precedence()).isEqualTo(7);
                });
        assertThat(fixture.told()).last().isEqualTo("policy updated");
    }

    @Test
    void aChangeThatChangesNothingIsNoEvent() throws Exception {
        Policy made = policies().create(ANY);
        fixture.events.clear();
        fixture.advance(HOUR);

        assertThat(done(policies()
                                .replace(
                                        made.id(),
                                        PoliciesTest::always,
                                        before -> before.toBuilder()
                                                .updatedAt(Instant.EPOCH)
                                                .build()))
                        .updatedAt())
                .isEqualTo(START);
        assertThat(fixture.events).isEmpty();
    }

    @Test
    void whatAnApplicationUsesIsNotDeleted() throws Exception {
        Policy made = policies().create(ANY);
        Application application = use(made, 1);

        assertThat(policies().delete(made.id(), PoliciesTest::always))
                .isEqualTo(new Changed.InUse<>(List.of("application jobs")));

        fixture.administration.applications().delete(application.id(), each -> true);
        assertThat(done(policies().delete(made.id(), PoliciesTest::always))).isSameAs(made);
        assertThat(policies().list()).isEmpty();
        assertThat(fixture.told())
                .containsExactly("policy created", "application created", "application deleted", "policy deleted");
    }

    @Test
    void whatTheChangeFindsAtFaultIsPassedOn() throws Exception {
        Policy made = policies().create(ANY);

        assertThat(faultsOf(() -> policies()
                        .replace(
                                made.id(),
                                PoliciesTest::always,
                                before -> Policy.builder(" ", Policy.Decision.DENY)
                                        .build())))
                .containsExactly("/name", "/include");
    }

    @Test
    void returnsNotFoundOrStale() throws Exception {
        Policy made = policies().create(ANY);
        fixture.events.clear();

        assertThat(policies().find(GIVEN)).isNull();
        assertThat(policies().delete(GIVEN, PoliciesTest::always)).isInstanceOf(Changed.NotFound.class);
        assertThat(policies().replace(GIVEN, PoliciesTest::always, before -> before))
                .isInstanceOf(Changed.NotFound.class);
        assertThat(policies().delete(made.id(), each -> false)).isInstanceOf(Changed.Stale.class);
        assertThat(policies().replace(made.id(), each -> false, before -> deny()))
                .isInstanceOf(Changed.Stale.class);
        assertThat(policies().list()).containsExactly(made);
        assertThat(fixture.events).isEmpty();
    }
}
