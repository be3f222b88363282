package dev.latchkey.spring.boot;

import dev.latchkey.micrometer.TracingListener;
import io.micrometer.observation.ObservationRegistry;
import jakarta.servlet.DispatcherType;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;

/**
 * Shows decisions in traces, if the app has tracing. It comes before the auto-configuration of the access filter, so
 * that its own filter runs before that one, which has the same order.
 */
@AutoConfiguration(
        before = LatchkeyAutoConfiguration.class,
        afterName = {
            "org.springframework.boot.actuate.autoconfigure.observation.ObservationAutoConfiguration",
            "org.springframework.boot.actuate.autoconfigure.tracing.BraveAutoConfiguration",
            "org.springframework.boot.actuate.autoconfigure.tracing.OpenTelemetryTracingAutoConfiguration",
            "org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration",
            "org.springframework.boot.micrometer.tracing.brave.autoconfigure.BraveAutoConfiguration",
            "org.springframework.boot.micrometer.tracing.opentelemetry.autoconfigure.OpenTelemetryTracingAutoConfiguration"
        })
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnClass({TracingListener.class, ObservationRegistry.class})
@ConditionalOnBean(value = ObservationRegistry.class, type = "io.micrometer.tracing.Tracer")
class LatchkeyTracingAutoConfiguration {

    @Bean
    TracingListener latchkeyTracingListener(ObservationRegistry registry) {
        return new TracingListener(registry);
    }

    @Bean
    FilterRegistrationBean<TraceFilter> latchkeyTraceFilter(ObservationRegistry registry) {
        FilterRegistrationBean<TraceFilter> registration = new FilterRegistrationBean<>(new TraceFilter(registry));
        registration.setName("latchkeyTrace");
        registration.setDispatcherTypes(DispatcherType.REQUEST);
        registration.setAsyncSupported(true);
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
        return registration;
    }
}
