package dev.latchkey.spring.boot;

import dev.latchkey.AccessGate;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;

/** Adds the gate to the health endpoint of Spring Boot 4. */
@AutoConfiguration(after = LatchkeyAutoConfiguration.class)
@ConditionalOnClass({HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class})
@ConditionalOnEnabledHealthIndicator("latchkey")
class HealthOnBoot4 {

    @Bean
    @ConditionalOnBean(AccessGate.class)
    HealthIndicator latchkeyHealthIndicator(AccessGate gate) {
        return () -> {
            GateHealth health = GateHealth.of(gate);
            return Health.status(health.status()).withDetails(health.details()).build();
        };
    }
}
