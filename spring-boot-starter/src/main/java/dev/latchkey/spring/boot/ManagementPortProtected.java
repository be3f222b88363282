package dev.latchkey.spring.boot;

import dev.latchkey.spring.boot.LatchkeyProperties.ManagementPort;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * Matches if the filter runs on the management port, too. It reads the property as {@link LatchkeySettings} does: {@code
 * "protect "} protects.
 */
final class ManagementPortProtected implements Condition {

    @Override
    public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
        return Binder.get(context.getEnvironment())
                        .bind("latchkey.management-port", ManagementPort.class)
                        .orElse(ManagementPort.REFUSE)
                == ManagementPort.PROTECT;
    }
}
