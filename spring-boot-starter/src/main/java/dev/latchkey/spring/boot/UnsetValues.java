package dev.latchkey.spring.boot;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.AbstractBindHandler;
import org.springframework.boot.context.properties.bind.BindContext;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;

/**
 * Finds values that are there without being set: blank ones, which Spring may take for missing ones, and those with a
 * variable that Spring has left because it is not set. Not thread-safe.
 */
final class UnsetValues extends AbstractBindHandler {

    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Za-z0-9_.-]{1,64})[}:]");

    private final List<String> problems = new ArrayList<>();

    /** @param parent is asked as well */
    UnsetValues(BindHandler parent) {
        super(parent);
    }

    List<String> problems() {
        return problems;
    }

    @Override
    public @Nullable Object onSuccess(
            ConfigurationPropertyName name, Bindable<?> target, BindContext context, Object result) {
        Matcher variable = VARIABLE.matcher(result instanceof String text ? text : "");
        while (variable.find()) {
            problems.add(name + ": the variable " + variable.group(1) + " is not set");
        }
        return super.onSuccess(name, target, context, result);
    }

    /** An element of a list may be blank, for example the prefix of an authority. */
    @Override
    public void onFinish(
            ConfigurationPropertyName name, Bindable<?> target, BindContext context, @Nullable Object result)
            throws Exception {
        boolean isBlank = result == null ? isPresent(name, context) : result instanceof String text && text.isBlank();
        if (isBlank && !name.isLastElementIndexed()) {
            problems.add(name + ": must not be blank; remove it for the default");
        }
        super.onFinish(name, target, context, result);
    }

    private static boolean isPresent(ConfigurationPropertyName name, BindContext context) {
        ConfigurationProperty property = context.getConfigurationProperty();
        return property != null && property.getName().equals(name);
    }
}
