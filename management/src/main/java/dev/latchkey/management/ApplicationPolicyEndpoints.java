package dev.latchkey.management;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.latchkey.admin.Changed;
import dev.latchkey.configuration.ConfigurationException;
import dev.latchkey.configuration.Fault;
import dev.latchkey.internal.fault.Faults;
import dev.latchkey.internal.json.JsonObjectReader;
import dev.latchkey.internal.json.PolicyFormat;
import dev.latchkey.internal.json.Precedences;
import dev.latchkey.model.Application;
import dev.latchkey.model.Policy;
import dev.latchkey.store.AccessConfiguration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** {@code /apps/{id}/policies}: the policies of one application (management contract, section 3). Stateless. */
final class ApplicationPolicyEndpoints {

    private ApplicationPolicyEndpoints() {}

    static List<Route> routes() {
        String all = "access/apps/{application}/policies";
        String one = all + "/{policy}";
        return List.of(
                Route.of(
                        "POST",
                        all,
                        BodyUse.REQUIRED,
                        ApplicationPolicyEndpoints::create,
                        Operation.of("Create a policy of an application", "policy")
                                .taking("policy", "name", "decision", "include")
                                .answering(201)),
                Route.of(
                        "GET",
                        all,
                        BodyUse.NONE,
                        ApplicationPolicyEndpoints::list,
                        Operation.list("List the policies of an application", "policy")),
                Route.of(
                        "GET",
                        one,
                        BodyUse.NONE,
                        ApplicationPolicyEndpoints::get,
                        Operation.of("Read a policy of an application", "policy")),
                Route.of(
                        "PUT",
                        one,
                        BodyUse.REQUIRED,
                        ApplicationPolicyEndpoints::replace,
                        Operation.of("Replace a policy of an application", "policy")
                                .taking("policy", "name", "decision", "include")),
                Route.of(
                        "DELETE",
                        one,
                        BodyUse.NONE,
                        ApplicationPolicyEndpoints::delete,
                        Operation.of("Delete a policy of an application, or detach a reusable one", "id_only")
                                .answering(202)));
    }

    private static ApiResponse create(ApiRequest call) {
        List<Integer> precedence = new ArrayList<>();
        // The policy is new, so only the application can have changed.
        Predicate<Application> asMeant = before -> call.ifMatch().matches(EntityTag.of(before));
        Changed<Application> changed = change(call, asMeant, (configuration, before) -> {
            // The policy gets its own ID, whatever the body contains.
            Policy made = read(call, next(call, before), before, null).toBuilder()
                    .id(UUID.randomUUID())
                    .build();
            precedence.add(made.precedence());
            List<Policy> policies = new ArrayList<>(before.policies());
            policies.add(made);
            return before.toBuilder().policies(policies).build();
        });
        return Outcomes.answer(changed, ApiError.UNKNOWN_APPLICATION, ApiError.UNEXPECTED, application -> {
            // Its ID is new, so it is found by its position.
            int last = precedence.get(precedence.size() - 1);
            return application.policies().stream()
                    .filter(each -> each.precedence() == last)
                    .findAny()
                    .map(each -> ApiResponse.created(PolicyFormat.answer(each, false))
                            .withHeader("ETag", EntityTag.of(each)))
                    .orElseThrow();
        });
    }

    /** Returns the next free precedence, for a policy without one. */
    private static int next(ApiRequest call, Application before) {
        int last = before.policies().stream().mapToInt(Policy::precedence).max().orElse(0);
        if (last == Integer.MAX_VALUE && call.members(new Faults()).count("precedence") == null) {
            throw new ConfigurationException("policy", List.of(new Fault("/precedence", Precedences.NONE_LEFT)));
        }
        return last == Integer.MAX_VALUE ? last : last + 1;
    }

    private static ApiResponse list(ApiRequest call) {
        ListQuery query = ListQuery.of(call.request());
        Page page = query.page();
        query.check();
        AccessConfiguration configuration = configuration(call);
        Application application = configuration.application(call.id());
        if (application == null) {
            return ApiResponse.refused(ApiError.UNKNOWN_APPLICATION);
        }
        ArrayNode elements = JsonNodeFactory.instance.arrayNode();
        page.of(application.policies()).forEach(each -> elements.add(json(each, configuration)));
        return ApiResponse.list(elements, page, application.policies().size());
    }

    private static ApiResponse get(ApiRequest call) {
        AccessConfiguration configuration = configuration(call);
        Application application = configuration.application(call.id());
        Policy policy = application == null ? null : find(application, policyId(call));
        if (policy == null) {
            return ApiResponse.refused(application == null ? ApiError.UNKNOWN_APPLICATION : ApiError.UNKNOWN_POLICY);
        }
        return answer(policy, configuration);
    }

