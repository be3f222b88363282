package dev.latchkey.internal.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeType;
import dev.latchkey.configuration.Fault;
import dev.latchkey.internal.fault.Faults;
import dev.latchkey.internal.json.Member.Trait;
import dev.latchkey.model.Application;
import dev.latchkey.model.ApplicationSettings;
import dev.latchkey.model.ApplicationSettings.SingleHeaderScheme;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("the schema and the reference tables say what the catalogues of members say")
final class CatalogueTest {

    private static final Path DOCS = Path.of("..", "docs");
    private static final Pattern LINK = Pattern.compile("\\[([^]]*)]\\([^)]*\\)");
    private static final Pattern ROW = Pattern.compile("\\| (`[^|]*`) \\| ([^|]*) \\|(?: ([^|]*))? \\|");

    private static final Map<String, Catalogue<?, ?>> CATALOGUES = Map.of(
            "organization", OrganizationFormat.MEMBERS,
            "application", ApplicationFormat.MEMBERS,
            "policy", PolicyFormat.MEMBERS,
            "service_token", ServiceTokenFormat.MEMBERS,
            "group", RuleGroupFormat.MEMBERS,
            "ip_list", IpListFormat.MEMBERS,
            "cors_headers", CorsHeadersFormat.MEMBERS);

    /** The documentation of a member. */
    private record Row(String meaning, @Nullable String byDefault) {}

    private static <T, B> Stream<Arguments> members(String type, Catalogue<T, B> catalogue) {
        return catalogue.members().stream()
                .map(member -> Arguments.of(type, member.name(), member, catalogue.byDefault(member)));
    }

    private static Stream<Arguments> members() {
        return CATALOGUES.entrySet().stream().flatMap(each -> members(each.getKey(), each.getValue()));
    }

    /** Returns the members that have a row of their own in the reference. */
    private static Stream<Arguments> documented() {
        return members().filter(each -> !each.get()[0].equals("cors_headers"));
    }

    private static String plain(String markdown) {
        return LINK.matcher(markdown).replaceAll("$1").replace("`", "");
    }

    private static Map<String, Row> table(String heading) throws IOException {
        String page = Files.readString(DOCS.resolve("configuration.md"));
        String section =
                page.split("\n### " + Pattern.quote(heading) + "\n", -1)[1].split("\n### ", -1)[0];
        Map<String, Row> rows = new LinkedHashMap<>();
        ROW.matcher(section).results().forEach(row -> {
            for (String name : row.group(1).replace("`", "").split(", ", -1)) {
                rows.put(name, new Row(row.group(2), row.group(3)));
            }
        });
        return rows;
    }

