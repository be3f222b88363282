package dev.latchkey.spring.boot;

import dev.latchkey.management.ManagementServlet;
import java.util.stream.Stream;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Lazy;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.WebSecurityCustomizer;
import org.springframework.security.web.FilterChainProxy;
import org.springframework.security.web.SecurityFilterChain;

/** Makes service identities the authentications of Spring Security. */
@AutoConfiguration(after = LatchkeyAutoConfiguration.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnBean(LatchkeySettings.class)
@ConditionalOnClass({HttpSecurity.class, SecurityFilterChain.class})
class LatchkeySecurityAutoConfiguration {

    @Bean
    LatchkeySecurity latchkeySecurity(LatchkeySettings settings) {
        return LatchkeySecurity.of(settings.properties().security());
    }

    /** Finds chains that were not built with the {@code HttpSecurity} bean, where a session could decide. */
    @Bean
    @Lazy(false)
    static SmartInitializingSingleton latchkeyChainCheck(
            ObjectProvider<SecurityFilterChain> chains, ObjectProvider<FilterChainProxy> proxies) {
        return () -> Stream.concat(
                        chains.orderedStream(),
                        proxies.orderedStream().flatMap(proxy -> proxy.getFilterChains().stream()))
                .filter(chain -> !chain.getFilters().isEmpty())
                .filter(chain -> chain.getFilters().stream().noneMatch(ServiceAuthenticationFilter.class::isInstance))
                .findFirst()
                .ifPresent(chain -> {
                    throw new LatchkeyStartException(
                            "A SecurityFilterChain does not know service tokens: " + chain,
                            "Build it with the HttpSecurity bean that Spring passes to the @Bean method.");
                });
    }

    /** The management servlet authenticates its clients itself. */
    @Bean
    @Conditional(ManagementEnabled.class)
    WebSecurityCustomizer latchkeyManagementSecurity() {
        return web -> web.ignoring()
                .requestMatchers(request -> ManagementServlet.NAME.equals(
                        request.getHttpServletMapping().getServletName()));
    }
}
