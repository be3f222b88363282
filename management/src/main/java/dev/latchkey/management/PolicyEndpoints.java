package dev.latchkey.management;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.latchkey.admin.Changed;
import dev.latchkey.admin.Policies;
import dev.latchkey.internal.fault.Faults;
import dev.latchkey.internal.json.JsonMembers;
import dev.latchkey.internal.json.PolicyFormat;
import dev.latchkey.model.Policy;
import dev.latchkey.store.AccessConfiguration;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;

/** {@code /policies}: the reusable ones (management contract, section 3). Stateless. */
final class PolicyEndpoints {

    private PolicyEndpoints() {}

    static List<Route> routes() {
        return List.of(
                Route.of("POST", "policies", BodyUse.REQUIRED, PolicyEndpoints::create),
                Route.of("GET", "policies", BodyUse.NONE, PolicyEndpoints::list),
                Route.of("GET", "policies/{policy}", BodyUse.NONE, PolicyEndpoints::get),
                Route.of("PUT", "policies/{policy}", BodyUse.REQUIRED, PolicyEndpoints::replace),
                Route.of("DELETE", "policies/{policy}", BodyUse.NONE, PolicyEndpoints::delete));
    }

    private static Answer create(Call call) {
        Policy wanted = read(call);
        Policy made = policies(call).create(wanted);
        return Answer.created(json(made, configuration(call))).withHeader("ETag", EntityTag.of(made));
    }

    private static Answer list(Call call) {
        ListQuery query = ListQuery.of(call.request());
        Page page = query.page();
        query.check();
        AccessConfiguration configuration = configuration(call);
        List<Policy> all = configuration.policies();
        ArrayNode elements = JsonNodeFactory.instance.arrayNode();
        page.of(all).forEach(policy -> elements.add(json(policy, configuration)));
        return Answer.list(elements, page, all.size());
    }

    private static Answer get(Call call) {
        AccessConfiguration configuration = configuration(call);
        Policy policy = configuration.policy(call.id());
        return policy == null ? Answer.refused(Refusal.UNKNOWN_POLICY) : answer(policy, configuration);
    }

    private static Answer replace(Call call) {
        Changed<Policy> changed = policies(call).replace(call.id(), asMeant(call), before -> read(call));
        AccessConfiguration configuration = configuration(call);
        return Outcomes.answer(
                changed, Refusal.UNKNOWN_POLICY, Refusal.POLICY_IN_USE, policy -> answer(policy, configuration));
    }

    private static Answer delete(Call call) {
        return Outcomes.answer(
                policies(call).delete(call.id(), asMeant(call)),
                Refusal.UNKNOWN_POLICY,
                Refusal.POLICY_IN_USE,
                policy -> Answer.accepted(JsonNodeFactory.instance
                        .objectNode()
                        .put("id", policy.id().toString())));
    }

    private static Policy read(Call call) {
        JsonMembers in = call.members(new Faults());
        Policy policy = PolicyBody.reusable(in);
        in.faults().throwIfAny("policy");
        return Objects.requireNonNull(policy);
    }

    private static Policies policies(Call call) {
        return call.administration().policies();
    }

    private static AccessConfiguration configuration(Call call) {
        return call.administration().configuration();
    }

    private static Predicate<Policy> asMeant(Call call) {
        return policy -> call.ifMatch().matches(EntityTag.of(policy));
    }

    private static Answer answer(Policy policy, AccessConfiguration configuration) {
        return Answer.ok(json(policy, configuration)).withHeader("ETag", EntityTag.of(policy));
    }

    private static ObjectNode json(Policy policy, AccessConfiguration configuration) {
        return PolicyFormat.answerReusable(policy)
                .put("app_count", configuration.applicationsUsing(policy.id()).size());
    }
}
