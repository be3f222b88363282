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

@DisplayName("Applications and their own policies (management contract, section 2)")
final class ApplicationsTest {

    private static final UUID GIVEN = UUID.fromString("00000000-0000-4000-8000-000000000001");
    private static final Duration HOUR = Duration.ofHours(1);

    @RegisterExtension
    final LifecycleFixture fixture = new LifecycleFixture();

    private Applications applications() {
        return fixture.administration.applications();
    }

    private static Application.Builder jobs() {
        return Application.named("jobs").domain("jobs.example.com");
    }

    private static Policy.Builder policy(String name, int precedence) {
        return Policy.builder(name, Policy.Decision.NON_IDENTITY)
                .precedence(precedence)
                .include(new Rule.AnyValidServiceToken());
    }

    private Application create(Application.Builder application) throws Exception {
        return applications().create(configuration -> application.build());
    }

    private Application replace(Application before, Application.Builder after) throws Exception {
        return done(applications().replace(before.id(), each -> true, (configuration, now) -> after.build()));
    }

    private static boolean always(Application application) {
        return true;
    }

    @Test
    void createAssignsIdAndAudTagItself() throws Exception {
        Application made = create(jobs().id(GIVEN)
                .aud("0".repeat(64))
                .createdAt(Instant.EPOCH)
                .updatedAt(Instant.EPOCH)
                .sessionsRevokedAt(Instant.EPOCH));

        assertThat(made.id()).isNotEqualTo(GIVEN).isNotEqualTo(Application.idOf("jobs"));
        assertThat(made.aud())
                .matches("[0-9a-f]{64}")
                .isNotEqualTo("0".repeat(64))
                .isNotEqualTo(Application.audOf(made.id()));
        assertThat(made.createdAt()).isEqualTo(START).isEqualTo(made.updatedAt());
        assertThat(made.sessionsRevokedAt()).isNull();
        assertThat(fixture.store.configuration().applications()).containsExactly(made);
        assertThat(applications().find(made.id()))
                .isSameAs(applications().list().get(0));
        assertThat(fixture.events)
                .containsExactly(new AccessEvent.Change(
                        START, "ops", Subject.APPLICATION, Action.CREATED, made.id(), "jobs", null));
    }

    @Test
    void recreatedApplicationIsAnother() throws Exception {
        Application first = create(jobs());
        done(applications().delete(first.id(), ApplicationsTest::always));

        Application second = create(jobs());

        assertThat(second.id()).isNotEqualTo(first.id());
        assertThat(second.aud()).isNotEqualTo(first.aud());
        assertThat(fixture.told()).containsExactly("application created", "application deleted", "application created");
    }

    @Test
    void replaceKeepsWhatNeverChanges() throws Exception {
        Application made = create(jobs());
        done(applications().revokeSessions(made.id()));
        fixture.advance(HOUR);

        Application after = replace(
                made,
                Application.named("work")
                        .domain("work.example.com")
                        .id(GIVEN)
                        .aud("0".repeat(64))
                        .createdAt(Instant.EPOCH)
                        .sessionsRevokedAt(null));

        assertThat(after.id()).isEqualTo(made.id());
        assertThat(after.aud()).isEqualTo(made.aud());
        assertThat(after.createdAt()).isEqualTo(START);
        assertThat(after.sessionsRevokedAt()).isEqualTo(START);
        assertThat(after.updatedAt()).isEqualTo(START.plus(HOUR));
        assertThat(after.name()).isEqualTo("work");
        assertThat(fixture.store.configuration().applications())
                .singleElement()
                .satisfies(kept -> assertThat(kept.domain()).isEqualTo("work.example.com"));
        assertThat(fixture.told()).last().isEqualTo("application updated");
    }

    @Test
    void ownPoliciesGetRandomIdsAndKeepThem() throws Exception {
        Application made = create(jobs().policy(policy("one", 1).id(GIVEN).build()));
        Policy one = made.policies().get(0);
        assertThat(one.id()).isNotEqualTo(GIVEN);
        assertThat(one.createdAt()).isEqualTo(START).isEqualTo(one.updatedAt());
        fixture.advance(HOUR);

        Application after = replace(
                made,
                jobs().policy(one)
                        .policy(policy("two", 2).id(GIVEN).build())
                        .policy(policy("three", 3).build()));

        assertThat(after.policies()).hasSize(3);
        assertThat(after.policies()).extracting(Policy::id).startsWith(one.id()).doesNotContain(GIVEN);
        assertThat(after.policies())
                .extracting(Policy::updatedAt)
                .containsExactly(START, START.plus(HOUR), START.plus(HOUR));
    }

