package dev.latchkey.spring.boot;

import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotatedTypeMetadata;

/** Matches if signing keys are in a file, but the configuration is not. */
final class SeparateKeyFile implements Condition {

    static final String KEY_FILE = "latchkey.key-file";

    @Override
    public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
        Environment properties = context.getEnvironment();
        return properties.containsProperty(KEY_FILE)
                && properties
                        .getProperty("latchkey.configuration", StoreOpener.CLASS_PATH)
                        .startsWith(StoreOpener.CLASS_PATH);
    }
}
