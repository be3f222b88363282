package dev.latchkey.spring.boot;

import dev.latchkey.servlet.AccessFilter;
import jakarta.servlet.DispatcherType;
import java.util.EnumSet;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.web.servlet.FilterRegistration;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.core.Ordered;

/**
 * Puts the filters that an app registers itself in front of all others, on every dispatch (request contract, section 5).
 * Spring Boot would put them behind all others, for requests only. Stateless.
 */
final class OwnFilters implements BeanPostProcessor {

    private static final String REGISTER =
            "Return a FilterRegistrationBean<AccessFilter> without an order from a @Bean method instead.";

    @Override
    public Object postProcessAfterInitialization(Object bean, String name) {
        if (bean instanceof FilterRegistrationBean<?> registration
                && registration.getFilter() instanceof AccessFilter) {
            putFirst(registration, name);
        }
        return bean;
    }

    /** Refuses to move a filter whose place the app has chosen. */
    private static void putFirst(FilterRegistrationBean<?> registration, String name) {
        boolean isChosen = registration.getOrder() != Ordered.LOWEST_PRECEDENCE
                && registration.getOrder() != Ordered.HIGHEST_PRECEDENCE;
        if (isChosen || registration.isMatchAfter()) {
            throw new LatchkeyStartException(
                    "The bean " + name + " registers the filter behind others, which can answer before it:"
                            + (isChosen ? " its order is " + registration.getOrder() : " its matchAfter is true"),
                    "Remove " + (isChosen ? "setOrder" : "setMatchAfter")
                            + " from the bean. The filter then stands in front of all others.");
        }
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
        registration.setDispatcherTypes(EnumSet.allOf(DispatcherType.class));
    }

    /**
     * Returns the filter bean of an app that has no registration for it.
     *
     * @throws LatchkeyStartException if there are several, or it says itself where it stands
     */
    static AccessFilter unregistered(ListableBeanFactory beans) {
        String[] names = beans.getBeanNamesForType(AccessFilter.class);
        if (names.length != 1) {
            throw new LatchkeyStartException(
                    "There are several beans of type AccessFilter: " + String.join(", ", names), REGISTER);
        }
        if (beans.findAnnotationOnBean(names[0], FilterRegistration.class) != null) {
            throw new LatchkeyStartException(
                    "The bean " + names[0]
                            + " registers the filter with @FilterRegistration, which Latchkey cannot put in"
                            + " front of the other filters.",
                    REGISTER);
        }
        return beans.getBean(names[0], AccessFilter.class);
    }
}
