package dev.latchkey.servlet.parameters;

import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Expands variables in init parameters. A variable's value is not expanded again. Immutable.
 *
 * <ul>
 *   <li><code>%{env:NAME}</code> is an environment variable, <code>%{sys:name}</code> a system property;
 *   <li><code>%{name}</code> is the system property or, if it is not set, the environment variable;
 *   <li><code>%{name:-default}</code>, with or without a prefix, is the default if the variable is unset or empty.
 * </ul>
 */
public final class ParameterExpansion {

    private static final String OPEN = "%{";

    /** Containers and build tools expand this by their own rules, and nothing shows afterwards whether they did. */
    private static final String FOREIGN = "${";

    /** Some containers read <code>${env:NAME}</code> as a variable {@code env} with the default {@code NAME}. */
    private static final Pattern VARIABLE_NAME = Pattern.compile("[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+");

    private static final String DEFAULT = ":-";
    private static final String ENVIRONMENT = "env:";
    private static final String SYSTEM = "sys:";

    private final Function<String, @Nullable String> properties;
    private final Function<String, @Nullable String> environment;

    /** Returns an expansion by the environment and system properties of this process. */
    public static ParameterExpansion ofProcess() {
        return new ParameterExpansion(System::getProperty, System::getenv);
    }

    /**
     * Creates an expansion.
     *
     * @param properties returns a system property by name, or null
     * @param environment returns an environment variable by name, or null
     */
    public ParameterExpansion(
            Function<String, @Nullable String> properties, Function<String, @Nullable String> environment) {
        this.properties = properties;
        this.environment = environment;
    }

    /**
     * Returns {@code text} with its variables expanded.
     *
     * @throws IllegalArgumentException naming the first variable that is not set, or if the text contains
     *     <code>${</code> or is only the name of an environment variable; the message never contains a value
     */
    public String expand(String text) {
        if (text.contains(FOREIGN)) {
            throw new IllegalArgumentException(
                    "uses ${...}, which containers expand by their own rules; write %{env:NAME} or %{sys:name}");
        }
        String name = text.strip();
        if (isNameOfVariable(name) && environment.apply(name) != null) {
            throw new IllegalArgumentException("is the name of an environment variable, which some containers leave of"
                    + " ${env:" + name + "}; write %{env:" + name + "} for its value");
        }
        StringBuilder expanded = new StringBuilder();
        int from = 0;
        for (int open = text.indexOf(OPEN); open >= 0; open = text.indexOf(OPEN, from)) {
            int close = text.indexOf('}', open);
            if (close < 0) {
                throw new IllegalArgumentException("has a %{ without a closing }");
            }
            expanded.append(text, from, open).append(value(text.substring(open + OPEN.length(), close)));
            from = close + 1;
        }
        return expanded.append(text, from, text.length()).toString();
    }

    /**
     * Returns whether {@code text} is spelled like an environment variable, for example {@code SERVICE_SECRET}. No
     * random secret is.
     */
    public static boolean isNameOfVariable(String text) {
        return VARIABLE_NAME.matcher(text).matches();
    }

    private String value(String reference) {
        int at = reference.indexOf(DEFAULT);
        String variable = at < 0 ? reference : reference.substring(0, at);
        if (reference.contains(OPEN)) {
            throw new IllegalArgumentException("has a variable inside a variable");
        }
        String value = lookUp(variable);
        if (value != null && !(value.isEmpty() && at >= 0)) {
            return value;
        } else if (at < 0) {
            throw new IllegalArgumentException("needs the variable " + variable + ", which is not set");
        }
        return reference.substring(at + DEFAULT.length());
    }

    private @Nullable String lookUp(String variable) {
        String name = variable.startsWith(ENVIRONMENT) || variable.startsWith(SYSTEM)
                ? variable.substring(ENVIRONMENT.length())
                : variable;
        if (name.isBlank()) {
            throw new IllegalArgumentException("has a variable without a name");
        }
        if (variable.startsWith(ENVIRONMENT)) {
            return environment.apply(name);
        }
        String property = properties.apply(name);
        return property != null || variable.startsWith(SYSTEM) ? property : environment.apply(name);
    }
}
