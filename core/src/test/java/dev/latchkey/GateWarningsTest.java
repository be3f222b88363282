package dev.latchkey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import dev.latchkey.model.Application;
import dev.latchkey.model.CidrBlock;
import dev.latchkey.model.Organization;
import dev.latchkey.model.Policy;
import dev.latchkey.model.Rule;
import dev.latchkey.store.AccessConfiguration;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("request contract, section 6: risky settings are named in a warning at start")
final class GateWarningsTest {

    private static final Organization TRUSTS_ALL = Organization.builder()
            .trustedProxies(List.of(CidrBlock.parse("0.0.0.0/0")))
            .build();

    @RegisterExtension
    private final GateFixture fixture = new GateFixture();

    private long lines(String start) {
        return fixture.lines().stream().filter(line -> line.startsWith(start)).count();
    }

    @Test
    void warnsWhenTheGateIsBuilt() {
        fixture.protect(
                GateFixture.jobs().policy(GateFixture.ANY_TOKEN),
                Application.named("site\u2028forged")
                        .domain("www.example.com")
                        .policy(GateFixture.policy(Policy.Decision.BYPASS, 1, new Rule.Everyone())));

        fixture.use(fixture.builder());

        assertThat(fixture.logged())
                .filteredOn(event -> event.getLevel() == Level.WARN)
                .singleElement()
                .extracting(ILoggingEvent::getFormattedMessage)
                .asString()
                .startsWith("/applications/0: application jobs admits any valid service token, but under another host")
                .contains("application site\\u2028forged admits everybody without credentials");
    }

    @Test
    void tellsOnceWhatIsProtected() {
        fixture.protect(Application.named("site\u2028forged").domain("www.example.com"));

        fixture.use(fixture.builder());
        fixture.protect(GateFixture.jobs());
        fixture.decide(GateFixture.request());

        assertThat(fixture.lines())
                .containsOnlyOnce(
                        "Protected, according to memory:",
                        "  application site\\u2028forged: www.example.com; admits nobody; session: 24h",
                        "  any other host or path: answered 403, because no application covers it")
                .noneMatch(line -> line.contains("application jobs"));
    }

    @Test
    void tellsWhatIsProtectedWhenTheStoreIsBack() {
        AtomicReference<AccessConfiguration> configuration = new AtomicReference<>();
        fixture.use(fixture.builder().applicationStore(() -> {
            AccessConfiguration now = configuration.get();
            if (now == null) {
                throw new IOException("down");
            }
            return now;
        }));
        assertThat(lines("Protected")).isZero();

        configuration.set(AccessConfiguration.EMPTY);
        fixture.decide(GateFixture.request());
        fixture.decide(GateFixture.request());

        assertThat(lines("Protected")).isOne();
        assertThat(lines("/applications: is empty, so every request gets 403.")).isOne();
    }

    @Test
    void warnsOnceUntilTheRiskWasGone() {
        AtomicReference<AccessConfiguration> configuration =
                new AtomicReference<>(AccessConfiguration.EMPTY.with(TRUSTS_ALL));
        String warning = "/organization/trusted_proxies/0: 0.0.0.0/0 is wider than any single network";
        fixture.use(fixture.builder().applicationStore(configuration::get));
        fixture.decide(GateFixture.request());
        assertThat(lines(warning)).isOne();

        configuration.set(AccessConfiguration.EMPTY.with(
                TRUSTS_ALL.toBuilder().name("another").build()));
        fixture.decide(GateFixture.request());
        assertThat(lines(warning)).isOne();

        configuration.set(AccessConfiguration.EMPTY);
        fixture.decide(GateFixture.request());
        configuration.set(AccessConfiguration.EMPTY.with(TRUSTS_ALL));
        fixture.decide(GateFixture.request());
        assertThat(lines(warning)).isEqualTo(2);
    }

    @Test
    void buildsAGateWhoseStoreIsDown() {
        assertThatCode(() -> fixture.use(fixture.builder().applicationStore(() -> {
                    throw new IOException("down");
                })))
                .doesNotThrowAnyException();
    }
}
