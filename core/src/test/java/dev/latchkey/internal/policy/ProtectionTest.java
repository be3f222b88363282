package dev.latchkey.internal.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.model.Application;
import dev.latchkey.model.ApplicationSettings.SingleHeaderScheme;
import dev.latchkey.model.CidrBlock;
import dev.latchkey.model.Organization;
import dev.latchkey.model.Policy;
import dev.latchkey.model.Rule;
import dev.latchkey.model.RuleGroup;
import dev.latchkey.store.AccessConfiguration;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("what a configuration protects, in words")
final class ProtectionTest {

    private static final Organization OPEN =
            Organization.builder().denyUnmatchedRequests(false).build();

    private static Application.Builder app(String name, String... domains) {
        Application.Builder app = Application.named(name);
        List.of(domains).forEach(app::domain);
        return app;
    }

    private static List<String> lines(Organization organization, Application... applications) {
        return Protection.of(new AccessConfiguration(organization, List.of(applications)))
                .lines();
    }

    @Test
    void namesPatternsPoliciesSessionAndSingleHeader() {
        RuleGroup group = RuleGroup.builder("jobs")
                .include(new Rule.OneServiceToken(new UUID(0, 2)))
                .build();
        Application api = app("api", "api.example.com", "old.example.com/api")
                .policy(Policy.builder("jobs", Policy.Decision.NON_IDENTITY)
                        .include(new Rule.OfGroup(group.id()))
                        .build())
                .sessionDuration(Duration.ofMinutes(90))
                .readServiceTokensFromHeader("Authorization")
                .singleHeaderSchemes(List.of(SingleHeaderScheme.BASIC, SingleHeaderScheme.JSON))
                .build();
        Application health = app("health", "*/health")
                .policy(Policy.builder("all", Policy.Decision.BYPASS)
                        .include(new Rule.Everyone())
                        .build())
                .build();

        assertThat(Protection.of(new AccessConfiguration(
                                Organization.DEFAULT, List.of(api, health), List.of(), List.of(group), List.of()))
                        .lines())
                .containsExactly(
                        "application api: api.example.com, old.example.com/api; admits only certain service tokens or"
                                + " certificates; session: 1h30m; single header: Authorization (json, basic)",
                        "application health: */health; admits everybody without credentials; session: 24h",
                        "any other host or path: answered 403, because no application covers it");
    }

    /** A deny policy for a group that spares some addresses leaves the policies behind it in force. */
    @Test
    void countsWhatAGroupSparesFromADenyPolicy() {
        RuleGroup outside = RuleGroup.builder("outside")
                .include(new Rule.Everyone())
                .exclude(new Rule.Ip(CidrBlock.parse("10.0.0.0/8")))
                .build();
        RuleGroup all = RuleGroup.builder("all").include(new Rule.Everyone()).build();

        assertThat(behindDenyFor(outside)).contains("admits everybody without credentials");
        assertThat(behindDenyFor(all)).contains("admits nobody");
    }

    private static String behindDenyFor(RuleGroup group) {
        Application application = app("a", "*")
                .policy(Policy.builder("deny", Policy.Decision.DENY)
                        .precedence(1)
                        .include(new Rule.OfGroup(group.id()))
                        .build())
                .policy(Policy.builder("rest", Policy.Decision.BYPASS)
                        .precedence(2)
                        .include(new Rule.Everyone())
                        .build())
                .build();
        return Protection.of(new AccessConfiguration(
                        Organization.DEFAULT, List.of(application), List.of(), List.of(group), List.of()))
                .lines()
                .get(0);
    }

    @Test
    void saysWhyThereIsNoSession() {
        Application none = app("a", "*").sessionDuration(Duration.ZERO).build();
        Organization strict =
                Organization.builder().strictServiceTokenAuth(true).build();

        assertThat(lines(Organization.DEFAULT, none)).containsExactly("application a: *; admits nobody; session: none");
        assertThat(lines(strict, none)).containsExactly("application a: *; admits nobody; session: none (strict mode)");
    }

    @Test
    void saysWhatIsNotCovered() {
        assertThat(lines(Organization.DEFAULT))
                .containsExactly("every request: answered 403, because no application covers it");
        assertThat(lines(OPEN, app("a", "*/a").build()))
                .last()
                .isEqualTo("any other host or path: NOT PROTECTED, because no application covers it and"
                        + " deny_unmatched_requests is false");
        assertThat(lines(OPEN, app("a", "*").build())).hasSize(1);
    }

    @Test
    void isBoundedForLargeConfigurations() {
        Application[] many = IntStream.range(0, 60)
                .mapToObj(i -> app("a" + i, "a" + i + ".example.com").build())
                .toArray(Application[]::new);
        Application wide = app(
                        "wide",
                        IntStream.range(0, 12).mapToObj(i -> "w" + i + ".test").toArray(String[]::new))
                .build();

        assertThat(lines(Organization.DEFAULT, many)).hasSize(52).contains("and 10 more applications");
        assertThat(lines(Organization.DEFAULT, Arrays.copyOf(many, 50)))
                .hasSize(51)
                .noneMatch(line -> line.contains("more applications"));
        assertThat(lines(Organization.DEFAULT, wide).get(0)).contains(", w9.test and 2 more; ");
        assertThat(lines(
                                Organization.DEFAULT,
                                app(
                                                "ten",
                                                IntStream.range(0, 10)
                                                        .mapToObj(i -> "w" + i + ".test")
                                                        .toArray(String[]::new))
                                        .build())
                        .get(0))
                .contains(", w9.test; ");
    }
}
