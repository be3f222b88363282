package dev.latchkey.internal.fault;

import dev.latchkey.configuration.ConfigurationException;
import dev.latchkey.configuration.Fault;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Collects the faults of one configuration so that all of them are reported at once. Not thread-safe.
 */
public final class Faults {

    private static final Instant EARLIEST = Instant.parse("0000-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

    private final List<Fault> faults = new ArrayList<>();

    /** Creates a collector with no fault in it. */
    public Faults() {}

    /** Creates a collector that starts with {@code known}. */
    public static Faults of(List<Fault> known) {
        Faults faults = new Faults();
        faults.faults.addAll(known);
        return faults;
    }

    /** Adds a fault of the member at {@code pointer}. */
    public void add(String pointer, String message) {
        faults.add(new Fault(pointer, message));
    }

    /** Returns the fault with another pointer, for a part of a larger document. */
    public static Fault relocated(Fault fault, String pointer) {
        return new Fault(pointer, fault.message(), fault.location());
    }

    /** Adds a fault that was found elsewhere. */
    public void add(Fault fault) {
        faults.add(fault);
    }

    /**
     * Adds a fault of the member at {@code pointer} unless {@code moment} is null or in the years 0 to 9999, up to the
     * last second of all: RFC 3339 has years of four digits, and milliseconds since 1970 would not hold every other
     * moment.
     */
    public void checkMoment(String pointer, @Nullable Instant moment) {
        if (moment != null && (moment.isBefore(EARLIEST) || moment.isAfter(LATEST))) {
            add(pointer, "must be a time in the years 0 to 9999, not after " + LATEST);
        }
    }

    /** Adds all faults of {@code refused}, their pointers moved below {@code prefix}. */
    public void addAll(String prefix, ConfigurationException refused) {
        refused.faults().forEach(fault -> faults.add(relocated(fault, prefix + fault.pointer())));
    }

    /** Returns whether no fault was added yet. */
    public boolean isEmpty() {
        return faults.isEmpty();
    }

    /** Returns the faults added so far, in order. */
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
