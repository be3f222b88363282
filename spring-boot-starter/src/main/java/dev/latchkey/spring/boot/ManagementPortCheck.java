package dev.latchkey.spring.boot;

import dev.latchkey.spring.boot.LatchkeyProperties.ManagementPort;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementPortType;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.env.Environment;

/** Stops the start if a separate management port would leave endpoints open. */
@AutoConfiguration(after = LatchkeyAutoConfiguration.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnBean(LatchkeySettings.class)
@ConditionalOnClass(ManagementPortType.class)
class ManagementPortCheck {

    /** The bean of a passed check. */
    record Passed() {}

    @Bean
    @Lazy(false)
    Passed latchkeyManagementPort(Environment environment, LatchkeySettings settings) {
        if (settings.properties().managementPort() == ManagementPort.REFUSE
                && ManagementPortType.get(environment) == ManagementPortType.DIFFERENT) {
            throw new LatchkeyStartException(
                    "management.server.port opens the actuator's endpoints on a port of their own ("
                            + environment.getProperty("management.server.port")
                            + "), where the filter of the app does not run.",
                    "Set latchkey.management-port to protect, to run the filter there, too; or to open, if only trusted"
                            + " clients can reach that port; or remove management.server.port.");
        }
        return new Passed();
    }
}
