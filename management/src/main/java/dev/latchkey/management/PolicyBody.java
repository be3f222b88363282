package dev.latchkey.management;

import dev.latchkey.internal.json.JsonObjectReader;
import dev.latchkey.internal.json.PolicyFormat;
import dev.latchkey.model.Policy;
import org.jspecify.annotations.Nullable;

/** Reads one policy as a body, or a part of one, holds it (management contract, section 2). Stateless. */
final class PolicyBody {

    private PolicyBody() {}

    /**
     * Returns the policy, or null if it is at fault.
     *
     * @param precedence its precedence where it names none
     */
    static @Nullable Policy read(JsonObjectReader in, int precedence) {
        // They are in answers, and say what is so whatever a body says.
        in.flag("reusable", false);
        in.integer("app_count");
        return PolicyFormat.read(in, precedence);
    }

    /** Returns the reusable policy, or null if it is at fault. Its precedence means nothing. */
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
