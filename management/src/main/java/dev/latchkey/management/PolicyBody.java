package dev.latchkey.management;

import dev.latchkey.internal.json.JsonObjectReader;
import dev.latchkey.internal.json.PolicyFormat;
import dev.latchkey.model.Policy;
import org.jspecify.annotations.Nullable;

/** Reads a policy from a body or a part of one (management contract, section 2). Stateless. */
final class PolicyBody {

    private PolicyBody() {}

    /**
     * Returns the policy, or null if it is invalid.
     *
     * @param precedence the default precedence
     */
    static @Nullable Policy read(JsonObjectReader in, int precedence) {
        // They are part of answers. A body cannot change them.
        in.flag("reusable", false);
        in.integer("app_count");
        return PolicyFormat.read(in, precedence);
    }

    /** Returns the reusable policy, or null if it is invalid. Its precedence has no meaning. */
    static @Nullable Policy reusable(JsonObjectReader in) {
        Policy policy = read(in, 1);
        checkReusable(
                in,
                true,
                "must not be false for a reusable policy; create an application's own policy with the application");
        return policy == null ? null : policy.toBuilder().precedence(1).build();
    }

    static void checkReusable(JsonObjectReader in, boolean reusable, String otherwise) {
        if (in.object().path("reusable").isBoolean() && in.flag("reusable", reusable) != reusable) {
            in.fault("reusable", otherwise);
        }
    }
}
