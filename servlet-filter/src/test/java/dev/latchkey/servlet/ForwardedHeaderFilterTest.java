package dev.latchkey.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.model.Application;
import dev.latchkey.model.CidrBlock;
import dev.latchkey.model.Organization;
import dev.latchkey.model.Policy;
import dev.latchkey.model.Rule;
import dev.latchkey.testsupport.JettyApp;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.web.filter.ForwardedHeaderFilter;

@DisplayName("Behind Spring's ForwardedHeaderFilter, which trusts all clients (request contract, sections 6 and 7)")
final class ForwardedHeaderFilterTest {

    private static final Application INSIDE = Application.named("inside")
            .domain("*")
            .policy(Policy.builder("our network", Policy.Decision.BYPASS)
                    .include(new Rule.Ip(CidrBlock.parse("192.0.2.0/24")))
                    .build())
            .build();

    private JettyApp app;

    private void start(Organization organization) throws Exception {
        app = JettyApp.at("/")
                .filter(new ForwardedHeaderFilter())
                .filter(new AccessFilter(TestGate.of(organization, INSIDE)))
                .page("/*", Seen::tell)
                .start();
    }

    @AfterEach
    void stop() {
        app.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"X-Forwarded-For: 192.0.2.1", "Forwarded: for=192.0.2.1"})
    void ignoresHeaderOfUntrustedClient(String header) throws Exception {
        start(Organization.DEFAULT);
        assertThat(app.get("/x", header).status()).isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(strings = {"192.0.2.1, 198.51.100.7, 127.0.0.1", "192.0.2.1, 198.51.100.7"})
    void readsHeaderFromEndBehindTrustedProxies(String forwardedFor) throws Exception {
        start(Organization.builder()
                .trustedProxies(List.of(CidrBlock.parse("127.0.0.0/8")))
                .build());
        assertThat(app.get("/x", "X-Forwarded-For: " + forwardedFor).status()).isEqualTo(401);
        assertThat(app.get("/x", "X-Forwarded-For: 198.51.100.7, 192.0.2.1").status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/%", "/%zz", "/%c0%af", "/..", "/;", "//", "/%2e", "/\u00e9", "/%00", "\\"})
    void acceptsAnyPrefix(String prefix) throws Exception {
        start(Organization.DEFAULT);
        assertThat(app.get("/x", "X-Forwarded-Prefix: " + prefix).status()).isEqualTo(401);
        assertThat(app.get("/cdn-cgi/access/certs", "X-Forwarded-Prefix: " + prefix)
                        .status())
                .isNotEqualTo(500);
    }
}
