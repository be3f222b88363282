package dev.latchkey.servlet.registration;

import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;

/**
 * Closes what a registration owns when its web app stops. Destroying the filter does the same, but containers never
 * destroy a filter that was not used. Stateless.
 */
public final class ContextEnd implements ServletContextListener {

    private static final String CLOSING = "dev.latchkey.servlet.closing";

    ContextEnd() {}

    /** Runs {@code closing} when the web app stops, provided that {@link PlacementInitializer} ran. */
    public static void run(ServletContext context, Runnable closing) {
        context.setAttribute(CLOSING, closing);
    }

    @Override
    public void contextDestroyed(ServletContextEvent event) {
        if (event.getServletContext().getAttribute(CLOSING) instanceof Runnable closing) {
            closing.run();
        }
    }
}
