package dev.latchkey.management;

import com.fasterxml.jackson.databind.JsonNode;
import dev.latchkey.internal.fault.Faults;
import dev.latchkey.internal.json.JsonObjectReader;
import dev.latchkey.internal.json.PolicyListReader;
import dev.latchkey.model.Policy;
import dev.latchkey.store.AccessConfiguration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The {@code policies} of an application's body (management contract, section 2): reusable policies, those of the
 * application, whole policies as in answers, and new policies of the application. Each may occur once. Not thread-safe.
 */
final class PolicyEntries implements PolicyListReader.Source {

    private final AccessConfiguration configuration;
    private final List<Policy> own;
    private final Faults faults;

    /**
     * @param configuration the current configuration
     * @param own the current policies of the application
     */
    PolicyEntries(AccessConfiguration configuration, List<Policy> own, Faults faults) {
        this.configuration = configuration;
        this.own = own;
        this.faults = faults;
    }

    /** {@inheritDoc} It is a reusable one, or one of the application. */
    @Override
    public @Nullable Policy withId(UUID id, String pointer) {
        Policy policy = configuration.policy(id);
        Policy found = policy == null ? own(id) : policy;
        if (found == null) {
            faults.add(pointer, "is not the ID of a reusable policy or of a policy of this application");
        }
        return found;
    }

    private @Nullable Policy own(UUID id) {
        return own.stream().filter(each -> each.id().equals(id)).findAny().orElse(null);
    }

    @Override
    public @Nullable Policy inline(JsonObjectReader members, int precedence) {
        // A reusable policy must not be changed here.
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
}
