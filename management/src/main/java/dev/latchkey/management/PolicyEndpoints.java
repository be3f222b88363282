package dev.latchkey.management;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.latchkey.admin.Administration;
import dev.latchkey.internal.fault.Faults;
import dev.latchkey.internal.json.JsonObjectReader;
import dev.latchkey.internal.json.PolicyFormat;
import dev.latchkey.model.Policy;
import dev.latchkey.store.AccessConfiguration;
import java.util.List;
import java.util.Objects;

/** {@code /policies}: the reusable policies (management contract, section 3). Stateless. */
final class PolicyEndpoints {

    private static final ItemEndpoints<Policy> ITEMS = new ItemEndpoints<>(
            "access/policies",
            "policy",
            "a reusable policy",
            "reusable policies",
            List.of("name", "decision", "include"),
            Administration::policies,
            (call, current) -> read(call),
            PolicyEndpoints::json,
            EntityTag::of,
            Policy::id,
            ApiError.UNKNOWN_POLICY,
            ApiError.POLICY_IN_USE,
            201,
            202);

    private PolicyEndpoints() {}

    static List<Route> routes() {
        return ITEMS.routes();
    }

    private static Policy read(ApiRequest call) {
        JsonObjectReader in = call.members(new Faults());
        Policy policy = PolicyBody.reusable(in);
        in.faults().throwIfAny("policy");
        return Objects.requireNonNull(policy);
    }

    private static ObjectNode json(Policy policy, AccessConfiguration configuration) {
        return PolicyFormat.answerReusable(policy)
                .put("app_count", configuration.applicationsUsing(policy.id()).size());
    }
}
