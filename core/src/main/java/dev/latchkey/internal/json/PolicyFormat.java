package dev.latchkey.internal.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.latchkey.internal.json.Member.Trait;
import dev.latchkey.model.Policy;
import dev.latchkey.model.Rule;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads and writes policies (management contract, section 2). Stateless. */
public final class PolicyFormat {

    private static final WireNames<Policy.Decision> DECISIONS =
            new WireNames<>(Policy.Decision.values(), Policy.Decision::word);
    private static final Set<String> OF_A_REFERENCE = Set.of("id", "precedence");

    /** Settings of logins by people. They are kept, but refused if they would have to change the decision. */
    private static final Set<String> FOR_PEOPLE = Set.of(
            "approval_groups",
            "approval_required",
            "connection_rules",
            "isolation_required",
            "mfa_config",
            "purpose_justification_prompt",
            "purpose_justification_required");

    /** All members. To add one, add it here and to {@link Policy}. */
    public static final Catalogue<Policy, Policy.Builder> MEMBERS = new Catalogue<Policy, Policy.Builder>(
                    Policy.builder("default", Policy.Decision.ALLOW)
                            .include(new Rule.Everyone())
                            .build(),
                    List.of(
                            new Member<>(
                                    "id",
                                    Kind.ID,
                                    Policy::id,
                                    Policy.Builder::id,
                                    "UUID; required in the top-level `policies`",
                                    Trait.ALWAYS,
                                    Trait.FIXED),
                            new Member<>("name", Kind.TEXT, Policy::name, null, "display name; required", Trait.ALWAYS),
                            new Member<>(
                                    "decision",
                                    Kind.oneOf(DECISIONS),
                                    Policy::decision,
                                    null,
                                    "`non_identity`, `bypass`, `deny` or `allow`; required",
                                    Trait.ALWAYS),
                            new Member<>(
                                    "precedence",
                                    Kind.COUNT,
                                    Policy::precedence,
                                    Policy.Builder::precedence,
                                    "1 or more, unique within an application; the lowest is evaluated first",
                                    Trait.ALWAYS),
                            new Member<>(
                                    "session_duration",
                                    Kind.DURATION,
                                    Policy::sessionDuration,
                                    Policy.Builder::sessionDuration,
                                    "lifetime of the sessions that it opens"),
                            RuleFormat.include(Policy::include, Policy.Builder::include),
                            RuleFormat.require(Policy::require, Policy.Builder::require),
                            RuleFormat.exclude(Policy::exclude, Policy.Builder::exclude),
                            Member.createdAt(Policy::createdAt, Policy.Builder::createdAt),
                            Member.updatedAt(Policy::updatedAt, Policy.Builder::updatedAt)),
                    Policy::asWritten,
                    Policy.Builder::asWritten)
            .answering("session_duration", "exclude");

    private PolicyFormat() {}

    /** Returns whether these members only refer to a reusable policy. */
    public static boolean isReference(JsonObjectReader in) {
        return in.has("id") && in.except(OF_A_REFERENCE).isEmpty();
    }

    /**
     * Returns the policy, or null if it is invalid.
     *
     * @param precedence the default precedence
     */
    public static @Nullable Policy read(JsonObjectReader in, int precedence) {
        in.require("name", "is missing");
        in.require("decision", "is missing: it is one of non_identity, bypass, deny, allow");
        String name = Objects.requireNonNullElse(in.text("name"), "unnamed");
        // Without a valid decision, the most lenient one is assumed, to find the other faults.
        Policy.Decision decision = Objects.requireNonNullElse(in.parsed("decision", DECISIONS), Policy.Decision.ALLOW);
        Policy.Builder out = Policy.builder(name, decision).precedence(precedence);
        MEMBERS.read(in, out);
        out.otherMembers(readForPeople(in, decision));
        in.refuseOthers();
        return in.built(out::build);
    }

    private static Map<String, @Nullable Object> readForPeople(JsonObjectReader in, Policy.Decision decision) {
        Map<String, @Nullable Object> kept = new LinkedHashMap<>(in.except(MEMBERS.names()));
        kept.keySet().retainAll(FOR_PEOPLE);
        kept.values().removeIf(Objects::isNull);
        for (String name : FOR_PEOPLE) {
            boolean isSet = in.has(name) && !JsonValues.saysNothing(in.object().path(name));
            if (isSet && decision != Policy.Decision.ALLOW) {
                in.fault(name, "is supported only in allow policies; elsewhere it must be null, false or empty");
            }
        }
        return kept;
    }

    /** Returns the precedence that {@code node} has, or null. */
    static @Nullable Integer precedence(JsonNode node) {
        Integer precedence = JsonValues.wholeNumber(node.path("precedence"));
        return precedence == null || precedence == 0 ? null : precedence;
    }

    /** Returns the whole policy in the form of a file or row. */
    public static ObjectNode write(Policy policy) {
        return withOthers(MEMBERS.inFile(policy), policy);
    }

    /** Returns an application's reference to a reusable policy. */
    static ObjectNode reference(Policy policy) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("id", policy.id().toString())
                .put("precedence", policy.precedence());
    }

    /** Returns a reusable policy as the API answers it: without its precedence, which has no meaning by itself. */
    public static ObjectNode answerReusable(Policy policy) {
        ObjectNode out = withOthers(MEMBERS.answer(policy), policy);
        out.remove("precedence");
        return out.put("reusable", true);
    }

    /** Returns a policy of an application as the API answers it, with its precedence there. */
    public static ObjectNode answer(Policy policy, boolean reusable) {
        return withOthers(MEMBERS.answer(policy), policy).put("reusable", reusable);
    }

    /** Returns the part of the answer that only a change of the policy changes. */
    public static ObjectNode tagged(Policy policy) {
        return withOthers(MEMBERS.tagged(policy), policy);
    }

    private static ObjectNode withOthers(ObjectNode out, Policy policy) {
        policy.otherMembers().forEach((name, value) -> out.set(name, JsonValues.node(value)));
        return out;
    }
}
