package dev.latchkey.it.boot;

import dev.latchkey.it.app.AppInitializer;
import dev.latchkey.it.app.FilterRegistrar;
import dev.latchkey.servlet.AccessFilter;
import jakarta.servlet.DispatcherType;
import java.util.EnumSet;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.web.servlet.ServletContextInitializer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;

/** Each way of registering the filter in Spring Boot; {@code initializer} is the app's own. */
@Configuration(proxyBeanMethods = false)
class Registrations {

    private static final String WAY = "latchkey.it.registration";

    /** The servlets of the app. */
    @Bean
    ServletContextInitializer app() {
        return context -> new AppInitializer().onStartup(null, context);
    }

    @Bean
    @ConditionalOnProperty(name = WAY, havingValue = "bean")
    AccessFilter bean() {
        return FilterRegistrar.filter();
    }

    @Bean
    @ConditionalOnProperty(name = WAY, havingValue = "registration-bean")
    FilterRegistrationBean<AccessFilter> registrationBean() {
        return new FilterRegistrationBean<>(FilterRegistrar.filter());
    }

    @Bean
    @ConditionalOnProperty(name = WAY, havingValue = "registration-bean-explicit")
    FilterRegistrationBean<AccessFilter> explicitRegistrationBean() {
        FilterRegistrationBean<AccessFilter> bean = new FilterRegistrationBean<>(FilterRegistrar.filter());
        bean.setDispatcherTypes(EnumSet.allOf(DispatcherType.class));
        bean.setOrder(Ordered.HIGHEST_PRECEDENCE);
        return bean;
    }
}
