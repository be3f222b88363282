package dev.latchkey.internal.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.configuration.Fault;
import dev.latchkey.model.Application;
import dev.latchkey.model.CidrBlock;
import dev.latchkey.model.IpList;
import dev.latchkey.model.Organization;
import dev.latchkey.model.Policy;
import dev.latchkey.model.Rule;
import dev.latchkey.model.RuleGroup;
import dev.latchkey.store.AccessConfiguration;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("request contract, sections 6 and 7: settings that let a client choose its address or application")
final class ConfigurationRisksTest {

    private static final Rule EVERYONE = new Rule.Everyone();
    private static final Rule OFFICE = new Rule.Ip(CidrBlock.parse("203.0.113.0/24"));
    private static final Rule ONE_TOKEN = new Rule.OneServiceToken(new UUID(0, 1));

    private static Application.Builder app(String name, String... domains) {
        Application.Builder app = Application.named(name);
        List.of(domains).forEach(app::domain);
        return app;
    }

    private static Policy policy(Policy.Decision decision, Rule... include) {
        Policy.Builder policy = Policy.builder(decision.name(), decision);
        List.of(include).forEach(policy::include);
        return policy.build();
    }

    private static Application open(String name, String... domains) {
        return app(name, domains)
                .policy(policy(Policy.Decision.BYPASS, EVERYONE))
                .build();
    }

    private static Application anyToken(String name, String... domains) {
        return app(name, domains).anyValidServiceToken(true).build();
    }

    private static Application oneToken(String name, String... domains) {
        return app(name, domains)
                .policy(policy(Policy.Decision.NON_IDENTITY, ONE_TOKEN))
                .build();
    }

    private static List<Fault> risks(Application... applications) {
        return risks(Organization.DEFAULT, applications);
    }

    private static List<Fault> risks(Organization organization, Application... applications) {
        return ConfigurationRisks.find(new AccessConfiguration(organization, List.of(applications)));
    }

    @Test
    void warnsThatThereIsNoApplication() {
        Organization open = Organization.builder().denyUnmatchedRequests(false).build();

        assertThat(risks(Organization.DEFAULT))
                .singleElement()
                .asString()
                .startsWith("/applications: is empty, so every request gets 403. Create an application");
        assertThat(risks(open))
                .singleElement()
                .asString()
                .startsWith("/applications: is empty and deny_unmatched_requests is false, so nothing is protected.");
    }

    @Nested
    final class TrustedProxies {

        private static List<Fault> risks(String block) {
            Organization organization = Organization.builder()
                    .trustedProxies(List.of(CidrBlock.parse("192.0.2.1"), CidrBlock.parse(block)))
                    .build();
            return ConfigurationRisksTest.risks(organization, anyToken("all", "*"));
        }

        @ParameterizedTest
        @ValueSource(
                strings = {"0.0.0.0/0", "128.0.0.0/1", "8.0.0.0/7", "::ffff:0.0.0.0/96", "::/0", "2000::/3", "2a00::/15"
                })
        void warnsOfTooWideBlock(String block) {
            assertThat(risks(block)).singleElement().satisfies(risk -> {
                assertThat(risk.pointer()).isEqualTo("/organization/trusted_proxies/1");
                assertThat(risk.message()).contains(block, "choose the address", "addresses of your proxies");
            });
        }

        @ParameterizedTest
        @ValueSource(strings = {"10.0.0.0/8", "9.0.0.0/8", "fc00::/7", "fd00::/8", "2a00::/16", "::1"})
        void acceptsSingleNetwork(String block) {
            assertThat(risks(block)).isEmpty();
        }
    }

    @Nested
    final class Hosts {

        @Test
        void reportsApplicationOpenUnderOtherHost() {
            assertThat(risks(anyToken("main", "secure.example.com"), open("site", "open.example.com")))
                    .singleElement()
                    .satisfies(risk -> {
                        assertThat(risk.pointer()).isEqualTo("/applications/0");
                        assertThat(risk.message())
                                .contains("application main admits any valid service token")
                                .contains("application site admits everybody without credentials")
                                .contains("rejects foreign hosts");
                    });
        }

