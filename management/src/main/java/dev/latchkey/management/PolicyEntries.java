package dev.latchkey.management;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.latchkey.configuration.ConfigurationException;
import dev.latchkey.internal.fault.Faults;
import dev.latchkey.internal.json.JsonObjectReader;
import dev.latchkey.internal.json.PolicyFormat;
import dev.latchkey.internal.json.PolicyListReader;
import dev.latchkey.internal.json.Precedences;
import dev.latchkey.model.Policy;
import dev.latchkey.store.AccessConfiguration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Reads the {@code policies} of an application's body (management contract, section 2): IDs, references {@code
 * {"id","precedence"}}, whole policies as in answers, and new policies of the application. The default precedence is
 * the next free one after the preceding policy. Not thread-safe.
 */
final class PolicyEntries {

    private final AccessConfiguration configuration;
    private final List<Policy> own;
    private final Faults faults;
    private final Set<UUID> ids = new HashSet<>();
    private final List<Policy> policies = new ArrayList<>();
    private final SortedMap<Integer, String> places = new TreeMap<>();

    /**
     * @param configuration the current configuration
     * @param own the current policies of the application
     */
    PolicyEntries(AccessConfiguration configuration, List<Policy> own, Faults faults) {
        this.configuration = configuration;
        this.own = own;
        this.faults = faults;
    }

    /** Returns the valid policies of {@code body}. */
    List<Policy> read(ObjectNode body) {
        JsonObjectReader members = new JsonObjectReader(body, "", faults);
        if (PolicyListReader.isTooLong(members)) {
            return policies;
        }
        Precedences precedences = new Precedences(body.path("policies"));
        members.each("policies", (node, pointer) -> {
            Integer precedence = precedences.next(node);
            if (precedence == null) {
                faults.add(pointer, Precedences.NONE_LEFT);
            } else {
                readOne(node, pointer, precedence, precedences.give(precedence));
            }
        });
        return policies;
    }

    /** Returns the pointers to the policies in the body, in the order of precedence. */
    List<String> places() {
        return List.copyOf(places.values());
    }

    private void readOne(JsonNode node, String pointer, int precedence, boolean isFirst) {
        Policy policy = node.isTextual()
                ? named(node.textValue(), precedence, pointer, pointer)
                : readObject(node, precedence, pointer);
        if (!isFirst) {
            faults.add(pointer + "/precedence", "two policies have the precedence " + precedence);
        } else if (policy != null && !ids.add(policy.id())) {
            faults.add(pointer, "occurs twice");
        } else if (policy != null) {
            policies.add(policy);
            places.put(precedence, pointer);
        }
    }

    private @Nullable Policy readObject(JsonNode node, int precedence, String pointer) {
        JsonObjectReader members = JsonObjectReader.of(node, pointer, faults);
        if (members == null) {
            return null;
        } else if (!PolicyFormat.isReference(members)) {
            return whole(members, precedence);
        }
        members.integer("precedence");
        String id = members.text("id");
        return id == null ? null : named(id, precedence, members.pointer("id"), pointer);
    }

    /** Returns the policy with an ID: a reusable one, or one of the application. */
    private @Nullable Policy named(String text, int precedence, String idPointer, String pointer) {
        UUID id = Route.parse(text);
        if (id == null) {
            faults.add(idPointer, "must be the ID of a policy: a UUID, or its 32 hex characters");
            return null;
        }
        Policy policy = configuration.policy(id);
        Policy found = policy == null ? own(id) : policy;
        if (found == null) {
            faults.add(idPointer, "is not the ID of a reusable policy or of a policy of this application");
            return null;
        }
        try {
            return found.toBuilder().precedence(precedence).build();
        } catch (ConfigurationException e) {
            faults.addAll(pointer, e);
            return null;
        }
    }

    /** Returns the policy in {@code members}. A reusable one must not be changed here. */
    private @Nullable Policy whole(JsonObjectReader members, int precedence) {
        Policy policy = PolicyBody.read(members, precedence);
        JsonNode id = members.object().path("id");
        if (policy == null || !id.isTextual()) {
            PolicyBody.checkReusable(
                    members, false, "must not be true here; create reusable policies with POST /policies");
            return policy;
        }
        Policy reusable = configuration.policy(policy.id());
        if (reusable == null) {
            PolicyBody.checkReusable(
                    members, false, "must not be true, because there is no reusable policy with this ID");
            return policy;
        } else if (!reusable.saysTheSameAs(policy)) {
            faults.add(
                    members.pointer(),
                    "is a reusable policy; change it for all applications with PUT /policies/" + reusable.id());
            return null;
        }
        return reusable.toBuilder().precedence(policy.precedence()).build();
    }

    private @Nullable Policy own(UUID id) {
        return own.stream().filter(each -> each.id().equals(id)).findAny().orElse(null);
    }
}
