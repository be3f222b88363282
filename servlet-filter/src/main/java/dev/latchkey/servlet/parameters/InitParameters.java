package dev.latchkey.servlet.parameters;

import dev.latchkey.configuration.ConfigurationException;
import dev.latchkey.configuration.Fault;
import dev.latchkey.internal.fault.Faults;
import dev.latchkey.internal.syntax.GoDuration;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The init-parameters of a filter or a servlet, their variables filled in, with a list of all that is wrong with them. No fault
 * holds a value that could be a secret. Not thread-safe.
 */
public final class InitParameters {

    private final Map<String, String> values = new HashMap<>();
    private final Faults faults = new Faults();

    /** Reads every parameter of a filter; those that are not in {@code known} are faults. */
    public InitParameters(FilterConfig config, Set<String> known, ParameterExpansion expansion) {
        read("filter", config.getInitParameterNames(), config::getInitParameter, known, expansion);
    }

    /** Reads every parameter of a servlet; those that are not in {@code known} are faults. */
    public InitParameters(ServletConfig config, Set<String> known, ParameterExpansion expansion) {
        read("servlet", config.getInitParameterNames(), config::getInitParameter, known, expansion);
    }

    private void read(
            String owner,
            Enumeration<String> all,
            Function<String, String> text,
            Set<String> known,
            ParameterExpansion expansion) {
        List<String> names = new ArrayList<>(Collections.list(all));
        names.sort(null);
        for (String name : names) {
            if (!known.contains(name)) {
                fault(name, "is no parameter of this " + owner);
            } else {
                read(name, text.apply(name), expansion);
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

    public boolean has(String name) {
        return values.containsKey(name);
    }

    /** {@return the parameter's value; null where there is none, or none that can be read} */
    public @Nullable String text(String name) {
        String value = values.get(name);
        return value == null || value.isEmpty() ? null : value;
    }

    public boolean flag(String name, boolean otherwise) {
        String value = text(name);
        if (value == null) {
            return otherwise;
        }
        if (!value.equals("true") && !value.equals("false")) {
            fault(name, "must be true or false");
        }
        return value.equals("true");
    }

    public @Nullable Duration duration(String name) {
        String value = text(name);
        try {
            return value == null ? null : GoDuration.parse(value);
        } catch (IllegalArgumentException e) {
            fault(name, "is " + e.getMessage());
            return null;
        }
    }

    /** {@return the words of the parameter, which commas or blanks stand between; null where there is none} */
    public @Nullable List<String> words(String name) {
        String value = text(name);
        return value == null
                ? null
                : Arrays.stream(value.split("[,\\s]+", -1))
                        .filter(word -> !word.isEmpty())
                        .toList();
    }

    public void fault(String name, String message) {
        faults.add(name, message);
    }

    /** Adds the faults of something that was built from parameters, which it names as JSON members. */
    public void faults(ConfigurationException refused, Map<String, String> parameterOfPointer) {
        for (Fault fault : refused.faults()) {
            String parameter = parameterOfPointer.get(fault.pointer());
            fault(
                    parameter == null ? fault.pointer().replaceFirst("^/", "").replace('_', '-') : parameter,
                    fault.message());
        }
    }

    /** Makes a fault of every one of {@code names} that is there. */
    public void refuse(Collection<String> names, String message) {
        names.stream().filter(this::has).sorted().forEach(name -> fault(name, message));
    }

    public boolean faultless() {
        return faults.isEmpty();
    }

    /**
     * Ends the reading.
     *
     * @throws ConfigurationException naming every fault that was found
     */
    public void check() {
        faults.throwIfAny("init-parameters");
    }
}
