package dev.latchkey.internal.file;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.latchkey.internal.fault.Faults;
import dev.latchkey.internal.json.JsonObjectReader;
import dev.latchkey.model.ApplicationSettings.SameSite;
import dev.latchkey.model.ApplicationSettings.SingleHeaderScheme;
import dev.latchkey.model.Organization.Inactivity;
import dev.latchkey.model.Organization.UrlAmbiguity;
import dev.latchkey.model.Policy;
import dev.latchkey.model.Rule;
import dev.latchkey.model.SecretHasher;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("management contract, section 4: the JSON Schema matches the reader")
class ConfigurationSchemaTest {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final SecretHasher PEPPERED = SecretHasher.peppered(new byte[16]);
    private static final JsonNode TREE = tree(ConfigurationSchema.text());
    private static final Schema SCHEMA = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(ConfigurationSchema.text(), InputFormat.JSON);

    /** Faults that a schema cannot express: several places, arithmetic, or the pepper. */
    private static final List<String> ONLY_THE_READER = List.of(
            "another ",
            "two ",
            "is not the ID of ",
            "is the ID of a reusable policy with other content",
            "occurs twice",
            "is supported only in allow policies",
            "the pattern ",
            "is nested too deeply",
            "contains a number that is too large",
            "contains half of a surrogate pair",
            "must be a time that exists",
            "must be 0s, for no session",
            "must be longer than 0s",
            "a CIDR block",
            "not an IP address",
            "is an hmac-sha256 digest",
            "ends too late",
            "must be a whole number");

    /** One object of each kind, by the pointers of the table below. */
    private static final String EVERY_KIND = """
            {
              'organization': {'service_token_inactivity': {'enabled': false}},
              'applications': [
                {
                  'name': 'a',
                  'destinations': [{'uri': 'a.example.com'}],
                  'cors_headers': {},
                  'policies': [
                    {'id': '6b1d0c5e-27bb-4c0e-8d0d-000000000001', 'precedence': 1},
                    {'name': 'p', 'decision': 'deny', 'include': [{'everyone': {}}]}
                  ]
                }
              ],
              'policies': [
                {
                  'id': '6b1d0c5e-27bb-4c0e-8d0d-000000000001', 'name': 'r', 'decision': 'deny',
                  'include': [
                    {'service_token': {'token_id': '6b1d0c5e-27bb-4c0e-8d0d-000000000002'}},
                    {'any_valid_service_token': {}},
                    {'everyone': {}},
                    {'ip': {'ip': '10.0.0.1'}},
                    {'ip_list': {'id': '6b1d0c5e-27bb-4c0e-8d0d-000000000003'}},
                    {'group': {'id': '6b1d0c5e-27bb-4c0e-8d0d-000000000004'}},
                    {'common_name': {'common_name': 'n'}},
                    {'certificate': {}}
                  ]
                }
              ],
              'groups': [
                {'id': '6b1d0c5e-27bb-4c0e-8d0d-000000000004', 'name': 'g', 'include': [{'everyone': {}}]}
              ],
              'ip_lists': [{'id': '6b1d0c5e-27bb-4c0e-8d0d-000000000003', 'name': 'l', 'ips': ['10.0.0.1']}],
              'service_tokens': [{'client_id': 'a', 'client_secret_digest': '$DIGEST', 'duration': 'forever'}]
            }
            """;

