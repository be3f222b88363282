package dev.latchkey.admin;

import dev.latchkey.configuration.ConfigurationException;
import dev.latchkey.configuration.Fault;
import dev.latchkey.internal.fault.Faults;
import dev.latchkey.model.Application;
import dev.latchkey.store.AccessConfiguration;
import java.util.function.Supplier;

/**
 * Puts one part into a configuration, and reports faults with pointers into that part: the caller has never seen the
 * whole configuration. Stateless.
 */
final class ConfigurationPart {

    private ConfigurationPart() {}

    /** Returns {@code before} with this application. */
    static AccessConfiguration with(AccessConfiguration before, Application application) {
        try {
            return before.with(application);
        } catch (ConfigurationException invalid) {
            return told(
                    "application",
                    "/applications/"
                            + before.withoutApplication(application.id())
                                    .applications()
                                    .size(),
                    () -> withLast(before, application));
        }
    }

    /** Of two applications that contradict each other, the later one is at fault: that must be the changed one. */
    private static AccessConfiguration withLast(AccessConfiguration before, Application application) {
        return before.withoutApplication(application.id()).with(application);
    }

    /** Returns {@code before} with this item, which everything that refers to it uses from then on. */
    static <T> AccessConfiguration with(AccessConfiguration before, T item, ItemKind<T> kind) {
        return told(
                kind.subject().word().replace('_', ' '),
                kind.place().apply(before, kind.description().apply(item).id()),
                () -> kind.with().apply(before, item));
    }

    private static AccessConfiguration told(String what, String place, Supplier<AccessConfiguration> making) {
        try {
            return making.get();
        } catch (ConfigurationException e) {
            throw new ConfigurationException(
                    what, e.faults().stream().map(fault -> told(fault, place)).toList());
        }
    }

    private static Fault told(Fault fault, String place) {
        boolean isInside = fault.pointer().equals(place) || fault.pointer().startsWith(place + "/");
        return isInside
                ? Faults.relocated(fault, fault.pointer().substring(place.length()))
                : new Fault("", "conflicts with the rest of the configuration: " + fault);
    }
}
