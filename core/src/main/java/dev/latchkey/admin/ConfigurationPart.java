package dev.latchkey.admin;

import dev.latchkey.configuration.ConfigurationException;
import dev.latchkey.configuration.Fault;
import dev.latchkey.model.Application;
import dev.latchkey.model.Policy;
import dev.latchkey.store.AccessConfiguration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Puts one part into a configuration, and reports faults with pointers into that part: the caller has never seen the
 * whole configuration. Stateless.
 */
final class ConfigurationPart {

    private ConfigurationPart() {}

    /** {@return {@code before} with this application} */
    static AccessConfiguration with(AccessConfiguration before, Application application) {
        try {
            return before.with(application);
        } catch (ConfigurationException invalid) {
            return told(
                    "application",
                    List.of("/applications/"
                            + before.withoutApplication(application.id())
                                    .applications()
                                    .size()),
                    () -> withLast(before, application));
        }
    }

    /** Of two applications that contradict each other, the later one is at fault: that must be the changed one. */
    private static AccessConfiguration withLast(AccessConfiguration before, Application application) {
        return before.withoutApplication(application.id()).with(application);
    }

    /** {@return {@code before} with this reusable policy, which the applications that use it use from then on} */
    static AccessConfiguration with(AccessConfiguration before, Policy reusable) {
        List<String> places = new ArrayList<>();
        places.add("/policies/" + indexOf(before.policies(), reusable.id()));
        for (int i = 0; i < before.applications().size(); i++) {
            List<Policy> used = before.applications().get(i).policies();
            int at = indexOf(used, reusable.id());
            if (at < used.size()) {
                places.add("/applications/" + i + "/policies/" + at);
            }
        }
        return told("policy", places, () -> before.with(reusable));
    }

    /** {@return the place of the policy with this id; the one behind the last where there is none} */
    private static int indexOf(List<Policy> policies, UUID id) {
        return IntStream.range(0, policies.size())
                .filter(i -> policies.get(i).id().equals(id))
                .findFirst()
                .orElse(policies.size());
    }

    private static AccessConfiguration told(String what, List<String> places, Supplier<AccessConfiguration> making) {
        try {
            return making.get();
        } catch (ConfigurationException e) {
            throw new ConfigurationException(
                    what,
                    e.faults().stream()
                            .map(fault -> told(fault, places))
                            .distinct()
                            .toList());
        }
    }

    private static Fault told(Fault fault, List<String> places) {
        return places.stream()
                .filter(place ->
                        fault.pointer().equals(place) || fault.pointer().startsWith(place + "/"))
                .findFirst()
                .map(place -> fault.relocate(pointer -> pointer.substring(place.length())))
                .orElseGet(() -> new Fault("", "does not go with the rest of the configuration: " + fault));
    }
}
