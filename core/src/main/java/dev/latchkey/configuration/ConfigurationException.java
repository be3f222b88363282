package dev.latchkey.configuration;

import java.util.List;
import java.util.stream.Collectors;

/** An invalid configuration, with all of its faults. */
public final class ConfigurationException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient List<Fault> faults;

    /**
     * @param what the name of the invalid item, for example a file
     * @param faults at least one
     */
    public ConfigurationException(String what, List<Fault> faults) {
        super(what + ": " + faults.stream().map(Fault::toString).collect(Collectors.joining("; ")));
        this.faults = List.copyOf(faults);
    }

    /** Returns all faults, in the order of the document. */
    public List<Fault> faults() {
        return faults;
    }
}
