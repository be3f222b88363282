package dev.latchkey.spring.boot;

import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;

/** Stops the start of a reactive app, which ignores servlet filters and would serve without protection. */
@AutoConfiguration
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
class ReactiveRefusal {

    @Bean
    static BeanFactoryPostProcessor latchkeyRefusesReactiveApps() {
        return beans -> {
            throw new LatchkeyStartException(
                    "This is a reactive app (WebFlux). Servlet filters do not run in it, so all URLs would be open.",
                    "Use spring-boot-starter-web instead of spring-boot-starter-webflux, or remove the Latchkey starter"
                            + " and protect the app with a proxy.");
        };
    }
}
