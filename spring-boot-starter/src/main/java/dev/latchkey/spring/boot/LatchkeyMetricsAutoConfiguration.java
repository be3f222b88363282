package dev.latchkey.spring.boot;

import dev.latchkey.AccessMeter;
import dev.latchkey.micrometer.LatchkeyMetrics;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;

/** Counts decisions and changes in the app's Micrometer registry. */
@AutoConfiguration(
        before = LatchkeyAutoConfiguration.class,
        afterName = {
            "org.springframework.boot.actuate.autoconfigure.metrics.CompositeMeterRegistryAutoConfiguration",
            "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration"
        })
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnClass({LatchkeyMetrics.class, MeterRegistry.class})
@ConditionalOnBean(MeterRegistry.class)
class LatchkeyMetricsAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean(AccessMeter.class)
    LatchkeyMetrics latchkeyMetrics(MeterRegistry registry) {
        return new LatchkeyMetrics(registry);
    }
}
