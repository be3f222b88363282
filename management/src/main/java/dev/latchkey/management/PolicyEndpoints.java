package dev.latchkey.management;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.latchkey.admin.Changed;
import dev.latchkey.admin.Policies;
import dev.latchkey.internal.fault.Faults;
import dev.latchkey.internal.json.JsonObjectReader;
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

    private static ApiResponse create(ApiRequest call) {
        Policy wanted = read(call);
        Policy made = policies(call).create(wanted);
        return ApiResponse.created(json(made, configuration(call))).withHeader("ETag", EntityTag.of(made));
    }

    private static ApiResponse list(ApiRequest call) {
        ListQuery query = ListQuery.of(call.request());
        Page page = query.page();
        query.check();
        AccessConfiguration configuration = configuration(call);
        List<Policy> all = configuration.policies();
        ArrayNode elements = JsonNodeFactory.instance.arrayNode();
        page.of(all).forEach(policy -> elements.add(json(policy, configuration)));
        return ApiResponse.list(elements, page, all.size());
    }

    private static ApiResponse get(ApiRequest call) {
        AccessConfiguration configuration = configuration(call);
        Policy policy = configuration.policy(call.id());
        return policy == null ? ApiResponse.refused(ApiError.UNKNOWN_POLICY) : answer(policy, configuration);
    }

    private static ApiResponse replace(ApiRequest call) {
        Changed<Policy> changed = policies(call).replace(call.id(), asMeant(call), before -> read(call));
        AccessConfiguration configuration = configuration(call);
        return Outcomes.answer(
                changed, ApiError.UNKNOWN_POLICY, ApiError.POLICY_IN_USE, policy -> answer(policy, configuration));
    }

    private static ApiResponse delete(ApiRequest call) {
        return Outcomes.answer(
                policies(call).delete(call.id(), asMeant(call)),
                ApiError.UNKNOWN_POLICY,
                ApiError.POLICY_IN_USE,
                policy -> ApiResponse.accepted(JsonNodeFactory.instance
                        .objectNode()
                        .put("id", policy.id().toString())));
    }

    private static Policy read(ApiRequest call) {
        JsonObjectReader in = call.members(new Faults());
        Policy policy = PolicyBody.reusable(in);
        in.faults().throwIfAny("policy");
        return Objects.requireNonNull(policy);
    }

    private static Policies policies(ApiRequest call) {
        return call.administration().policies();
    }

    private static AccessConfiguration configuration(ApiRequest call) {
        return call.administration().configuration();
    }

    private static Predicate<Policy> asMeant(ApiRequest call) {
        return policy -> call.ifMatch().matches(EntityTag.of(policy));
    }

    private static ApiResponse answer(Policy policy, AccessConfiguration configuration) {
        return ApiResponse.ok(json(policy, configuration)).withHeader("ETag", EntityTag.of(policy));
    }

    private static ObjectNode json(Policy policy, AccessConfiguration configuration) {
        return PolicyFormat.answerReusable(policy)
                .put("app_count", configuration.applicationsUsing(policy.id()).size());
    }
}
