package dev.latchkey.servlet.registration;

import jakarta.servlet.FilterConfig;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Keeps Jetty's filter for WebSocket handshakes behind one of ours. Jetty adds its filter in front of all others when
 * WebSocket is first used, even while the app runs, unless the filter exists already. The Servlet API neither shows nor
 * changes the order of filters. So this class calls Jetty itself: it moves existing filters at start, and makes sure
 * that the filter exists once the app has started. Thread-safe.
 */
final class JettyUpgradeFilter {

    /** From Jetty 12 on, there is one package for each Jakarta EE version, with the context as a nested class. */
    private static final Pattern JETTY_CONTEXT = Pattern.compile("org\\.eclipse\\.jetty\\.(ee\\d+\\.)?.*");

    private static final String COMPONENTS = "org.eclipse.jetty.websocket.core.WebSocketComponents";

    private final String own;
    private final String name;
    private final ServletContext context;
    private final Object contextHandler;
    private final Object servletHandler;
    private final Object componentsOf;
    private final Object started;

    /**
     * Prepares the calls.
     *
     * @param version the Jakarta EE version as in Jetty's package names; empty for Jetty 11
     */
    private JettyUpgradeFilter(String version, FilterConfig config) {
        this.own = config.getFilterName();
        this.name = "org.eclipse.jetty." + version + "websocket.servlet.WebSocketUpgradeFilter";
        this.context = config.getServletContext();
        this.contextHandler = ForeignMethods.get(context, "getContextHandler");
        this.servletHandler = ForeignMethods.get(contextHandler, "getServletHandler");
        this.componentsOf = version.isEmpty() ? context : contextHandler;
        this.started = ForeignMethods.listener(
                required("org.eclipse.jetty.util.component.LifeCycle$Listener"), "lifeCycleStarted", this::putLast);
    }

    /**
     * Moves Jetty's filter behind that of {@code config}, now and when the web app has started.
     *
     * @return an instance to {@linkplain #end end} with the filter; null in another container
     * @throws IllegalStateException if this Jetty cannot be called, or would add its filter too late to be moved
     */
    static @Nullable JettyUpgradeFilter keepBehind(FilterConfig config) {
        Matcher jetty =
                JETTY_CONTEXT.matcher(config.getServletContext().getClass().getName());
        if (!jetty.matches()) {
            return null;
        }
        String version = Objects.requireNonNullElse(jetty.group(1), "");
        JettyUpgradeFilter upgrades = new JettyUpgradeFilter(version, config);
        upgrades.start();
        return upgrades;
    }

    private void start() {
        moveBehind();
        if (Boolean.FALSE.equals(ForeignMethods.get(contextHandler, "isStarted"))) {
            ForeignMethods.call(contextHandler, "addEventListener", started);
        } else if (context.getFilterRegistration(name) == null && context.getAttribute(COMPONENTS) != null) {
            // Spring Boot initializes filters after the start, when no filter can be added.
            throw new IllegalStateException("Jetty would later put its WebSocket upgrade filter in front;"
                    + " call WebSocketUpgradeFilter.ensureFilter before the web app starts");
        }
    }

    /** Stops changing the order of filters. */
    void end() {
        ForeignMethods.call(contextHandler, "removeEventListener", started);
    }

    /** Creates Jetty's filter now, so that Jetty adds none when the app first uses WebSocket later. */
    private void putLast() {
        Class<?> filter = find(name);
        if (filter != null) {
            ForeignMethods.callStatic(
                    required("org.eclipse.jetty.websocket.core.server.WebSocketServerComponents"),
                    "ensureWebSocketComponents",
                    ForeignMethods.get(contextHandler, "getServer"),
                    componentsOf);
            ForeignMethods.callStatic(filter, "ensureFilter", context);
        }
        moveBehind();
    }

    private void moveBehind() {
        Object[] mappings = (Object[]) ForeignMethods.get(servletHandler, "getFilterMappings");
        int last = mappings.length - 1;
        while (last >= 0 && !own.equals(filterOf(mappings[last]))) {
            last--;
        }
        for (int i = 0; i < last; i++) {
            if (isUpgradeFilter(filterOf(mappings[i]))) {
                ForeignMethods.call(servletHandler, "removeFilterMapping", mappings[i]);
                ForeignMethods.call(servletHandler, "addFilterMapping", mappings[i]);
            }
        }
    }

    private static String filterOf(Object mapping) {
        return (String) ForeignMethods.get(mapping, "getFilterName");
    }

    /** Compares by class, as an app may have registered such a filter under another name. */
    private boolean isUpgradeFilter(String filter) {
        FilterRegistration registration = context.getFilterRegistration(filter);
        return registration != null && name.equals(registration.getClassName());
    }

    private Class<?> required(String type) {
        Class<?> found = find(type);
        if (found == null) {
            throw new IllegalStateException("Jetty has no " + type);
        }
        return found;
    }

    private @Nullable Class<?> find(String type) {
        try {
            return Class.forName(type, false, servletHandler.getClass().getClassLoader());
        } catch (ClassNotFoundException e) {
            return null;
        }
    }
}
