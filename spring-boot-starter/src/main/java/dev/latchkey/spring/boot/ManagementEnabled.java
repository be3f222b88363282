package dev.latchkey.spring.boot;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;

/** Matches if the management API is on. It reads the property as {@link LatchkeySettings} does: {@code "false "} is off. */
final class ManagementEnabled implements Condition {

    @Override
    public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
        return Binder.get(context.getEnvironment())
                .bind("latchkey.management.enabled", Boolean.class)
                .orElse(false);
    }
}
