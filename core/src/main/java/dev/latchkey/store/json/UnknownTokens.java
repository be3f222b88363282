package dev.latchkey.store.json;

import dev.latchkey.application.Policy;
import dev.latchkey.application.Rule;
import dev.latchkey.store.AccessDocument;
import dev.latchkey.token.ServiceToken;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Finds rules that name service tokens which are not in their document. They may be in another store. Stateless. */
final class UnknownTokens {

    private static final int MOST = 20;

    private UnknownTokens() {}

    /** {@return what to warn of, one line for each rule} */
    static List<String> in(AccessDocument document) {
        Set<UUID> known =
                document.serviceTokens().stream().map(ServiceToken::id).collect(Collectors.toUnmodifiableSet());
        List<Policy> policies = new ArrayList<>(document.policies());
        document.configuration().applications().forEach(application -> policies.addAll(application.policies()));
        Set<String> warnings = new LinkedHashSet<>();
        for (Policy policy : policies) {
            rules(policy).forEach(rule -> {
                if (rule instanceof Rule.OneServiceToken one && !known.contains(one.tokenId())) {
                    warnings.add("policy " + JsonPointers.printable(policy.name()) + " names the service token "
                            + one.tokenId() + ", which is not in this document");
                }
            });
        }
        List<String> first = new ArrayList<>(warnings.stream().limit(MOST).toList());
        if (warnings.size() > MOST) {
            first.add("and " + (warnings.size() - MOST) + " more rules like these");
        }
        return first;
    }

    private static Stream<Rule> rules(Policy policy) {
        return Stream.of(policy.include(), policy.require(), policy.exclude()).flatMap(List::stream);
    }
}
