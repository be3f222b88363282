package dev.latchkey.servlet.parameters;

import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Fills variables in to the text of an init-parameter, once: what a variable holds is not expanded again. Immutable.
 *
 * <ul>
 *   <li><code>%{env:NAME}</code> is an environment variable, <code>%{sys:name}</code> a system property;
 *   <li><code>%{name}</code> is the system property or, where there is none, the environment variable;
 *   <li><code>%{name:-default}</code>, with or without a prefix, takes the default where the variable is not set, or
 *       empty.
 * </ul>
 */
public final class ParameterExpansion {

    private static final String OPEN = "%{";

    /** What containers and build tools expand by rules of their own. Whether one did cannot be seen afterwards. */
    private static final String FOREIGN = "${";

    /** Some of them take the name of an environment variable for the default of a variable named {@code env}. */
    private static final Pattern VARIABLE_NAME = Pattern.compile("[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+");

    private static final String DEFAULT = ":-";
    private static final String ENVIRONMENT = "env:";
    private static final String SYSTEM = "sys:";

    private final Function<String, @Nullable String> properties;
    private final Function<String, @Nullable String> environment;

    /** {@return one that knows this process's environment and system properties} */
    public static ParameterExpansion ofProcess() {
        return new ParameterExpansion(System::getProperty, System::getenv);
    }

    /**
     * @param properties gives a system property by its name, or null
     * @param environment gives an environment variable by its name, or null
     */
    public ParameterExpansion(
            Function<String, @Nullable String> properties, Function<String, @Nullable String> environment) {
        this.properties = properties;
        this.environment = environment;
    }

    /**
     * {@return {@code text} with its variables filled in}
     *
     * @throws IllegalArgumentException naming the first variable that is not set, or if it holds <code>${</code> or is no
     *     more than the name of an environment variable; it never repeats a value
     */
    public String expand(String text) {
        if (text.contains(FOREIGN)) {
            throw new IllegalArgumentException(
                    "uses ${...}, which containers expand by rules of their own: write %{env:NAME} or %{sys:name}");
        }
        String name = text.strip();
        if (isNameOfVariable(name) && environment.apply(name) != null) {
            throw new IllegalArgumentException("is the name of an environment variable, as a container leaves it of"
                    + " ${env:" + name + "}: write %{env:" + name + "} for its value");
        }
        StringBuilder expanded = new StringBuilder();
        int from = 0;
        for (int open = text.indexOf(OPEN); open >= 0; open = text.indexOf(OPEN, from)) {
            int close = text.indexOf('}', open);
            if (close < 0) {
                throw new IllegalArgumentException("has a %{ with no } after it");
            }
            expanded.append(text, from, open).append(value(text.substring(open + OPEN.length(), close)));
            from = close + 1;
        }
        return expanded.append(text, from, text.length()).toString();
    }

    /**
     * Returns whether {@code text} is written as names of environment variables are, such as {@code SERVICE_SECRET}. No
     * random secret is.
     */
    public static boolean isNameOfVariable(String text) {
        return VARIABLE_NAME.matcher(text).matches();
    }

    private String value(String reference) {
        int at = reference.indexOf(DEFAULT);
        String variable = at < 0 ? reference : reference.substring(0, at);
        if (reference.contains(OPEN)) {
            throw new IllegalArgumentException("has a variable within a variable");
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
            throw new IllegalArgumentException("has a variable with no name");
        }
        if (variable.startsWith(ENVIRONMENT)) {
            return environment.apply(name);
        }
        String property = properties.apply(name);
        return property != null || variable.startsWith(SYSTEM) ? property : environment.apply(name);
    }
}
