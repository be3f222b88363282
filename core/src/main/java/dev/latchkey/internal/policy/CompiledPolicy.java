package dev.latchkey.internal.policy;

import dev.latchkey.model.IpAddress;
import dev.latchkey.model.Policy;
import dev.latchkey.model.ServiceToken;
import org.jspecify.annotations.Nullable;

/**
 * A policy with its groups and IP lists resolved, ready for evaluation (request contract, section 7). Immutable;
 * evaluation takes no lock and allocates nothing.
 */
public final class CompiledPolicy {

    private final Policy policy;
    private final CompiledRule rules;
    private final RuleNeeds needs;

    CompiledPolicy(Policy policy, CompiledRule rules, RuleNeeds needs) {
        this.policy = policy;
        this.rules = rules;
        this.needs = needs;
    }

    /** Returns the policy. */
    public Policy policy() {
        return policy;
    }

    /**
     * Returns whether the policy matches. An unreadable client address counts against the client: it is in all blocks
     * that exclude, and in none that admit. The same holds for an unreadable certificate name.
     *
     * @param token the valid service token of the request, or null
     * @param address the client's address; null if it is unreadable or {@link #needsAddress} is false
     * @param certificate the client's verified certificate; null if there is none or {@link #needsCertificate} is false
     */
    public boolean matches(
            @Nullable ServiceToken token, @Nullable IpAddress address, @Nullable ClientCertificate certificate) {
        return rules.matches(token, address, certificate);
    }

    /** Returns whether it depends on a service token, which must be verified first. */
    public boolean needsServiceToken() {
        return needs.serviceToken();
    }

    /** Returns whether it depends on the client's address. */
    public boolean needsAddress() {
        return needs.address();
    }

    /** Returns whether it depends on the client's certificate. */
    public boolean needsCertificate() {
        return needs.certificate();
    }
}