        @ParameterizedTest
        @ValueSource(strings = {"*", "*.example.org", "a.example.com", "b.example.com/api", "b.example.com/api/v1/x"})
        void comparesEveryCommonPath(String domain) {
            assertThat(risks(oneToken("main", "example.com/api/v1"), anyToken("other", domain)))
                    .singleElement()
                    .satisfies(risk -> assertThat(risk.pointer()).isEqualTo("/applications/0"));
        }

        @Test
        void warnsInBothDirections() {
            assertThat(risks(open("site", "*"), anyToken("main", "secure.example.com")))
                    .extracting(Fault::pointer)
                    .containsExactly("/applications/1");
            assertThat(risks(anyToken("main", "*"), open("site", "open.example.com")))
                    .extracting(Fault::pointer)
                    .containsExactly("/applications/0");
        }

        @Test
        void staysSilentIfNoHostHelps() {
            // The same host: only the path decides, which no header changes.
            assertThat(risks(anyToken("main", "*"), open("health", "*/health"))).isEmpty();
            assertThat(risks(anyToken("main", "example.com"), open("site", "example.com/open")))
                    .isEmpty();
            // Different paths.
            assertThat(risks(anyToken("main", "a.example.com/x"), open("site", "b.example.com/y")))
                    .isEmpty();
            // Equal requirements.
            assertThat(risks(anyToken("one", "a.example.com"), anyToken("two", "b.example.com")))
                    .isEmpty();
            assertThat(risks(oneToken("one", "a.example.com"), oneToken("two", "b.example.com")))
                    .isEmpty();
            // One application under both hosts.
            assertThat(risks(anyToken("one", "a.example.com", "b.example.com"))).isEmpty();
        }

        @Test
        void staysSilentIfMoreSpecificPatternCoversPaths() {
            assertThat(risks(
                            anyToken("admin", "secure.example.com/admin", "open.example.com/admin"),
                            open("site", "open.example.com")))
                    .isEmpty();
        }

        @Test
        void comparesMinimumRequirements() {
            Application byAddress = app("office", "office.example.com")
                    .policy(policy(Policy.Decision.BYPASS, OFFICE))
                    .build();
            Application strict = app("strict", "strict.example.com")
                    .policy(Policy.builder("office only", Policy.Decision.NON_IDENTITY)
                            .include(EVERYONE)
                            .require(ONE_TOKEN)
                            .build())
                    .build();
            Application closed = app("closed", "closed.example.com").build();

            assertThat(risks(open("site", "open.example.com"), byAddress, anyToken("main", "x"), strict, closed))
                    .extracting(Fault::pointer)
                    .containsExactly("/applications/1", "/applications/2", "/applications/3", "/applications/4");
            assertThat(risks(byAddress, anyToken("main", "x")))
                    .extracting(Fault::pointer)
                    .containsExactly("/applications/1");
            assertThat(risks(anyToken("main", "x"), strict, closed))
                    .extracting(Fault::pointer)
                    .containsExactly("/applications/1", "/applications/2");
            assertThat(risks(strict, closed)).extracting(Fault::pointer).containsExactly("/applications/1");
        }

        @Test
        void seesAddressesOfManyNetworks() {
            IpList anywhere = IpList.builder("anywhere")
                    .entries(List.of(new IpList.Entry(CidrBlock.parse("::/0"), null)))
                    .build();
            Application byList = app("list", "list.example.com")
                    .policy(policy(Policy.Decision.BYPASS, new Rule.OfIpList(anywhere.id())))
                    .build();
            Application office = app("office", "office.example.com")
                    .policy(policy(Policy.Decision.BYPASS, OFFICE))
                    .build();
            // It does not cover clients with an IPv6 address, so it does not make later policies unreachable.
            Application denied = app("denied", "denied.example.com")
                    .policy(policy(Policy.Decision.DENY, new Rule.Ip(CidrBlock.parse("0.0.0.0/0"))).toBuilder()
                            .precedence(1)
                            .build())
                    .policy(policy(Policy.Decision.BYPASS, EVERYONE).toBuilder()
                            .precedence(2)
                            .build())
                    .build();

            assertThat(ConfigurationRisks.find(new AccessConfiguration(
                            Organization.DEFAULT,
                            List.of(byList, office, denied),
                            List.of(),
                            List.of(),
                            List.of(anywhere))))
                    .extracting(Fault::pointer)
                    .containsExactly("/applications/0", "/applications/1");
        }

