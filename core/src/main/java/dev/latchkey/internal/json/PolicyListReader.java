package dev.latchkey.internal.json;

import com.fasterxml.jackson.databind.JsonNode;
import dev.latchkey.configuration.ConfigurationException;
import dev.latchkey.internal.fault.Faults;
import dev.latchkey.model.Application;
import dev.latchkey.model.Policy;
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
 * Reads the {@code policies} of one application: IDs, references {@code {"id","precedence"}}, and inline policies. A
 * policy without a precedence gets the next free one after the policy before it. Not thread-safe.
 */
public final class PolicyListReader {

    /** Finds the policies of a list. Each method returns null for an invalid policy. */
    public interface Source {

        /**
         * Returns the policy with this ID.
         *
         * @param pointer the pointer to the ID
         */
        @Nullable
        Policy withId(UUID id, String pointer);

        /**
         * Returns the policy in {@code members}.
         *
         * @param precedence the default precedence
         */
        @Nullable
        Policy inline(JsonObjectReader members, int precedence);
    }

    private final Source source;
    private final Faults faults;
    private final List<Policy> policies = new ArrayList<>();
    private final Set<UUID> seen = new HashSet<>();
    private final SortedMap<Integer, String> places = new TreeMap<>();

    public PolicyListReader(Source source, Faults faults) {
        this.source = source;
        this.faults = faults;
    }

    /** @param reusable the reusable policies by ID; null for an invalid one */
    public PolicyListReader(Map<UUID, @Nullable Policy> reusable, Faults faults) {
        this(new ReusablePolicies(reusable, faults), faults);
    }

    /** Returns the valid policies of {@code application}. */
    public List<Policy> read(JsonObjectReader application) {
        if (isTooLong(application)) {
            return policies;
        }
        Precedences precedences = new Precedences(application.object().path("policies"));
        application.each("policies", (node, pointer) -> {
            Integer precedence = precedences.next(node);
            if (precedence == null) {
                faults.add(pointer, Precedences.NONE_LEFT);
            } else {
                readOne(node, pointer, precedence, precedences.give(precedence));
            }
        });
        return policies;
    }

    private static boolean isTooLong(JsonObjectReader application) {
        boolean isTooLong = application.object().path("policies").size() > Application.MAX_POLICIES;
        if (isTooLong) {
            application.fault("policies", "must be at most " + Application.MAX_POLICIES);
        }
        return isTooLong;
    }

    private void readOne(JsonNode node, String pointer, int precedence, boolean isFirst) {
        Policy policy = node.isTextual()
                ? withId(node.textValue(), precedence, pointer, pointer)
                : readObject(node, precedence, pointer);
        if (!isFirst) {
            faults.add(pointer + "/precedence", "two policies have the precedence " + precedence);
        } else if (policy != null && !seen.add(policy.id())) {
            faults.add(pointer, "another policy of this application has this ID");
        } else if (policy != null) {
            policies.add(policy);
            places.put(precedence, pointer);
        }
    }

    /** Returns the pointers to the policies in the document, in the order of precedence. */
    public List<String> places() {
        return List.copyOf(places.values());
    }

    private @Nullable Policy readObject(JsonNode node, int precedence, String pointer) {
        JsonObjectReader members = JsonObjectReader.of(node, pointer, faults);
        if (members == null) {
            return null;
        } else if (!PolicyFormat.isReference(members)) {
            return source.inline(members, precedence);
        }
        members.integer("precedence");
        String id = members.text("id");
        return id == null ? null : withId(id, precedence, members.pointer("id"), pointer);
    }

    private @Nullable Policy withId(String text, int precedence, String idPointer, String pointer) {
        UUID id;
        try {
            id = JsonObjectReader.uuid(text);
        } catch (IllegalArgumentException e) {
            faults.add(idPointer, "must be the ID of a policy: a UUID, or its 32 hex characters");
            return null;
        }
        Policy policy = source.withId(id, idPointer);
        try {
            return policy == null
                    ? null
                    : policy.toBuilder().precedence(precedence).build();
        } catch (ConfigurationException e) {
            faults.addAll(pointer, e);
            return null;
        }
    }

    /** The policies of a document. */
    private record ReusablePolicies(Map<UUID, @Nullable Policy> byId, Faults faults) implements Source {

        @Override
        public @Nullable Policy withId(UUID id, String pointer) {
            if (!byId.containsKey(id)) {
                faults.add(pointer, "is not the ID of a policy in this document");
            }
            return byId.get(id);
        }

        @Override
        public @Nullable Policy inline(JsonObjectReader members, int precedence) {
            Policy policy = PolicyFormat.read(members, precedence);
            Policy namesake = policy == null ? null : byId.get(policy.id());
            if (policy != null && namesake != null && !namesake.saysTheSameAs(policy)) {
                members.fault("id", "is the ID of a reusable policy with other content");
                return null;
            }
            return policy;
        }
    }
}
