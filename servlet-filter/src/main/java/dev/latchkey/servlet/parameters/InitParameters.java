package dev.latchkey.servlet.parameters;

import dev.latchkey.configuration.ConfigurationException;
import dev.latchkey.configuration.Fault;
import dev.latchkey.internal.fault.Faults;
import dev.latchkey.internal.json.Catalogue;
import dev.latchkey.internal.syntax.GoDuration;
import dev.latchkey.model.SecretHasher;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletConfig;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
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
 * The init parameters of a filter or servlet, with variables expanded, and all their faults. No fault contains a value
 * that could be a secret. Not thread-safe.
 */
public final class InitParameters {

    /** The file of signing keys. */
    public static final String KEY_FILE = "key-file";

    public static final String PEPPER = "pepper";

    private final Map<String, String> values = new HashMap<>();
    private final Faults faults = new Faults();

    /** Reads all parameters of a filter; parameters outside {@code known} are faults. */
    public InitParameters(FilterConfig config, Set<String> known, ParameterExpansion expansion) {
        read("filter", config.getInitParameterNames(), config::getInitParameter, known, expansion);
    }

    /** Reads all parameters of a servlet; parameters outside {@code known} are faults. */
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
                fault(name, "unknown init parameter of this " + owner);
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
                fault(name, "must not be blank; omit it instead");
            }
        } catch (IllegalArgumentException e) {
            fault(name, String.valueOf(e.getMessage()));
        }
        // Kept despite the fault, so that it is not reported as missing as well.
        values.put(name, value);
    }

    public boolean has(String name) {
        return values.containsKey(name);
    }

    /** Returns the parameter's value, or null if it is missing or invalid. */
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

    public @Nullable Path path(String name) {
        String value = text(name);
        try {
            return value == null ? null : Path.of(value).toAbsolutePath();
        } catch (InvalidPathException e) {
            fault(name, "is not a valid file path");
            return null;
        }
    }

    /** Returns the hasher with the {@link #PEPPER}; one without a pepper if it is missing or invalid. */
    public SecretHasher hasher() {
        String value = text(PEPPER);
        try {
            return value == null ? SecretHasher.sha256() : SecretHasher.peppered(value);
        } catch (IllegalArgumentException e) {
            fault(PEPPER, "must be at least 16 bytes, in hex or base64");
            return SecretHasher.sha256();
        }
    }

    public void fault(String name, String message) {
        faults.add(name, message);
    }

    /**
     * Adds the faults of an object that was built from parameters, with its JSON pointers translated to parameter
     * names.
     */
    public void faults(ConfigurationException refused, Map<String, String> parameterOfPointer) {
        for (Fault fault : refused.faults()) {
            String parameter = parameterOfPointer.get(fault.pointer());
            fault(parameter == null ? parameterOf(fault) : parameter, fault.message());
        }
    }

    /** Returns the parameter that sets a member of an application or of the organization. */
    public static String nameOf(String member) {
        return member.replace('_', '-');
    }

    /** An element of an array is a word of its parameter. */
    private static String parameterOf(Fault fault) {
        String[] parts = fault.pointer().split("/", -1);
        return nameOf(parts[Math.min(1, parts.length - 1)]);
    }

    /** Reads the settings that have parameters. */
    public <B> void read(Catalogue<?, B> settings, B out) {
        Faults found = new Faults();
        settings.readInitParameters(member -> text(nameOf(member)), out, found);
        found.asList().forEach(fault -> fault(parameterOf(fault), fault.message()));
    }

    /** Adds a fault for each of {@code names} that is set. */
    public void refuse(Collection<String> names, String message) {
        names.stream().filter(this::has).sorted().forEach(name -> fault(name, message));
    }

    public boolean faultless() {
        return faults.isEmpty();
    }

    /**
     * Throws if there were faults.
     *
     * @throws ConfigurationException naming every fault
     */
    public void check() {
        faults.throwIfAny("init parameters");
    }
}
