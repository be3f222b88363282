package dev.latchkey.admin;

import static dev.latchkey.admin.LifecycleFixture.START;
import static dev.latchkey.admin.LifecycleFixture.done;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.model.Application;
import dev.latchkey.model.IssuedServiceToken;
import dev.latchkey.model.Organization;
import dev.latchkey.model.Policy;
import dev.latchkey.model.ServiceToken;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("Changes without a precondition")
final class UnconditionalChangesTest {

    private static final UUID UNKNOWN = new UUID(0, 1);

    @RegisterExtension
    final LifecycleFixture fixture = new LifecycleFixture();

    @Test
    void ofServiceTokens() throws Exception {
        IssuedServiceToken issued = fixture.issue("job");
        UUID id = issued.token().id();
        fixture.advance(Duration.ofDays(1));

        IssuedServiceToken rotated = fixture.noted(done(fixture.tokens().rotate(id, null)));
        assertThat(rotated.token().clientSecretVersion()).isEqualTo(2);
        ServiceToken refreshed = done(fixture.tokens().refresh(id));
        assertThat(refreshed.expiresAt()).isEqualTo(START.plus(Duration.ofDays(366)));
        assertThat(done(fixture.tokens().delete(id)).id()).isEqualTo(id);
        assertThat(fixture.tokens().find(id)).isNull();

        assertThat(fixture.tokens().rotate(UNKNOWN, null)).isInstanceOf(Changed.NotFound.class);
        assertThat(fixture.tokens().refresh(UNKNOWN)).isInstanceOf(Changed.NotFound.class);
        assertThat(fixture.tokens().delete(UNKNOWN)).isInstanceOf(Changed.NotFound.class);
    }

    @Test
    void ofApplications() throws Exception {
        Applications applications = fixture.administration.applications();
        Application made = applications.create(
                Application.named("jobs").domain("a.example.com").build());

        Application replaced = done(applications.replace(
                made.id(), before -> before.toBuilder().sharedCaching(true).build()));

        assertThat(replaced.settings().sharedCaching()).isTrue();
        assertThat(replaced.aud()).isEqualTo(made.aud());
        assertThat(done(applications.delete(made.id()))).isEqualTo(replaced);
        assertThat(applications.list()).isEmpty();
    }

    @Test
    void ofReusablePolicies() throws Exception {
        ReusableItems<Policy> policies = fixture.administration.policies();
        Policy made = policies.create(Policy.anyValidServiceToken());

        Policy replaced = done(policies.replace(
                made.id(), before -> before.toBuilder().precedence(7).build()));

        assertThat(replaced.precedence()).isEqualTo(7);
        assertThat(done(policies.delete(made.id()))).isEqualTo(replaced);
        assertThat(policies.list()).isEmpty();
        assertThat(policies.delete(made.id())).isInstanceOf(Changed.NotFound.class);
    }

    @Test
    void ofTheOrganization() throws Exception {
        Organization replaced = done(fixture.administration
                .organization()
                .replace(before -> before.toBuilder().explainDenials(true).build()));

        assertThat(replaced.explainDenials()).isTrue();
        assertThat(fixture.administration.organization().get()).isEqualTo(replaced);
    }

    @Test
    void ofKeys() {
        Keys.Status first = fixture.administration.keys().rotate();
        assertThat(first.lastRotationAt()).isEqualTo(START);
        fixture.advance(Duration.ofDays(3));

        Keys.Status second = fixture.administration.keys().rotate();

        assertThat(second.lastRotationAt()).isEqualTo(START.plus(Duration.ofDays(3)));
        assertThat(second).isEqualTo(fixture.administration.keys().status());
    }
}
