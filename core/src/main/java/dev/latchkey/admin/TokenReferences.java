package dev.latchkey.admin;

import dev.latchkey.internal.fault.Faults;
import dev.latchkey.model.Rule;
import dev.latchkey.store.WritableStore;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Refuses rules that name missing service tokens. What was stored before may stay: it may have come from a file whose
 * tokens are in another store. Used once.
 */
final class TokenReferences {

    private final WritableStore.Draft draft;
    private final Set<UUID> before;
    private final Faults faults = new Faults();

    /** @param before the rules before the change */
    TokenReferences(WritableStore.Draft draft, Stream<Rule> before) {
        this.draft = draft;
        this.before = before.filter(Rule.OneServiceToken.class::isInstance)
                .map(rule -> ((Rule.OneServiceToken) rule).tokenId())
                .collect(Collectors.toUnmodifiableSet());
    }

    /**
     * Checks the rules of a policy or group.
     *
     * @param pointer the location of the policy or group
     */
    void check(String pointer, List<Rule> include, List<Rule> require, List<Rule> exclude) throws Exception {
        check(pointer + "/include", include);
        check(pointer + "/require", require);
        check(pointer + "/exclude", exclude);
    }

    private void check(String pointer, List<Rule> rules) throws Exception {
        for (int i = 0; i < rules.size(); i++) {
            if (rules.get(i) instanceof Rule.OneServiceToken one
                    && !before.contains(one.tokenId())
                    && draft.serviceToken(one.tokenId()) == null) {
                faults.add(pointer + "/" + i + "/service_token", "refers to a missing service token: " + one.tokenId());
            }
        }
    }

    /**
     * Ends the check.
     *
     * @throws dev.latchkey.configuration.ConfigurationException if a service token is missing
     */
    void throwIfAny(String what) {
        faults.throwIfAny(what);
    }
}
