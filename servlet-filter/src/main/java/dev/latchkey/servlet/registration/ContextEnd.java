package dev.latchkey.servlet.registration;

import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes what a registration owns when its web app stops. Destroying the filter does the same, but containers never
 * destroy a filter that was not used. Stateless.
 */
public final class ContextEnd implements ServletContextListener {

    private static final Logger LOG = LoggerFactory.getLogger(ContextEnd.class);
    private static final String OWNED = "dev.latchkey.servlet.owned";

    ContextEnd() {}

    /** Closes {@code owned} when the web app stops, provided that {@link PlacementInitializer} ran. */
    public static void close(ServletContext context, AutoCloseable owned) {
        context.setAttribute(OWNED, owned);
    }

    @Override
    public void contextDestroyed(ServletContextEvent event) {
        if (event.getServletContext().getAttribute(OWNED) instanceof AutoCloseable owned) {
            try {
                owned.close();
            } catch (Exception e) {
                LOG.warn("could not close a gate: {}", e.getClass().getName());
            }
        }
    }
}