        @Test
        void resolvesGroups() {
            RuleGroup everyone = RuleGroup.builder("everyone").include(EVERYONE).build();
            RuleGroup outer = RuleGroup.builder("outer")
                    .include(new Rule.OfGroup(everyone.id()))
                    .build();
            Application site = app("site", "open.example.com")
                    .policy(policy(Policy.Decision.BYPASS, new Rule.OfGroup(outer.id())))
                    .build();

            assertThat(ConfigurationRisks.find(new AccessConfiguration(
                            Organization.DEFAULT,
                            List.of(anyToken("main", "secure.example.com"), site),
                            List.of(),
                            List.of(everyone, outer),
                            List.of())))
                    .extracting(Fault::pointer)
                    .containsExactly("/applications/0");
        }

        @Test
        void ignoresUnreachablePolicies() {
            Application denied = app("denied", "denied.example.com")
                    .policy(policy(Policy.Decision.DENY, EVERYONE).toBuilder()
                            .precedence(1)
                            .build())
                    .policy(policy(Policy.Decision.BYPASS, EVERYONE).toBuilder()
                            .precedence(2)
                            .build())
                    .build();
            Application people = app("people", "people.example.com")
                    .policy(policy(Policy.Decision.ALLOW, EVERYONE))
                    .build();

            assertThat(risks(denied, people)).isEmpty();
            assertThat(risks(denied, anyToken("main", "x")))
                    .extracting(Fault::pointer)
                    .containsExactly("/applications/0");
        }

        @Test
        void warnsOfUncoveredHosts() {
            Organization passing =
                    Organization.builder().denyUnmatchedRequests(false).build();

            assertThat(risks(passing, anyToken("main", "example.com/api")))
                    .singleElement()
                    .satisfies(risk -> {
                        assertThat(risk.pointer()).isEqualTo("/organization/deny_unmatched_requests");
                        assertThat(risk.message()).contains("application main", "rejects foreign hosts");
                    });
            assertThat(risks(passing, anyToken("main", "*/api"))).isEmpty();
            assertThat(risks(passing, open("site", "example.com"))).isEmpty();
        }

        @Test
        void namesOnlyFirstApplications() {
            Application[] all = IntStream.range(0, 100)
                    .mapToObj(i ->
                            i == 0 ? oneToken("main", "main.example.com") : open("site " + i, "s" + i + ".example.com"))
                    .toArray(Application[]::new);

            assertThat(risks(all))
                    .singleElement()
                    .satisfies(risk -> assertThat(risk.message())
                            .contains("application site 1, application site 2, application site 3 and others")
                            .doesNotContain("site 4"));
            assertThat(risks(Arrays.copyOf(all, 4)))
                    .singleElement()
                    .satisfies(risk -> assertThat(risk.message())
                            .contains("application site 3")
                            .doesNotContain("and others"));
        }

        @Test
        void reportsTooManyCombinations() {
            int count = 501;
            assertThat((long) count * count).isGreaterThan(ConfigurationRisks.MOST_COMBINATIONS);
            Application[] all = IntStream.range(0, count)
                    .mapToObj(i -> anyToken("app " + i, "s" + i + ".example.com/p" + i))
                    .toArray(Application[]::new);

            assertThat(risks(all))
                    .containsExactly(new Fault(
                            "/applications",
                            "has too many hosts and paths to compare. Make sure that the container or a proxy rejects foreign"
                                    + " hosts, also in X-Forwarded-Host and Forwarded if the container trusts them."));
        }
    }
}
