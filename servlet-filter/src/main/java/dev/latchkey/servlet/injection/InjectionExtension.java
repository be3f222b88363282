package dev.latchkey.servlet.injection;

import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.spi.AfterTypeDiscovery;
import jakarta.enterprise.inject.spi.BeforeBeanDiscovery;
import jakarta.enterprise.inject.spi.Extension;

/** Decorates the built-in bean {@code HttpServletRequest}. CDI finds it in {@code META-INF/services}. Stateless. */
public final class InjectionExtension implements Extension {

    /** Creates an extension. */
    public InjectionExtension() {}

    void add(@Observes BeforeBeanDiscovery event) {
        event.addAnnotatedType(InjectedRequest.class, InjectedRequest.class.getName());
    }

    void enable(@Observes AfterTypeDiscovery event) {
        event.getDecorators().add(InjectedRequest.class);
    }
}
