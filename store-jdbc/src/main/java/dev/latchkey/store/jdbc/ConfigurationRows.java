package dev.latchkey.store.jdbc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.latchkey.configuration.ConfigurationException;
import dev.latchkey.configuration.Fault;
import dev.latchkey.internal.fault.Faults;
import dev.latchkey.internal.json.ApplicationFormat;
import dev.latchkey.internal.json.IpListFormat;
import dev.latchkey.internal.json.JsonObjectReader;
import dev.latchkey.internal.json.JsonPointers;
import dev.latchkey.internal.json.JsonText;
import dev.latchkey.internal.json.OrganizationFormat;
import dev.latchkey.internal.json.PolicyFormat;
import dev.latchkey.internal.json.PolicyListReader;
import dev.latchkey.internal.json.RuleGroupFormat;
import dev.latchkey.model.Application;
import dev.latchkey.model.IpList;
import dev.latchkey.model.Organization;
import dev.latchkey.model.Policy;
import dev.latchkey.model.RuleGroup;
import dev.latchkey.store.AccessConfiguration;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The configuration as rows: the organization, and each application, reusable policy, group and IP list. Bodies have
 * the format of the configuration file (management contract, section 4), so unknown members are kept. Stateless.
 */
final class ConfigurationRows {

    /** The ID of the only organization row. */
    private static final UUID ORGANIZATION = new UUID(0, 0);

    private ConfigurationRows() {}

    /** The kinds of rows, in reading order: later kinds refer to earlier ones. */
    enum Kind {
        ORGANIZATION,
        POLICY,
        RULE_GROUP,
        IP_LIST,
        APPLICATION
    }

    /** Identifies a row. */
    record Key(Kind kind, UUID id) {}

    /**
     * The content of a row.
     *
     * @param place its position among rows of the same kind
     */
    record Row(int place, String body) {}

    /**
     * Returns the rows of a configuration.
     *
     * @param before the current rows; unmoved ones keep their place
     * @throws ConfigurationException if the configuration cannot be represented in JSON
     */
    static Map<Key, Row> of(AccessConfiguration configuration, Map<Key, Row> before) {
        Rows rows = new Rows(before);
        Faults faults = new Faults();
        rows.add(Kind.ORGANIZATION, ORGANIZATION, OrganizationFormat.write(configuration.organization()));
        for (Policy policy : configuration.policies()) {
            rows.add(Kind.POLICY, policy.id(), PolicyFormat.write(policy));
        }
        for (RuleGroup group : configuration.groups()) {
            rows.add(Kind.RULE_GROUP, group.id(), RuleGroupFormat.write(group));
        }
        for (IpList list : configuration.ipLists()) {
            rows.add(Kind.IP_LIST, list.id(), IpListFormat.write(list));
        }
        Set<UUID> reusable = configuration.policies().stream().map(Policy::id).collect(Collectors.toUnmodifiableSet());
        List<Application> applications = configuration.applications();
        for (int i = 0; i < applications.size(); i++) {
            Application application = applications.get(i);
            ObjectNode body = ApplicationFormat.write(
                    application, reusable::contains, JsonPointers.element("/applications", i), faults);
            rows.add(Kind.APPLICATION, application.id(), body);
        }
        faults.throwIfAny("configuration");
        return rows.all;
    }

    /** A collection of rows. Not thread-safe. */
    private static final class Rows {

        private final Map<Key, Row> before;
        private final Map<Key, Row> all = new LinkedHashMap<>();
        private final Map<Kind, Integer> nextPlaces = new EnumMap<>(Kind.class);

        Rows(Map<Key, Row> before) {
            this.before = before;
        }

        // Keeps gaps of removed rows: otherwise, removing the first row would rewrite all others.
        void add(Kind kind, UUID id, ObjectNode body) {
            Key key = new Key(kind, id);
            Row old = before.get(key);
            int next = nextPlaces.getOrDefault(kind, 0);
            int place = old == null ? next : Math.max(next, old.place());
            nextPlaces.put(kind, place + 1);
            all.put(key, new Row(place, text(body)));
        }
    }

    private static String text(JsonNode tree) {
        try {
            return new String(JsonText.write(tree), StandardCharsets.UTF_8);
        } catch (CharacterCodingException e) {
            throw new ConfigurationException(
                    "configuration", List.of(new Fault("", "contains half of a surrogate pair")));
        }
    }

    /**
     * Returns the configuration of these rows.
     *
     * @param rows in the order of their places
     * @throws ConfigurationException if a row is invalid, because it was edited or belongs to a newer version
     */
    static AccessConfiguration read(Map<Key, Row> rows) {
        Organization organization = elements(rows, Kind.ORGANIZATION, OrganizationFormat::read).stream()
                .findFirst()
                .orElse(Organization.DEFAULT);
        List<Policy> policies = elements(rows, Kind.POLICY, in -> PolicyFormat.read(in, 1));
        List<RuleGroup> groups = elements(rows, Kind.RULE_GROUP, RuleGroupFormat::readStored);
        List<IpList> ipLists = elements(rows, Kind.IP_LIST, IpListFormat::readStored);
        Map<UUID, @Nullable Policy> reusable = new HashMap<>();
        policies.forEach(policy -> reusable.put(policy.id(), policy));
        List<Application> applications = elements(
                rows, Kind.APPLICATION, in -> ApplicationFormat.read(in, new PolicyListReader(reusable, in.faults())));
        return new AccessConfiguration(organization, applications, policies, groups, ipLists);
    }

    private static <E> List<E> elements(Map<Key, Row> rows, Kind kind, Function<JsonObjectReader, @Nullable E> reader) {
        List<E> elements = new ArrayList<>();
        rows.forEach((key, row) -> {
            if (key.kind() == kind) {
                elements.add(element(key, row, reader));
            }
        });
        return elements;
    }

    private static <E> E element(Key key, Row row, Function<JsonObjectReader, @Nullable E> reader) {
        String name = "latchkey_configuration " + key.kind() + " " + key.id();
        JsonText text = JsonText.of(name, row.body().getBytes(StandardCharsets.UTF_8));
        JsonObjectReader in = new JsonObjectReader(text.object(), "", new Faults());
        E element = reader.apply(in);
        text.throwIfAny(in.faults());
        return Objects.requireNonNull(element, name);
    }
}