    private static String heading(String type) {
        return switch (type) {
            case "policy" -> "Policies";
            case "organization" -> "`organization`";
            default -> "`" + type + "s`";
        };
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("documented")
    void theReferenceHasTheMeaningAndTheDefault(
            String type, String name, Member<?, ?, ?> member, @Nullable JsonNode byDefault) throws IOException {
        Row row = table(heading(type)).get(name);

        assertThat(row).as("row of docs/configuration.md").isNotNull();
        // A row may describe several members.
        assertThat(row.meaning()).contains(member.meaning());
        if (row.byDefault() != null && row.byDefault().matches("`[^`]*`") && !member.is(Trait.NOT_IN_FILE)) {
            assertThat(row.byDefault().replace("`", ""))
                    .isEqualTo(
                            byDefault == null
                                    ? "[]"
                                    : byDefault.isTextual() ? byDefault.textValue() : byDefault.toString());
        } else {
            assertThat(member.type()).as("a flag has a default").isNotEqualTo(JsonNodeType.BOOLEAN);
        }
    }

    @ParameterizedTest
    @CsvSource({"organization", "application", "policy", "service_token", "group", "ip_list"})
    void theReferenceHasNoOtherMembers(String type) throws IOException {
        assertThat(table(heading(type)).keySet())
                .isEqualTo(new HashSet<>(CATALOGUES.get(type).names()));
    }

    private static Set<String> types(JsonNode property) {
        Set<String> types = new HashSet<>();
        JsonNode type = property.path("type");
        if (type.isTextual()) {
            types.add(type.textValue());
        }
        type.forEach(each -> types.add(each.textValue()));
        types.remove("null");
        return types;
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("members")
    void theSchemaHasTheMeaningTheTypeAndTheDefault(
            String type, String name, Member<?, ?, ?> member, @Nullable JsonNode byDefault) throws IOException {
        JsonNode schema =
                new ObjectMapper().readTree(DOCS.resolve("latchkey.schema.json").toFile());
        JsonNode property = schema.at("/$defs/" + type + "/properties/" + name);

        assertThat(property.path("description").asText()).isEqualTo(plain(member.meaning()));
        String expected = member.type() == JsonNodeType.NUMBER
                ? "integer"
                : member.type().name().toLowerCase(Locale.ROOT);
        assertThat(types(property)).isIn(Set.of(), Set.of(expected));
        assertThat(property.has("default") || member.type() != JsonNodeType.BOOLEAN)
                .as("a flag has a default")
                .isTrue();
        if (property.has("default")
                && byDefault != null
                && !List.of("self_hosted_domains").contains(name)) {
            assertThat(property.path("default")).isEqualTo(byDefault);
        }
    }

    @Test
    @DisplayName("init parameters are read as plain text (README, web.xml)")
    void readsInitParameters() {
        Map<String, String> texts = Map.of(
                "domain", "jobs.example.com/api",
                "shared_caching", "true",
                "session_duration", "30m",
                "single_header_schemes", "json, bearer",
                "read_service_tokens_from_header", "X-Api-Key");
        Application.Builder out = Application.named("jobs");
        Faults faults = new Faults();

        ApplicationFormat.MEMBERS.readInitParameters(texts::get, out, faults);

        assertThat(faults.asList()).isEmpty();
        Application made = out.build();
        assertThat(made.domain()).isEqualTo("jobs.example.com/api");
        ApplicationSettings settings = made.settings();
        assertThat(settings.sharedCaching()).isTrue();
        assertThat(settings.sessionDuration()).isEqualTo(Duration.ofMinutes(30));
        assertThat(settings.singleHeaderSchemes())
                .containsExactlyInAnyOrder(SingleHeaderScheme.JSON, SingleHeaderScheme.BEARER);
        assertThat(settings.readServiceTokensFromHeader()).isEqualTo("X-Api-Key");
        assertThat(ApplicationFormat.MEMBERS.initParameters())
                .containsAll(texts.keySet())
                .doesNotContain("name", "policies", "id");
    }

    @Test
    void readsFlagsAndListsAsPlainText() {
        Application.Builder out = Application.named("jobs").domain("*").sharedCaching(true);
        Faults faults = new Faults();

        ApplicationFormat.MEMBERS.readInitParameters(
                Map.of("shared_caching", "false", "single_header_schemes", "\n  basic,\n  json\n")::get, out, faults);

        assertThat(faults.asList()).isEmpty();
        assertThat(out.build().settings().sharedCaching()).isFalse();
        assertThat(out.build().settings().singleHeaderSchemes())
                .containsExactlyInAnyOrder(SingleHeaderScheme.BASIC, SingleHeaderScheme.JSON);
    }

    @Test
    void reportsInitParametersThatAreInvalid() {
        Map<String, String> texts =
                Map.of("domain", "", "shared_caching", "yes", "session_duration", "soon", "name", "not read");
        Faults faults = new Faults();

        ApplicationFormat.MEMBERS.readInitParameters(texts::get, Application.named("jobs"), faults);

        assertThat(faults.asList())
                .extracting(Fault::toString)
                .contains("/domain: must not be empty")
                .anyMatch(fault -> fault.startsWith("/shared_caching: "))
                .anyMatch(fault -> fault.startsWith("/session_duration: "))
                .hasSize(3);
    }

    @Test
    void knowsWhatOnlyLatchkeySets() {
        assertThat(ApplicationFormat.MEMBERS.fixed())
                .contains("created_at", "updated_at")
                .doesNotContain("domain");
    }
}
