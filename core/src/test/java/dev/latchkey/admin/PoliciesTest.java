package dev.latchkey.admin;

import static dev.latchkey.admin.LifecycleFixture.START;
import static dev.latchkey.admin.LifecycleFixture.done;
import static dev.latchkey.admin.LifecycleFixture.faults;
import static dev.latchkey.admin.LifecycleFixture.faultsOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.event.AccessEvent;
import dev.latchkey.event.AccessEvent.Change.Action;
import dev.latchkey.event.AccessEvent.Change.Subject;
import dev.latchkey.model.Application;
import dev.latchkey.model.Policy;
import dev.latchkey.model.Rule;
import dev.latchkey.model.RuleGroup;
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
        assertThat(made.id().version()).as("random (RFC 9562)").isEqualTo(4);
        assertThat(made.id().variant()).isEqualTo(2);
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
    void newReferencesNeedAServiceToken() throws Exception {
        Rule missing = new Rule.OneServiceToken(GIVEN);
        Policy.Builder policy =
                deny().toBuilder().include(missing).require(missing).exclude(missing);
        RuleGroup.Builder group =
                RuleGroup.builder("jobs").include(missing).require(missing).exclude(missing);
        ReusableItems<RuleGroup> groups = fixture.administration.groups();
        Policy madePolicy = policies().create(ANY);
        RuleGroup madeGroup = groups.create(
                RuleGroup.builder("jobs").include(new Rule.Everyone()).build());

        assertThat(faultsOf(() -> policies().create(policy.build()))).containsExactlyElementsOf(missingIn("", 1));
        assertThat(faultsOf(() -> policies().replace(madePolicy.id(), before -> policy.build())))
                .containsExactlyElementsOf(missingIn("", 1));
        assertThat(faultsOf(() -> groups.create(group.build()))).containsExactlyElementsOf(missingIn("", 0));
        assertThat(faultsOf(() -> groups.replace(madeGroup.id(), before -> group.build())))
                .containsExactlyElementsOf(missingIn("", 0));
        assertThat(faultsOf(() -> use(policy.build(), 1))).containsExactlyElementsOf(missingIn("/policies/0", 1));
    }

    private static List<String> missingIn(String pointer, int include) {
        return List.of(
                pointer + "/include/" + include + "/service_token",
                pointer + "/require/0/service_token",
                pointer + "/exclude/0/service_token");
    }

    @Test
    void faultsPointIntoTheChangedItem() throws Exception {
        policies().create(deny());
        Policy made = policies().create(ANY);
        use(made, 1);

        assertThat(faultsOf(() -> policies()
                        .replace(
                                made.id(),
                                before -> before.toBuilder()
                                        .include(new Rule.OfGroup(GIVEN))
                                        .build())))
                .containsExactly("/include/1/group");
    }

    @Test
    void faultsElsewhereAreConflicts() throws Exception {
        ReusableItems<RuleGroup> groups = fixture.administration.groups();
        RuleGroup everyone = groups.create(
                RuleGroup.builder("all").include(new Rule.Everyone()).build());
        policies()
                .create(Policy.builder("open", Policy.Decision.BYPASS)
                        .include(new Rule.OfGroup(everyone.id()))
                        .build());

        assertThat(faults(() -> groups.replace(
                        everyone.id(),
                        before -> before.toBuilder()
                                .include(new Rule.AnyValidServiceToken())
                                .build())))
                .singleElement()
                .satisfies(fault -> {
                    assertThat(fault.pointer()).isEmpty();
                    assertThat(fault.message())
                            .startsWith("conflicts with the rest of the configuration: /policies/0/include/0/group: ");
                });
    }

    @Test
    void groupsThatAreNestedTooDeepAreAtFaultThemselves() throws Exception {
        ReusableItems<RuleGroup> groups = fixture.administration.groups();
        RuleGroup inner = groups.create(
                RuleGroup.builder("0").include(new Rule.Everyone()).build());
        for (int i = 1; i < 16; i++) {
            inner = groups.create(RuleGroup.builder("" + i)
                    .include(new Rule.OfGroup(inner.id()))
                    .build());
        }
        RuleGroup deepest = RuleGroup.builder("one too many")
                .include(new Rule.OfGroup(inner.id()))
                .build();

        assertThat(faults(() -> groups.create(deepest))).singleElement().satisfies(fault -> {
            assertThat(fault.pointer()).isEmpty();
            assertThat(fault.message()).isEqualTo("has more than 15 levels of nested groups");
        });
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
