package dev.latchkey.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("Values of the model")
final class ValuesTest {

    private static final CidrBlock OFFICE = CidrBlock.parse("203.0.113.0/24");
    private static final Instant MOMENT = Instant.parse("2026-11-23T12:00:00Z");

    @ParameterizedTest
    @CsvSource({
        "203.0.113.9, 203.0.113.9",
        "0.1.10.255, 0.1.10.255",
        "2001:db8::1, 2001:db8:0:0:0:0:0:1",
        "1:2:3:4:5:6:7:fffe, 1:2:3:4:5:6:7:fffe",
        "::ffff:203.0.113.9, 203.0.113.9",
    })
    void addressesArePrintedInTheLongForm(String literal, String printed) {
        assertThat(IpAddress.parse(literal)).hasToString(printed);
    }

    private static Policy.Builder policy() {
        return Policy.builder("jobs", Policy.Decision.NON_IDENTITY).include(new Rule.AnyValidServiceToken());
    }

    private static RuleGroup.Builder group() {
        return RuleGroup.builder("jobs").include(new Rule.Everyone());
    }

    @Nested
    @DisplayName("keep what was written")
    class AsWritten {

        private final Map<String, Object> written = new HashMap<>(Map.of("session_duration", "60m"));

        @Test
        void inPolicies() {
            Policy policy = policy().asWritten(written)
                    .otherMembers(Map.of("approval_required", true))
                    .createdAt(MOMENT)
                    .updatedAt(MOMENT.plusSeconds(1))
                    .build();

            assertThat(policy.asWritten()).containsExactly(Map.entry("session_duration", "60m"));
            assertThat(policy.otherMembers()).containsExactly(Map.entry("approval_required", true));
            assertThat(policy.toBuilder().build()).isEqualTo(policy);
        }

        @Test
        void inGroups() {
            RuleGroup group = group().require(new Rule.AnyValidServiceToken())
                    .exclude(new Rule.Everyone())
                    .asWritten(written)
                    .createdAt(MOMENT)
                    .updatedAt(MOMENT.plusSeconds(1))
                    .build();

            assertThat(group.asWritten()).containsExactly(Map.entry("session_duration", "60m"));
            assertThat(group.toBuilder().build()).isEqualTo(group);
        }

        @Test
        void inIpLists() {
            IpList list = IpList.builder("office")
                    .block(CidrBlock.parse("10.0.0.0/8"))
                    .entries(List.of(new IpList.Entry(OFFICE, "Vienna")))
                    .description("all offices")
                    .asWritten(written)
                    .createdAt(MOMENT)
                    .updatedAt(MOMENT.plusSeconds(1))
                    .build();

            assertThat(list.blocks()).as("entries replace blocks").containsExactly(OFFICE);
            assertThat(list.asWritten()).containsExactly(Map.entry("session_duration", "60m"));
            assertThat(list.toBuilder().build()).isEqualTo(list);
        }

        @Test
        void inApplications() {
            Application application = Application.named("jobs")
                    .pattern(ApplicationPattern.parse("Example.com/x"))
                    .asWritten(written)
                    .build();

            assertThat(application.domain()).isEqualTo("example.com/x");
            assertThat(application.asWritten()).containsExactly(Map.entry("session_duration", "60m"));
            assertThat(application)
                    .isEqualTo(application.toBuilder().build())
                    .isNotEqualTo(Application.named("jobs")
                            .domain("example.com/x")
                            .asWritten(written)
                            .build());
        }

        @Test
        void inCorsHeaders() {
            CorsHeaders cors = CorsHeaders.builder()
                    .allowAllHeaders(true)
                    .allowAllMethods(true)
                    .allowAllOrigins(true)
                    .allowedHeaders(List.of("x-job"))
                    .allowedMethods(List.of("PUT"))
                    .allowedOrigins(List.of("https://app.example.com"))
                    .maxAge(60)
                    .allowCredentials(false)
                    .build();

            assertThat(cors)
                    .isEqualTo(new CorsHeaders(
                            true,
                            true,
                            true,
                            false,
                            List.of("x-job"),
                            List.of("PUT"),
                            List.of("https://app.example.com"),
                            60));
        }
    }

    @Test
    void withoutAnIdIpListsGetOneFromTheirName() {
        UUID id = IpList.builder("office").build().id();

        assertThat(IpList.builder("office").block(OFFICE).build().id()).isEqualTo(id);
        assertThat(IpList.builder("home").build().id()).isNotEqualTo(id);
    }

    @Test
    void patternsHaveATotalOrder() {
        List<ApplicationPattern> patterns = new ArrayList<>(
                List.of(ApplicationPattern.parse("example.com/b"), ApplicationPattern.parse("example.com/a")));

        patterns.sort(ApplicationPattern.MOST_SPECIFIC_FIRST);

        assertThat(patterns).extracting(Object::toString).containsExactly("example.com/a", "example.com/b");
    }
}
