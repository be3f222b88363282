package dev.latchkey.internal.policy;

import dev.latchkey.model.IpAddress;
import dev.latchkey.model.Policy;
import dev.latchkey.model.ServiceToken;
import org.jspecify.annotations.Nullable;

/**
 * A policy with the groups and IP lists that it names, ready to be held against requests (request contract, section 7).
 * Immutable; evaluating it takes no lock and makes nothing.
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

    /** {@return the policy itself} */
    public Policy policy() {
        return policy;
    }

    /**
     * {@return whether it matches} A client address that cannot be read counts against the client: it is in the blocks
     * that keep it out, and in none that lets it in. So does the name of a certificate that cannot be read.
     *
     * @param token the service token that was presented and is valid; null where there is none
     * @param address the client's; null where it cannot be read, or where {@link #needsAddress} is false
     * @param certificate the client's, verified; null where there is none, or where {@link #needsCertificate} is false
     */
    public boolean matches(
            @Nullable ServiceToken token, @Nullable IpAddress address, @Nullable ClientCertificate certificate) {
        return rules.matches(token, address, certificate);
    }

    /** {@return whether it hangs on a service token, which has to be verified first} */
    public boolean needsServiceToken() {
        return needs.serviceToken();
    }

    /** {@return whether it hangs on the client's address} */
    public boolean needsAddress() {
        return needs.address();
    }

    /** {@return whether it hangs on the client's certificate} */
    public boolean needsCertificate() {
        return needs.certificate();
    }
}