    private static ApiResponse replace(ApiRequest call) {
        ApiResponse found = get(call);
        if (found.isRefusal()) {
            return found;
        }
        Changed<Application> changed = change(call, asMeant(call), (configuration, before) -> {
            if (configuration.policy(policyId(call)) != null) {
                throw invalid(
                        "is a reusable policy; change it for all applications with PUT /policies/" + policyId(call));
            }
            Policy stored = find(before, policyId(call));
            Policy made = read(call, stored == null ? 1 : stored.precedence(), before, stored);
            return with(before, made.toBuilder().id(policyId(call)).build());
        });
        AccessConfiguration configuration = configuration(call);
        return Outcomes.answer(changed, ApiError.UNKNOWN_APPLICATION, ApiError.UNEXPECTED, application -> {
            Policy made = find(application, policyId(call));
            return made == null ? ApiResponse.refused(ApiError.UNKNOWN_POLICY) : answer(made, configuration);
        });
    }

    /** Removes the policy from the application. A reusable one is only detached. */
    private static ApiResponse delete(ApiRequest call) {
        ApiResponse found = get(call);
        if (found.isRefusal()) {
            return found;
        }
        Changed<Application> changed = change(
                call,
                asMeant(call),
                (configuration, before) -> before.toBuilder()
                        .policies(before.policies().stream()
                                .filter(each -> !each.id().equals(policyId(call)))
                                .toList())
                        .build());
        ObjectNode id =
                JsonNodeFactory.instance.objectNode().put("id", policyId(call).toString());
        return Outcomes.answer(
                changed, ApiError.UNKNOWN_APPLICATION, ApiError.UNEXPECTED, application -> ApiResponse.accepted(id));
    }

    private static Policy read(ApiRequest call, int precedence, Application before, @Nullable Policy stored) {
        JsonObjectReader in = call.members(new Faults());
        Policy policy = PolicyBody.read(in, precedence);
        PolicyBody.checkReusable(in, false, "must not be true for an application's own policy");
        // An unreadable precedence is reported already, and its default was not requested.
        boolean unread =
                in.faults().asList().stream().anyMatch(fault -> fault.pointer().equals("/precedence"));
        boolean taken = policy != null
                && !unread
                && before.policies().stream()
                        .filter(each -> stored == null || !each.id().equals(stored.id()))
                        .anyMatch(each -> each.precedence() == policy.precedence());
        if (taken) {
            in.fault("precedence", "another policy of this application has this precedence");
        }
        in.faults().throwIfAny("policy");
        if (policy == null) {
            throw new IllegalStateException("a body without a fault makes a policy");
        }
        return policy;
    }

    private static Application with(Application before, Policy made) {
        return before.toBuilder()
                .policies(before.policies().stream()
                        .map(each -> each.id().equals(made.id()) ? made : each)
                        .toList())
                .build();
    }

    private static ConfigurationException invalid(String message) {
        return new ConfigurationException("policy", List.of(new Fault("", message)));
    }

    /** Changes the application. Only the policy in the body can be invalid, so pointers lead into it. */
    private static Changed<Application> change(
            ApiRequest call,
            Predicate<Application> precondition,
            BiFunction<AccessConfiguration, Application, Application> change) {
        try {
            return call.administration().applications().replace(call.id(), precondition, change);
        } catch (ConfigurationException e) {
            throw new ConfigurationException(
                    "policy",
                    e.faults().stream()
                            .map(fault -> Faults.relocated(
                                    fault, fault.pointer().replaceFirst("^/policies(?:/\\d+)?(?=/|$)", "")))
                            .toList());
        }
    }

    /** Rejects the change if the policy was removed or changed meanwhile. */
    private static Predicate<Application> asMeant(ApiRequest call) {
        return application -> {
            Policy policy = find(application, policyId(call));
            return policy != null && call.ifMatch().matches(EntityTag.of(policy));
        };
    }

    private static AccessConfiguration configuration(ApiRequest call) {
        return call.administration().configuration();
    }

    private static UUID policyId(ApiRequest call) {
        return call.ids().get(1);
    }

    private static @Nullable Policy find(Application application, UUID id) {
        return application.policies().stream()
                .filter(each -> each.id().equals(id))
                .findAny()
                .orElse(null);
    }

    private static ApiResponse answer(Policy policy, AccessConfiguration configuration) {
        return ApiResponse.ok(json(policy, configuration)).withHeader("ETag", EntityTag.of(policy));
    }

    private static ObjectNode json(Policy policy, AccessConfiguration configuration) {
        return PolicyFormat.answer(policy, configuration.policy(policy.id()) != null);
    }
}
