package dev.latchkey.it.app;

import dev.latchkey.it.launcher.Options;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;

/** Registers the filter where the options say that a listener does. */
public final class FilterListener implements ServletContextListener {

    @Override
    public void contextInitialized(ServletContextEvent event) {
        if (Options.registration().equals("listener")) {
            FilterRegistrar.register(event.getServletContext());
        }
    }
}
