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
     * @param before the application that is replaced; null if it is new
     * @param read the readable part of the application; null if only policies could be read
     * @param policies its valid policies
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
                    .map(fault -> Faults.relocated(
                            fault, places.inBody(fault.pointer().substring(place.length()))))
                    .forEach(faults::add);
        }
    }

    /** Returns an application with a unique ID and AUD tag, because those of a body have no effect. */
    private static Application candidate(@Nullable Application read, List<Policy> policies) {
        String name = "candidate " + UUID.randomUUID();
        Application.Builder candidate = Application.named(name).policies(policies);
        if (read == null) {
            // A host that cannot exist.
            candidate.domain("candidate.invalid");
        } else {
            read.patterns().forEach(candidate::pattern);
        }
        return candidate.build();
    }
}
