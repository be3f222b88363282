package dev.latchkey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.event.Presentation;
import dev.latchkey.model.Application;
import dev.latchkey.model.SecretDigest;
import dev.latchkey.model.ServiceToken;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The identity of an admitted client")
final class ServiceIdentityTest {

    private static final Application JOBS =
            Application.named("jobs").domain("*").build();
    private static final ServiceToken TOKEN = ServiceToken.of("a.access", SecretDigest.parse("ab".repeat(32)));
    private static final ServiceIdentity IDENTITY = new ServiceIdentity(TOKEN, JOBS, Presentation.PAIR);

    @Test
    void isEqualByTokenApplicationAndPresentation() {
        // The same token with a new secret.
        ServiceToken rotated = TOKEN.toBuilder()
                .digest(SecretDigest.parse("cd".repeat(32)))
                .clientSecretVersion(2)
                .build();
        assertThat(IDENTITY)
                .isEqualTo(new ServiceIdentity(rotated, JOBS, Presentation.PAIR))
                .hasSameHashCodeAs(new ServiceIdentity(rotated, JOBS, Presentation.PAIR));

        List<ServiceIdentity> others = List.of(
                new ServiceIdentity(ServiceToken.of("b.access", TOKEN.digest()), JOBS, Presentation.PAIR),
                new ServiceIdentity(TOKEN, Application.named("mail").domain("*").build(), Presentation.PAIR),
                new ServiceIdentity(TOKEN, JOBS, Presentation.APPLICATION_TOKEN));
        assertThat(others).doesNotContain(IDENTITY);
        assertThat(others).extracting(Object::hashCode).doesNotHaveDuplicates();
        assertThat(IDENTITY).isNotEqualTo("a.access").isNotEqualTo(null);
    }

    @Test
    void isPrintedWithoutTheDigest() {
        assertThat(IDENTITY.toString()).contains("a.access", "jobs").doesNotContain("abab");
        assertThat(IDENTITY.getName()).isEqualTo("a.access");
    }
}
