package dev.latchkey.spring.boot;

import dev.latchkey.AccessGate;
import org.springframework.boot.actuate.autoconfigure.health.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;

/** Adds the gate to the health endpoint of Spring Boot 3. */
@AutoConfiguration(after = LatchkeyAutoConfiguration.class)
@ConditionalOnClass({HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class})
@ConditionalOnEnabledHealthIndicator("latchkey")
class HealthOnBoot3 {

    @Bean
    @ConditionalOnBean(AccessGate.class)
    HealthIndicator latchkeyHealthIndicator(AccessGate gate) {
        return () -> {
            GateHealth health = GateHealth.of(gate);
            return Health.status(health.status()).withDetails(health.details()).build();
        };
    }
}
