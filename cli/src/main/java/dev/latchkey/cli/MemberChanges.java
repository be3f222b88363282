package dev.latchkey.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.latchkey.configuration.ConfigurationException;
import dev.latchkey.internal.fault.Faults;
import dev.latchkey.internal.json.ApplicationFormat;
import dev.latchkey.internal.json.ApplicationMembers;
import dev.latchkey.internal.json.JsonObjectReader;
import dev.latchkey.internal.json.JsonText;
import dev.latchkey.internal.json.PolicyListReader;
import dev.latchkey.model.Application;
import dev.latchkey.model.ApplicationPattern;
import dev.latchkey.model.Policy;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Members to set or to reset. Immutable. */
final class MemberChanges {

    private static final List<String> DOMAINS = List.of("domain", "destinations", "self_hosted_domains");

    /** New values by member name; null to reset. */
    private final Map<String, @Nullable JsonNode> changes;

    private MemberChanges(Map<String, @Nullable JsonNode> changes) {
        this.changes = changes;
    }

    /**
     * Parses changes.
     *
     * @param assignments each in the form {@code member=value}
     * @param unset members to reset
     * @param fixed members that cannot be set
     * @throws CommandException if they are invalid
     */
    static MemberChanges of(Collection<String> assignments, Collection<String> unset, Set<String> fixed)
            throws CommandException {
        Map<String, @Nullable JsonNode> changes = new LinkedHashMap<>();
        for (String assignment : assignments) {
            int equals = assignment.indexOf('=');
            if (equals < 1) {
                throw usage("use member=value");
            }
            String value = assignment.substring(equals + 1);
            put(changes, assignment.substring(0, equals), value.isEmpty() ? null : value(value), fixed);
        }
        for (String member : unset) {
            put(changes, member, null, fixed);
        }
        return new MemberChanges(changes);
    }

    boolean changes(String member) {
        return changes.containsKey(member);
    }

    boolean isEmpty() {
        return changes.isEmpty();
    }

    private static void put(
            Map<String, @Nullable JsonNode> changes, String member, @Nullable JsonNode value, Set<String> fixed)
            throws CommandException {
        if (fixed.contains(member)) {
            throw usage(member + " cannot be set");
        } else if (changes.containsKey(member)) {
            throw usage(member + " occurs twice");
        }
        changes.put(member, value);
    }

    private static CommandException usage(String message) {
        return new CommandException(ExitStatus.USAGE, message);
    }

    /** Returns the text as JSON, or as a string if it is not JSON. */
    private static JsonNode value(String text) {
        try {
            byte[] wrapped = ("{\"value\":" + text + "}").getBytes(StandardCharsets.UTF_8);
            ObjectNode object = JsonText.of("value", wrapped).object();
            if (object.size() == 1) {
                return object.path("value");
            }
        } catch (ConfigurationException noJson) {
            return TextNode.valueOf(text);
        }
        return TextNode.valueOf(text);
    }

    /** Reports members that are set but unknown, and probably misspelled. */
    void reportUnknownMembers(PrintStream err) {
        changes.forEach((member, value) -> {
            if (value != null && !ApplicationMembers.isKnown(member)) {
                err.println("latchkey: " + ApplicationMembers.notice(member));
            }
        });
    }

    /**
     * Returns the application with the changes.
     *
     * @param policies the reusable policies
     * @throws ConfigurationException naming every invalid member
     */
    Application applyTo(Application before, Collection<Policy> policies) {
        Map<UUID, @Nullable Policy> reusable = new LinkedHashMap<>();
        policies.forEach(policy -> reusable.put(policy.id(), policy));
        Faults faults = new Faults();
        ObjectNode tree = ApplicationFormat.write(before, reusable::containsKey, "", faults);
        dropDomainsThatFollow(before, tree);
        applyTo(tree);
        Application after =
                ApplicationFormat.read(new JsonObjectReader(tree, "", faults), new PolicyListReader(reusable, faults));
        faults.throwIfAny("application " + before.name());
        return Objects.requireNonNull(after, "a valid application");
    }

    /** Makes the changes in {@code tree}, and returns it. */
    ObjectNode applyTo(ObjectNode tree) {
        changes.forEach((member, value) -> {
            if (value == null) {
                tree.remove(member);
            } else {
                tree.set(member, value);
            }
        });
        return tree;
    }

    // The three members overlap: setting one removes what the others say of the same domains.
    private void dropDomainsThatFollow(Application before, ObjectNode tree) {
        if (DOMAINS.stream().noneMatch(changes::containsKey)) {
            return;
        }
        List<ApplicationPattern> patterns = before.patterns();
        DOMAINS.forEach(tree::remove);
        if (DOMAINS.stream().noneMatch(member -> !member.equals("domain") && changes.containsKey(member))) {
            var destinations = tree.putArray("destinations");
            patterns.stream()
                    .filter(pattern -> !pattern.toString().equals(before.domain()))
                    .forEach(pattern -> destinations.addObject().put("uri", pattern.toString()));
        }
    }
}
