package dev.latchkey.servlet.registration;

import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes what a registration owns when its web app stops. The filter does so as well when it is destroyed, but a container
 * never destroys a filter that it has not needed yet. Stateless.
 */
public final class ContextEnd implements ServletContextListener {

    private static final Logger LOG = LoggerFactory.getLogger(ContextEnd.class);
    private static final String OWNED = "dev.latchkey.servlet.owned";

    ContextEnd() {}

    /** Has {@code owned} closed when the web app stops, where {@link PlacementInitializer} has run. */
    public static void close(ServletContext context, AutoCloseable owned) {
        context.setAttribute(OWNED, owned);
    }

    @Override
    public void contextDestroyed(ServletContextEvent event) {
        if (event.getServletContext().getAttribute(OWNED) instanceof AutoCloseable owned) {
            try {
                owned.close();
            } catch (Exception e) {
                LOG.warn("A gate could not be closed: {}", e.getClass().getName());
            }
        }
    }
}
