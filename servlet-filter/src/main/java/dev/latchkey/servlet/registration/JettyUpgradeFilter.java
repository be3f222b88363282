package dev.latchkey.servlet.registration;

import jakarta.servlet.FilterConfig;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Keeps Jetty's filter that answers WebSocket handshakes behind one of ours. Jetty puts its filter in front of all others
 * when WebSocket is first used, even while the app is running, unless there is one already. The Servlet API neither shows
 * nor changes the order of filters, so this class calls Jetty itself: whatever there is when the app starts is moved, and
 * when it has started there is one. Thread-safe.
 */
final class JettyUpgradeFilter {

    /** From Jetty 12 on, there is one package for each Jakarta EE version. Its contexts are nested classes in it. */
    private static final Pattern JETTY_CONTEXT = Pattern.compile("org\\.eclipse\\.jetty\\.(ee\\d+\\.)?.*");

    private static final String COMPONENTS = "org.eclipse.jetty.websocket.core.WebSocketComponents";

    private final String own;
    private final String name;
    private final ServletContext context;
    private final Object contextHandler;
    private final Object servletHandler;
    private final Object componentsOf;
    private final Object started;

    /** @param version of Jakarta EE, as in the names of packages; empty for Jetty 11 */
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
     * Moves Jetty's filter behind the one that {@code config} is of, now and when the web app has started.
     *
     * @return what is to be {@linkplain #end ended}; null in another container
     * @throws IllegalStateException if this is a Jetty that does not let itself be called so, or one that would add its
     *     filter too late to be moved
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
            // Spring Boot initializes filters after the start, and none can be added while it does.
            throw new IllegalStateException("Jetty would put its WebSocket upgrade filter in front later. "
                    + "Call WebSocketUpgradeFilter.ensureFilter before the web app starts");
        }
    }

    /** Leaves the order alone from now on. */
    void end() {
        ForeignMethods.call(contextHandler, "removeEventListener", started);
    }

    /** The app may use WebSocket for the first time later. By then Jetty finds its filter and adds none. */
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

    /** An app may have registered a filter of that class under a name of its own. */
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
