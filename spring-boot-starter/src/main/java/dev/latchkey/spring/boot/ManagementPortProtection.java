package dev.latchkey.spring.boot;

import dev.latchkey.AccessGate;
import dev.latchkey.servlet.AccessFilter;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextConfiguration;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextType;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;

/** Registers a filter with the gate of the app on the separate management port. */
@ManagementContextConfiguration(value = ManagementContextType.CHILD, proxyBeanMethods = false)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@Conditional(ManagementPortProtected.class)
class ManagementPortProtection {

    @Bean
    FilterRegistrationBean<AccessFilter> latchkeyManagementPortFilter(AccessGate gate) {
        return LatchkeyAutoConfiguration.inFrontOfAll(new AccessFilter(gate));
    }
}