    private static JsonNode tree(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static JsonNode tree(byte[] text) {
        try {
            return MAPPER.readTree(text);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Set<String> names(JsonNode object) {
        Set<String> names = new HashSet<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    /** An object that remembers which members it was asked for. */
    @SuppressWarnings("unchecked") // For the parent's deepCopy().
    private static final class Asked extends ObjectNode {

        private static final long serialVersionUID = 1L;

        private final transient Set<String> names = new HashSet<>();

        Asked() {
            super(JsonNodeFactory.instance);
        }

        @Override
        public JsonNode get(String name) {
            names.add(name);
            return super.get(name);
        }

        static JsonNode copyOf(JsonNode node) {
            if (node.isObject()) {
                Asked copy = new Asked();
                node.properties().forEach(member -> copy.set(member.getKey(), copyOf(member.getValue())));
                return copy;
            } else if (node.isArray()) {
                ArrayNode copy = JsonNodeFactory.instance.arrayNode();
                node.forEach(element -> copy.add(copyOf(element)));
                return copy;
            }
            return node;
        }
    }

    private static Asked everyKindAfterReading() {
        Asked document = (Asked) Asked.copyOf(tree(Documents.bytes(EVERY_KIND)));
        Faults faults = new Faults();
        new JsonDocumentReader(SecretHasher.sha256()).read(new JsonObjectReader(document, "", faults));
        assertThat(faults.asList()).isEmpty();
        return document;
    }

    @ParameterizedTest(name = "{1}")
    @CsvSource(delimiter = '|', textBlock = """
            ''                                                | ''
            /organization                                     | /$defs/organization
            /organization/service_token_inactivity            | /$defs/inactivity
            /applications/0                                   | /$defs/application
            /applications/0/destinations/0                    | /$defs/application/properties/destinations/items
            /applications/0/cors_headers                      | /$defs/cors_headers
            /applications/0/policies/0                        | /$defs/policy_reference
            /applications/0/policies/1                        | /$defs/policy
            /policies/0                                       | /$defs/policy
            /policies/0/include/0/service_token               | /$defs/rule_service_token/properties/service_token
            /policies/0/include/1/any_valid_service_token     | /$defs/rule_any_valid_service_token/properties/any_valid_service_token
            /policies/0/include/2/everyone                    | /$defs/rule_everyone/properties/everyone
            /policies/0/include/3/ip                          | /$defs/rule_ip/properties/ip
            /policies/0/include/4/ip_list                     | /$defs/rule_ip_list/properties/ip_list
            /policies/0/include/5/group                       | /$defs/rule_group/properties/group
            /policies/0/include/6/common_name                 | /$defs/rule_common_name/properties/common_name
            /policies/0/include/7/certificate                 | /$defs/rule_certificate/properties/certificate
            /groups/0                                         | /$defs/group
            /ip_lists/0                                       | /$defs/ip_list
            /service_tokens/0                                 | /$defs/service_token
            """)
    void containsMembersOfReader(String inDocument, String inSchema) {
        Asked object = (Asked) everyKindAfterReading().at(inDocument);
        Set<String> asked = new HashSet<>(object.names);
        // Read only to be rejected with advice.
        asked.remove("client_secret");

        assertThat(names(TREE.at(inSchema).path("properties"))).isEqualTo(asked);
        assertThat(TREE.at(inSchema).path("additionalProperties").booleanValue())
                .as("other members are kept in an application, and refused elsewhere")
                .isEqualTo(inSchema.equals("/$defs/application"));
    }

    @Test
    void containsEveryRule() {
        Set<String> inSchema = names(TREE.path("$defs")).stream()
                .filter(name -> name.startsWith("rule_"))
                .collect(Collectors.toSet());
        List<String> inCode = new ClassFileImporter()
                .importPackagesOf(Rule.class).stream()
                        .filter(type -> type.isAssignableTo(Rule.class) && !type.isInterface())
                        .map(JavaClass::getSimpleName)
                        .toList();

        assertThat(inCode).hasSize(inSchema.size() + 1).contains("Unevaluated");
        assertThat(TREE.at("/$defs/evaluated_rule/oneOf")).hasSameSizeAs(inSchema);
    }

    private static Stream<Arguments> words() {
        return Stream.of(
                words(
                        "/$defs/organization/properties/allowed_url_ambiguities/items",
                        UrlAmbiguity::word,
                        UrlAmbiguity.values()),
                words("/$defs/inactivity/properties/action", Inactivity.Action::word, Inactivity.Action.values()),
                words("/$defs/application/properties/same_site_cookie_attribute", SameSite::word, SameSite.values()),
                words(
                        "/$defs/application/properties/single_header_schemes/items",
                        SingleHeaderScheme::word,
                        SingleHeaderScheme.values()),
                words("/$defs/policy/properties/decision", Policy.Decision::word, Policy.Decision.values()));
    }

    private static <E> Arguments words(String pointer, Function<E, String> word, E[] values) {
        return Arguments.of(pointer, Arrays.stream(values).map(word).toList());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("words")
    void containsEveryEnumValue(String pointer, List<String> words) {
        JsonNode member = TREE.at(pointer);
        List<String> offered = new ArrayList<>();
        for (String list : List.of("enum", "oneOf", "examples")) {
            member.path(list).forEach(each -> offered.add(each.path("const").asText(each.asText())));
        }
        offered.remove("null");

        assertThat(offered).containsExactlyInAnyOrderElementsOf(words);
    }

    @Test
    void describesEveryMember() {
        Stream<JsonNode> objects = Stream.concat(
                Stream.of(TREE), StreamSupport.stream(TREE.path("$defs").spliterator(), false));

        assertThat(objects.filter(each -> !each.has("description"))).isEmpty();
        for (String owner : List.of("organization", "application", "policy", "service_token", "cors_headers")) {
            TREE.at("/$defs/" + owner + "/properties")
                    .properties()
                    .forEach(member -> assertThat(
                                    member.getValue().path("description").asText(""))
                            .as(owner + "/" + member.getKey())
                            .isNotEmpty());
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {2, 30, 400, 5000, 60_000, 700_000})
    void acceptsOutputOfWriter(long seed) {
        RandomDocuments documents = new RandomDocuments(seed);
        for (int i = 0; i < 15; i++) {
            byte[] text = JsonDocumentWriter.write(new JsonDocument(documents.next(), "latchkey.schema.json"));

            assertThat(SCHEMA.validate(tree(text))).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {8, 90, 1000})
    void acceptsNullLikeReader(long seed) {
        RandomDocuments documents = new RandomDocuments(seed);
        for (int i = 0; i < 3; i++) {
            JsonNode document = tree(JsonDocumentWriter.write(new JsonDocument(documents.next(), null)));
            List<ObjectNode> objects = new ArrayList<>();
            collect(document, objects);
            for (ObjectNode object : objects) {
                for (String name : names(object)) {
                    JsonNode value = object.get(name);
                    object.putNull(name);
                    assertThat(SCHEMA.validate(document))
                            .as(() -> name + " of " + object.toString())
                            .satisfies(errors -> {
                                if (isGood(document)) {
                                    assertThat(errors).isEmpty();
                                }
                            });
                    object.set(name, value);
                }
            }
        }
    }

    private static void collect(JsonNode node, List<ObjectNode> to) {
        if (node instanceof ObjectNode object && to.size() < 60) {
            to.add(object);
        }
        node.forEach(child -> collect(child, to));
    }

    private static boolean isGood(JsonNode document) {
        JsonObjectReader in = new JsonObjectReader((ObjectNode) document, "", new Faults());
        new JsonDocumentReader(PEPPERED).read(in);
        return in.faults().isEmpty();
    }

    private static Stream<Arguments> refusedByBoth() {
        return JsonDocumentFaultsTest.refusals()
                .filter(row -> ONLY_THE_READER.stream().noneMatch(String.valueOf(row.get()[2])::startsWith)
                        && isOneObject(String.valueOf(row.get()[0])));
    }

    private static boolean isOneObject(String text) {
        try {
            return new ObjectMapper()
                    .enable(com.fasterxml.jackson.databind.DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .readTree(Documents.bytes(text))
                    .isObject();
        } catch (IOException e) {
            return false;
        }
    }

    @ParameterizedTest(name = "{1} {2}")
    @MethodSource("refusedByBoth")
    void rejectsWhatReaderRejects(String text, String pointer, String message) {
        assertThat(SCHEMA.validate(tree(Documents.bytes(text)))).isNotEmpty();
    }

    @Test
    void rejectsPlainTextSecret() {
        assertThat(SCHEMA.validate(
                        tree(Documents.bytes(Documents.token("'client_secret': 'x', 'duration': 'forever'")))))
                .isNotEmpty();
    }
}
