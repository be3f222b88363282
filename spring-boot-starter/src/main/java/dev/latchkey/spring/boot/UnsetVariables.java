package dev.latchkey.spring.boot;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.boot.context.properties.bind.AbstractBindHandler;
import org.springframework.boot.context.properties.bind.BindContext;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;

/** Finds variables that Spring has left in values because they are not set. Not thread-safe. */
final class UnsetVariables extends AbstractBindHandler {

    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Za-z0-9_.-]{1,64})[}:]");

    private final List<String> problems = new ArrayList<>();

    List<String> problems() {
        return problems;
    }

    @Override
    public Object onSuccess(ConfigurationPropertyName name, Bindable<?> target, BindContext context, Object result) {
        Matcher variable = VARIABLE.matcher(result instanceof String text ? text : "");
        while (variable.find()) {
            problems.add(name + ": the variable " + variable.group(1) + " is not set");
        }
        return result;
    }
}
