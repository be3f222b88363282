package dev.latchkey.spring.boot;

import dev.latchkey.AccessGate;
import dev.latchkey.servlet.AccessFilter;
import dev.latchkey.spring.boot.LatchkeyProperties.ManagementPort;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextConfiguration;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextType;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;

/** Registers a filter with the gate of the app on the separate management port. */
@ManagementContextConfiguration(value = ManagementContextType.CHILD, proxyBeanMethods = false)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnBean(LatchkeySettings.class)
class ManagementPortProtection {

    /** Asks the settings, because a condition on the property would compare its text: {@code "protect "} is protect. */
    @Bean
    FilterRegistrationBean<AccessFilter> latchkeyManagementPortFilter(AccessGate gate, LatchkeySettings settings) {
        FilterRegistrationBean<AccessFilter> registration = LatchkeyAutoConfiguration.inFrontOfAll(gate);
        registration.setEnabled(settings.properties().managementPort() == ManagementPort.PROTECT);
        return registration;
    }
}