    @Test
    void anOwnPolicyThatChangesKeepsItsIdAndItsMaking() throws Exception {
        Application made = create(jobs().policy(policy("one", 1).build()));
        Policy before = made.policies().get(0);
        fixture.advance(HOUR);

        Policy after = replace(
                        made,
                        jobs().policy(before.toBuilder()
                                .precedence(7)
                                .createdAt(null)
                                .updatedAt(null)
                                .build()))
                .policies()
                .get(0);

        assertThat(after.id()).isEqualTo(before.id());
        assertThat(after.createdAt()).isEqualTo(START);
        assertThat(after.updatedAt()).isEqualTo(START.plus(HOUR));
    }

    @Test
    void reusablePoliciesKeepTheirIds() throws Exception {
        Policy reusable =
                fixture.administration.policies().create(policy("all", 1).build());

        Application made =
                create(jobs().policy(reusable.toBuilder().precedence(5).build()));

        assertThat(made.policies()).extracting(Policy::id).containsExactly(reusable.id());
        assertThat(made.policies()).extracting(Policy::precedence).containsExactly(5);
    }

    @Test
    void reportsPatternOfAnotherApplicationAsFaultOfDomain() throws Exception {
        Application first = create(jobs());
        Application second = create(Application.named("work").domain("work.example.com"));

        assertThat(faultsOf(() -> create(Application.named("x").domain("jobs.example.com"))))
                .containsExactly("/domain");
        assertThat(faultsOf(() -> replace(first, Application.named("x").domain("work.example.com"))))
                .containsExactly("/domain");
        assertThat(faultsOf(() -> replace(second, Application.named("x").domain("jobs.example.com"))))
                .containsExactly("/domain");
        assertThat(fixture.store.configuration().applications())
                .extracting(Application::domain)
                .containsExactly("jobs.example.com", "work.example.com");
        assertThat(fixture.told()).containsExactly("application created", "application created");
    }

    @Test
    void anotherPolicyUnderAReusableOnesIdIsAFault() throws Exception {
        Policy reusable =
                fixture.administration.policies().create(policy("all", 1).build());
        create(Application.named("work").domain("work.example.com"));

        assertThat(faultsOf(() -> create(jobs().policy(policy("one", 1).build())
                        .policy(policy("other", 2).id(reusable.id()).build()))))
                .containsExactly("/policies/1/id");
    }

    @Test
    void onePolicyTwiceIsAFault() {
        assertThat(faultsOf(
                        () -> create(jobs().policy(policy("one", 1).id(GIVEN).build())
                                .policy(policy("two", 2).id(GIVEN).build()))))
                .containsExactly("/policies/1/id");
    }

    @Test
    void whatTheMakerFindsAtFaultIsPassedOn() throws Exception {
        Application made = create(jobs());

        assertThat(faultsOf(() -> create(Application.named(" ")))).containsExactly("/name", "/domain");
        assertThat(faultsOf(() -> replace(made, Application.named(" ")))).containsExactly("/name", "/domain");
    }

    @Test
    void passesConfigurationToTheFactory() throws Exception {
        Application made = create(jobs());

        applications().replace(made.id(), ApplicationsTest::always, (configuration, before) -> {
            assertThat(configuration.applications()).containsExactly(before);
            return before;
        });
    }

    @Test
    void everyRevocationOfSessionsIsAMomentOfItsOwn() throws Exception {
        UUID id = create(jobs()).id();

        Instant first = done(applications().revokeSessions(id)).sessionsRevokedAt();
        Instant second = done(applications().revokeSessions(id)).sessionsRevokedAt();
        fixture.advance(HOUR);
        Instant third = done(applications().revokeSessions(id)).sessionsRevokedAt();

        assertThat(List.of(first, second, third)).containsExactly(START, START.plusMillis(1), START.plus(HOUR));
        assertThat(applications().find(id).sessionsRevokedAt()).isEqualTo(third);
        assertThat(fixture.told()).last().isEqualTo("application sessions_revoked");
    }

    @Test
    void returnsNotFoundForUnknownId() throws Exception {
        assertThat(applications().find(GIVEN)).isNull();
        assertThat(applications().revokeSessions(GIVEN)).isInstanceOf(Changed.NotFound.class);
        assertThat(applications().delete(GIVEN, ApplicationsTest::always)).isInstanceOf(Changed.NotFound.class);
        assertThat(applications().replace(GIVEN, ApplicationsTest::always, (configuration, before) -> before))
                .isInstanceOf(Changed.NotFound.class);
        assertThat(fixture.events).isEmpty();
    }

    @Test
    void returnsStaleIfPreconditionFails() throws Exception {
        Application made = create(jobs());
        fixture.events.clear();

        assertThat(applications().delete(made.id(), each -> false)).isInstanceOf(Changed.Stale.class);
        assertThat(applications().replace(made.id(), each -> false, (configuration, before) -> {
                    throw new AssertionError("not asked for");
                }))
                .isInstanceOf(Changed.Stale.class);
        assertThat(applications().list()).containsExactly(made);
        assertThat(fixture.events).isEmpty();
    }
}
