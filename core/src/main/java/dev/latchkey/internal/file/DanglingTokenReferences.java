package dev.latchkey.internal.file;

import dev.latchkey.configuration.Fault;
import dev.latchkey.internal.fault.Faults;
import dev.latchkey.internal.json.JsonPointers;
import dev.latchkey.model.Application;
import dev.latchkey.model.Policy;
import dev.latchkey.model.Rule;
import dev.latchkey.model.RuleGroup;
import dev.latchkey.model.ServiceToken;
import dev.latchkey.store.AccessConfiguration;
import dev.latchkey.store.AccessDocument;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Finds rules that refer to service tokens outside their document. These may be in another store. Used once. */
public final class DanglingTokenReferences {

    private static final int MOST = 20;

    private final Set<UUID> known;
    private final Faults found = new Faults();

    private DanglingTokenReferences(AccessDocument document) {
        this.known = document.serviceTokens().stream().map(ServiceToken::id).collect(Collectors.toUnmodifiableSet());
    }

    /** Returns the warnings, one line for each rule. */
    public static List<String> in(AccessDocument document) {
        Set<String> warnings = find(document).asList().stream()
                .map(Fault::message)
                .collect(Collectors.toCollection(LinkedHashSet::new));
        List<String> first = new ArrayList<>(warnings.stream().limit(MOST).toList());
        if (warnings.size() > MOST) {
            first.add("and " + (warnings.size() - MOST) + " similar rules");
        }
        return first;
    }

    /** Returns the warnings with pointers to the reusable policy, group or application that contains the rule. */
    static Faults find(AccessDocument document) {
        DanglingTokenReferences unknown = new DanglingTokenReferences(document);
        unknown.check(document.configuration());
        return unknown.found;
    }

    private void check(AccessConfiguration configuration) {
        Set<UUID> reusable = new HashSet<>();
        for (int i = 0; i < configuration.policies().size(); i++) {
            Policy policy = configuration.policies().get(i);
            reusable.add(policy.id());
            check(policy, JsonPointers.element("/policies", i));
        }
        for (int i = 0; i < configuration.applications().size(); i++) {
            Application application = configuration.applications().get(i);
            for (Policy policy : application.policies()) {
                if (!reusable.contains(policy.id())) {
                    check(policy, JsonPointers.element("/applications", i));
                }
            }
        }
        for (int i = 0; i < configuration.groups().size(); i++) {
            RuleGroup group = configuration.groups().get(i);
            check("group " + group.name(), JsonPointers.element("/groups", i), group.rules());
        }
    }

    private void check(Policy policy, String pointer) {
        check("policy " + policy.name(), pointer, policy.rules());
    }

    private void check(String holder, String pointer, Stream<Rule> rules) {
        rules.forEach(rule -> {
            if (rule instanceof Rule.OneServiceToken one && !known.contains(one.tokenId())) {
                found.add(
                        pointer,
                        JsonPointers.printable(holder) + " refers to the service token " + one.tokenId()
                                + ", which is not in this document");
            }
        });
    }
}
