package dev.latchkey.admin;

import dev.latchkey.model.Policy;
import dev.latchkey.store.AccessConfiguration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Sets IDs and times of an application's policies. An existing policy keeps its ID, a reusable one all its values, and
 * a new one gets a random ID. Immutable.
 */
final class OwnPolicies {

    private final ChangeContext context;
    private final AccessConfiguration configuration;
    private final List<Policy> before;

    /** @param before the policies that the application had */
    OwnPolicies(ChangeContext context, AccessConfiguration configuration, List<Policy> before) {
        this.context = context;
        this.configuration = configuration;
        this.before = before;
    }

    /** Returns the policies to store. */
    List<Policy> settled(List<Policy> wanted) {
        return wanted.stream()
                .map(policy -> configuration.policy(policy.id()) == null ? settled(policy) : policy)
                .toList();
    }

    private Policy settled(Policy wanted) {
        Policy known = known(wanted.id());
        Policy.Builder result = wanted.toBuilder();
        if (known == null) {
            return result.id(context.newId())
                    .createdAt(context.now())
                    .updatedAt(context.now())
                    .build();
        }
        boolean same = known.saysTheSameAs(wanted) && known.precedence() == wanted.precedence();
        return result.createdAt(known.createdAt())
                .updatedAt(same ? known.updatedAt() : context.nowAfter(known.updatedAt()))
                .build();
    }

    private @Nullable Policy known(UUID id) {
        return before.stream().filter(each -> each.id().equals(id)).findAny().orElse(null);
    }
}
