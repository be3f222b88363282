package dev.latchkey.spring.boot;

import dev.latchkey.AccessGate;
import dev.latchkey.AccessMeter;
import dev.latchkey.configuration.ConfigurationException;
import dev.latchkey.event.AccessEventListener;
import dev.latchkey.internal.file.SessionFiles;
import dev.latchkey.management.ManagementServlet;
import dev.latchkey.servlet.AccessFilter;
import dev.latchkey.store.AccessStore;
import dev.latchkey.store.CredentialStore;
import dev.latchkey.store.WritableStore;
import dev.latchkey.store.memory.InMemoryStore;
import jakarta.servlet.DispatcherType;
import java.io.IOException;
import java.time.InstantSource;
import java.util.EnumSet;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;

/**
 * Puts Latchkey in front of a servlet app.
 *
 * <p>It runs after the auto-configurations that register Spring's {@code ForwardedHeaderFilter}. That filter has the
 * same order as ours, and prepares host and TLS for it; Latchkey does not take the client's address or the context path
 * from it (request contract, sections 5 and 6).
 */
@AutoConfiguration(
        afterName = {
            "org.springframework.boot.autoconfigure.jdbc.DataSourceAutoConfiguration",
            "org.springframework.boot.autoconfigure.web.servlet.ServletWebServerFactoryAutoConfiguration",
            "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration",
            "org.springframework.boot.jetty.autoconfigure.servlet.JettyServletWebServerAutoConfiguration",
            "org.springframework.boot.tomcat.autoconfigure.servlet.TomcatServletWebServerAutoConfiguration"
        })
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
class LatchkeyAutoConfiguration {

    @Bean
    @Lazy(false)
    LatchkeySettings latchkeySettings(Environment environment) {
        return LatchkeySettings.of(environment);
    }

    @Bean
    @DependsOnDatabaseInitialization
    @ConditionalOnMissingBean(
            value = {CredentialStore.class, AccessGate.class, AccessFilter.class},
            parameterizedContainer = FilterRegistrationBean.class)
    WritableStore latchkeyStore(ApplicationContext context, LatchkeySettings settings) {
        return new StoreOpener(context, settings).open();
    }

    /**
     * The signing keys and ended sessions of a configuration that is not a file. A file has its own beside it. It comes
     * before the gate, whose presence turns it off.
     */
    @Bean(destroyMethod = "close")
    @Conditional(SeparateKeyFile.class)
    @ConditionalOnMissingBean(
            value = {AccessGate.class, AccessFilter.class},
            parameterizedContainer = FilterRegistrationBean.class)
    SessionFiles latchkeySessionFiles(Environment environment) throws IOException {
        String property = SeparateKeyFile.KEY_FILE;
        return SessionFiles.open(
                StoreOpener.path(property, environment.getRequiredProperty(property)), InstantSource.system());
    }

    @Bean(destroyMethod = "close")
    @ConditionalOnMissingBean(
            value = {AccessGate.class, AccessFilter.class},
            parameterizedContainer = FilterRegistrationBean.class)
    AccessGate latchkeyGate(
            LatchkeySettings settings,
            CredentialStore store,
            ObjectProvider<SessionFiles> sessionFiles,
            ObjectProvider<AccessEventListener> listeners,
            ObjectProvider<AccessMeter> meter) {
        AccessGate.Builder builder = AccessGate.builder().secretHasher(settings.hasher());
        if (store instanceof AccessStore all) {
            builder.store(all);
        } else {
            InlineConfiguration.addTo(builder.credentialStore(store), settings);
        }
        sessionFiles.ifAvailable(files -> {
            builder.signingKeyStore(files);
            // Another complete store of the app keeps ended sessions itself, perhaps for many nodes.
            if (!(store instanceof AccessStore) || store instanceof InMemoryStore) {
                builder.revocationStore(files);
            }
        });
        AllListeners.exceptMeters(listeners, builder::eventListener);
        meter.ifUnique(builder::meter);
        try {
            return builder.build();
        } catch (ConfigurationException e) {
            throw LatchkeyStartException.of(e);
        }
    }

    @Bean
    @ConditionalOnMissingBean(value = AccessFilter.class, parameterizedContainer = FilterRegistrationBean.class)
    FilterRegistrationBean<AccessFilter> latchkeyFilterRegistration(AccessGate gate) {
        return inFrontOfAll(new AccessFilter(gate));
    }

    /** Registers a filter bean of the app, which Spring Boot would put behind all other filters. */
    @Bean
    @ConditionalOnBean(value = AccessFilter.class, search = SearchStrategy.CURRENT)
    @ConditionalOnMissingBean
    FilterRegistrationBean<AccessFilter> latchkeyFilterOfTheApp(ListableBeanFactory beans) {
        return inFrontOfAll(OwnFilters.unregistered(beans));
    }

    @Bean
    static OwnFilters latchkeyOwnFilters() {
        return new OwnFilters();
    }

    /** Runs before the app accepts requests. */
    @Bean
    @Lazy(false)
    static SmartInitializingSingleton latchkeyUnusedProperties(
            ConfigurableListableBeanFactory beans, ObjectProvider<LatchkeySettings> settings) {
        return () -> settings.ifAvailable(each -> UnusedProperties.refuse(beans, each.properties()));
    }

    /** Registers a filter for all URLs and dispatcher types, in front of the other filters. */
    static FilterRegistrationBean<AccessFilter> inFrontOfAll(AccessFilter filter) {
        FilterRegistrationBean<AccessFilter> registration = new FilterRegistrationBean<>(filter);
        registration.setName(AccessFilter.NAME);
        registration.addUrlPatterns("/*");
        registration.setDispatcherTypes(EnumSet.allOf(DispatcherType.class));
        registration.setAsyncSupported(true);
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
        return registration;
    }

    /** The management API, over the store of the gate. */
    @Configuration(proxyBeanMethods = false)
    @Conditional(ManagementEnabled.class)
    static class Management {

        @Bean
        ServletRegistrationBean<ManagementServlet> latchkeyManagementServlet(
                LatchkeySettings settings,
                ObjectProvider<WritableStore> store,
                ObjectProvider<AccessEventListener> listeners) {
            return ManagementRegistration.of(settings, store.getIfUnique(), AllListeners.of(listeners));
        }
    }
}
