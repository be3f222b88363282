package dev.latchkey.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.NamingBase;
import dev.latchkey.internal.json.ApplicationFormat;
import dev.latchkey.internal.json.OrganizationFormat;
import java.io.InputStream;
import java.lang.reflect.RecordComponent;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The properties have the names of the configuration file, and editors know them. */
final class PropertiesTest {

    /** Members that only programs write, or that have another one in their place. */
    private static final Set<String> NOT_PROPERTIES = Set.of(
            "created_at",
            "updated_at",
            "sessions_revoked_at",
            "type",
            "self_hosted_domains",
            "service_auth_401_redirect");

    private static Set<String> membersOf(Class<? extends Record> type) {
        NamingBase snakeCase = (NamingBase) PropertyNamingStrategies.SNAKE_CASE;
        return Stream.of(type.getRecordComponents())
                .map(RecordComponent::getName)
                .map(snakeCase::translate)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> expected(Set<String> catalogue) {
        Set<String> members = new HashSet<>(catalogue);
        members.removeAll(NOT_PROPERTIES);
        return members;
    }

    @Test
    void applicationsHaveTheMembersOfTheCatalogue() {
        assertThat(membersOf(LatchkeyProperties.Application.class))
                .isEqualTo(expected(ApplicationFormat.MEMBERS.names()));
    }

    @Test
    void organizationHasTheMembersOfTheCatalogue() {
        assertThat(membersOf(LatchkeyProperties.Organization.class))
                .isEqualTo(expected(OrganizationFormat.MEMBERS.names()));
    }

    @Test
    void editorsKnowEveryProperty() throws Exception {
        Set<String> described = new TreeSet<>();
        try (InputStream metadata =
                LatchkeyProperties.class.getResourceAsStream("/META-INF/spring-configuration-metadata.json")) {
            for (JsonNode each : new ObjectMapper().readTree(metadata).get("properties")) {
                if (!each.path("description").asText().isEmpty()) {
                    described.add(each.get("name").asText());
                }
            }
        }

        assertThat(described)
                .contains(
                        "latchkey.configuration",
                        "latchkey.client-secret-digest",
                        "latchkey.organization.service-token-inactivity.action",
                        "latchkey.management.account-id",
                        "latchkey.management-port",
                        "latchkey.applications",
                        "latchkey.security.authority-prefixes");
        for (RecordComponent each : LatchkeyProperties.Organization.class.getRecordComponents()) {
            if (!each.getType().isRecord()) {
                assertThat(described).contains("latchkey.organization." + kebab(each.getName()));
            }
        }
    }

    private static String kebab(String name) {
        return ((NamingBase) PropertyNamingStrategies.KEBAB_CASE).translate(name);
    }
}
