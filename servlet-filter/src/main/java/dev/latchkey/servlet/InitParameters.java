package dev.latchkey.servlet;

import dev.latchkey.configuration.ConfigurationException;
import dev.latchkey.configuration.Fault;
import dev.latchkey.configuration.Faults;
import dev.latchkey.configuration.GoDuration;
import jakarta.servlet.FilterConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The init-parameters of a filter, their variables filled in, with a list of all that is wrong with them. No fault
 * holds a value that could be a secret. Not thread-safe.
 */
final class InitParameters {

    private final Map<String, String> values = new HashMap<>();
    private final Faults faults = new Faults();

    /** Reads every parameter; those that are not in {@code known} are faults. */
    InitParameters(FilterConfig config, Set<String> known, ParameterExpansion expansion) {
        List<String> names = new ArrayList<>();
        config.getInitParameterNames().asIterator().forEachRemaining(names::add);
        names.sort(null);
        for (String name : names) {
            if (!known.contains(name)) {
                fault(name, "is no parameter of this filter");
            } else {
                read(name, config.getInitParameter(name), expansion);
            }
        }
    }

    private void read(String name, String text, ParameterExpansion expansion) {
        String value = "";
        try {
            value = expansion.expand(text).strip();
            if (value.isEmpty()) {
                fault(name, "must not be blank: leave it out instead");
            }
        } catch (IllegalArgumentException e) {
            fault(name, String.valueOf(e.getMessage()));
        }
        // Kept though it is at fault, so that nobody reports it as missing, too.
        values.put(name, value);
    }

    boolean has(String name) {
        return values.containsKey(name);
    }

    /** {@return the parameter's value; null where there is none, or none that can be read} */
    @Nullable
    String text(String name) {
        String value = values.get(name);
        return value == null || value.isEmpty() ? null : value;
    }

    boolean flag(String name, boolean otherwise) {
        String value = text(name);
        if (value == null) {
            return otherwise;
        }
        if (!value.equals("true") && !value.equals("false")) {
            fault(name, "must be true or false");
        }
        return value.equals("true");
    }

    @Nullable
    Duration duration(String name) {
        String value = text(name);
        try {
            return value == null ? null : GoDuration.parse(value);
        } catch (IllegalArgumentException e) {
            fault(name, "is " + e.getMessage());
            return null;
        }
    }

    /** {@return the words of the parameter, which commas or blanks stand between; null where there is none} */
    @Nullable
    List<String> words(String name) {
        String value = text(name);
        return value == null
                ? null
                : Arrays.stream(value.split("[,\\s]+", -1))
                        .filter(word -> !word.isEmpty())
                        .toList();
    }

    void fault(String name, String message) {
        faults.add(name, message);
    }

    /** Adds the faults of something that was built from parameters, which it names as JSON members. */
    void faults(ConfigurationException refused, Map<String, String> parameterOfPointer) {
        for (Fault fault : refused.faults()) {
            String parameter = parameterOfPointer.get(fault.pointer());
            fault(
                    parameter == null ? fault.pointer().replaceFirst("^/", "").replace('_', '-') : parameter,
                    fault.message());
        }
    }

    /** Makes a fault of every one of {@code names} that is there. */
    void refuse(Collection<String> names, String message) {
        names.stream().filter(this::has).sorted().forEach(name -> fault(name, message));
    }

    boolean faultless() {
        return faults.isEmpty();
    }

    /** @throws ConfigurationException naming every fault that was found */
    void check() {
        faults.throwIfAny("init-parameters");
    }
}
