package dev.latchkey.json;

import com.fasterxml.jackson.databind.JsonNode;
import dev.latchkey.application.Policy;
import dev.latchkey.configuration.ConfigurationException;
import dev.latchkey.configuration.Faults;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Reads the {@code policies} of one application: ids of reusable policies, references {@code {"id","precedence"}}, and
 * inline policies. One that names no precedence takes the next free one after the policy before it. Not thread-safe.
 */
public final class PolicyListReader {

    private final Map<UUID, @Nullable Policy> reusable;
    private final Faults faults;
    private final Set<Integer> taken = new HashSet<>();
    private final Set<Integer> given = new HashSet<>();
    private final List<Policy> policies = new ArrayList<>();
    private final SortedMap<Integer, String> places = new TreeMap<>();
    private int last;

    /** @param reusable the reusable policies by id; null for one that is at fault */
    public PolicyListReader(Map<UUID, @Nullable Policy> reusable, Faults faults) {
        this.reusable = reusable;
        this.faults = faults;
    }

    /** {@return the policies of {@code application}, all but those at fault} */
    public List<Policy> read(JsonMembers application) {
        application.object().path("policies").forEach(node -> {
            Integer precedence = PolicyReader.precedence(node);
            if (precedence != null) {
                taken.add(precedence);
            }
        });
        application.each("policies", this::readOne);
        return policies;
    }

    private void readOne(JsonNode node, String pointer) {
        Integer named = PolicyReader.precedence(node);
        last = named == null ? nextFree() : named;
        Policy policy = node.isTextual() ? readId(node.textValue(), pointer, pointer) : readObject(node, pointer);
        if (!given.add(last)) {
            faults.add(pointer + "/precedence", "two policies have the precedence " + last);
        } else if (policy != null) {
            policies.add(policy);
            places.put(last, pointer);
        }
    }

    /** {@return where each of the policies stands in the document, in the order of precedence, as an application has them} */
    public List<String> places() {
        return List.copyOf(places.values());
    }

    private @Nullable Policy readObject(JsonNode node, String pointer) {
        JsonMembers members = JsonMembers.of(node, pointer, faults);
        if (members == null) {
            return null;
        } else if (!PolicyReader.isReference(members)) {
            return readInline(members);
        }
        members.integer("precedence");
        String id = members.text("id");
        return id == null ? null : readId(id, members.pointer("id"), pointer);
    }

    private int nextFree() {
        int next = last + 1;
        while (!taken.add(next)) {
            next++;
        }
        return next;
    }

    private @Nullable Policy readId(String text, String idPointer, String pointer) {
        UUID id;
        try {
            id = JsonMembers.uuid(text);
        } catch (IllegalArgumentException e) {
            faults.add(idPointer, "must be the id of a reusable policy: a UUID, or its 32 hex characters");
            return null;
        }
        Policy policy = reusable.get(id);
        if (policy == null && !reusable.containsKey(id)) {
            faults.add(idPointer, "is the id of no policy in this document's policies");
        }
        try {
            return policy == null ? null : policy.toBuilder().precedence(last).build();
        } catch (ConfigurationException e) {
            faults.addAll(pointer, e);
            return null;
        }
    }

    private @Nullable Policy readInline(JsonMembers members) {
        Policy policy = PolicyReader.read(members, last);
        Policy namesake = policy == null ? null : reusable.get(policy.id());
        if (policy != null && namesake != null && !namesake.saysTheSameAs(policy)) {
            members.fault("id", "is the id of a reusable policy that says something else");
            return null;
        }
        return policy;
    }
}
