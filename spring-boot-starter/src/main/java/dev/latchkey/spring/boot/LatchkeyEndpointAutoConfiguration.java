package dev.latchkey.spring.boot;

import dev.latchkey.AccessGate;
import dev.latchkey.store.AccessStore;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;

/** Adds the actuator endpoint {@code latchkey}. */
@AutoConfiguration(after = LatchkeyAutoConfiguration.class)
@ConditionalOnClass({Endpoint.class, ConditionalOnAvailableEndpoint.class})
@ConditionalOnAvailableEndpoint(LatchkeyEndpoint.class)
class LatchkeyEndpointAutoConfiguration {

    @Bean
    @ConditionalOnBean(AccessGate.class)
    LatchkeyEndpoint latchkeyEndpoint(AccessGate gate, ObjectProvider<AccessStore> store) {
        return new LatchkeyEndpoint(gate, store.getIfUnique());
    }
}
