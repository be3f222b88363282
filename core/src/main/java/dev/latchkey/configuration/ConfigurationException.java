package dev.latchkey.configuration;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A configuration that cannot be honoured. It lists every fault that was found, not only the first.
 */
public final class ConfigurationException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient List<Fault> faults;

    /**
     * @param what the thing that was being configured, for example a file's name
     * @param faults at least one
     */
    public ConfigurationException(String what, List<Fault> faults) {
        super(what + ": " + faults.stream().map(Fault::toString).collect(Collectors.joining("; ")));
        this.faults = List.copyOf(faults);
    }

    /** Returns every fault, in the order of the document. */
    public List<Fault> faults() {
        return faults;
    }
}
