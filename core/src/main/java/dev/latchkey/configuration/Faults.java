package dev.latchkey.configuration;

import java.util.ArrayList;
import java.util.List;

/**
 * Collects the faults of one configuration so that all of them are reported at once. Not thread-safe.
 */
public final class Faults {

    private final List<Fault> faults = new ArrayList<>();

    /** Creates a collector with no fault in it. */
    public Faults() {}

    /** Adds a fault of the member at {@code pointer}. */
    public void add(String pointer, String message) {
        faults.add(new Fault(pointer, message));
    }

    /** Adds all faults of {@code refused}, their pointers moved below {@code prefix}. */
    public void addAll(String prefix, ConfigurationException refused) {
        refused.faults().forEach(fault -> faults.add(fault.below(prefix)));
    }

    /** {@return whether no fault was added yet} */
    public boolean isEmpty() {
        return faults.isEmpty();
    }

    /** {@return the faults added so far, in order} */
    public List<Fault> asList() {
        return List.copyOf(faults);
    }

    /**
     * Ends the collection.
     *
     * @param what the thing that was being configured, for the message
     * @throws ConfigurationException if at least one fault was added
     */
    public void throwIfAny(String what) {
        if (!faults.isEmpty()) {
            throw new ConfigurationException(what, faults);
        }
    }
}
