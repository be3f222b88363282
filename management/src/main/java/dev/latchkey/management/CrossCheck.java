package dev.latchkey.management;

import dev.latchkey.configuration.ConfigurationException;
import dev.latchkey.internal.fault.Faults;
import dev.latchkey.model.Application;
import dev.latchkey.model.Policy;
import dev.latchkey.store.AccessConfiguration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Finds contradictions between an application that already has faults and the rest of the configuration, so that one
 * answer reports all of them. Stateless.
 */
final class CrossCheck {

    private CrossCheck() {}

    /**
     * Adds the faults of patterns and policies.
     *
     * @param before the application that is replaced; null where it is new
     * @param read what could be read of it; null where that is nothing but policies
     * @param policies the good ones of its policies
     */
    static void check(
            AccessConfiguration configuration,
            @Nullable Application before,
            @Nullable Application read,
            List<Policy> policies,
            BodyPointers places,
            Faults faults) {
        List<Application> all = new ArrayList<>(configuration.applications());
        all.removeIf(each -> before != null && each.id().equals(before.id()));
        String place = "/applications/" + all.size();
        all.add(candidate(read, policies));
        try {
            AccessConfiguration unused = new AccessConfiguration(
                    configuration.organization(),
                    all,
                    configuration.policies(),
                    configuration.groups(),
                    configuration.ipLists());
            assert unused.applications().size() == all.size();
        } catch (ConfigurationException e) {
            e.faults().stream()
                    .filter(fault -> fault.pointer().startsWith(place + "/"))
                    .map(fault -> fault.relocate(pointer -> places.inBody(pointer.substring(place.length()))))
                    .forEach(faults::add);
        }
    }

    /** It has an id and an AUD tag that nobody else has, as those of a body count for nothing. */
    private static Application candidate(@Nullable Application read, List<Policy> policies) {
        String name = "candidate " + UUID.randomUUID();
        Application.Builder candidate = Application.named(name).policies(policies);
        if (read == null) {
            // A host that nobody can have.
            candidate.domain("candidate.invalid");
        } else {
            read.patterns().forEach(candidate::pattern);
        }
        return candidate.build();
    }
}
