package dev.latchkey.servlet.registration;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Holds the last place in the chain for Jetty's filter that answers WebSocket handshakes. Jetty puts its filter in front
 * of all others, even while the app is running, unless the web app has a filter of that name; other containers put theirs
 * behind all filters. This one has that name, and hands requests to Jetty's as soon as WebSocket is in use. Thread-safe.
 */
final class JettyUpgradeFilter implements Filter {

    /** Jetty's implementations of ServletContext are nested classes of one package for each Jakarta EE version. */
    private static final Pattern JETTY_CONTEXT = Pattern.compile("org\\.eclipse\\.jetty\\.(ee\\d+)\\..*");

    /** Jetty's filter cannot be initialized before Jetty has set this attribute. */
    private static final String COMPONENTS = "org.eclipse.jetty.websocket.core.WebSocketComponents";

    private static final String SERVER_CONTAINER = "jakarta.websocket.server.ServerContainer";

    private static final String SPRING_CONTEXT = "org.springframework.web.context.WebApplicationContext.ROOT";

    private final Class<? extends Filter> type;
    private final ReentrantLock starting = new ReentrantLock();
    private volatile @Nullable FilterConfig config;
    private volatile @Nullable Filter upgrades;

    private JettyUpgradeFilter(Class<? extends Filter> type) {
        this.type = type;
    }

    /** {@return whether the upgrade filter stands somewhere in this web app's chain} */
    static boolean isRegistered(ServletContext context) {
        String name = name(context);
        return name != null && context.getFilterRegistration(name) != null;
    }

    /**
     * Takes the last place, where Jetty has an upgrade filter and has not added it yet.
     *
     * @throws IllegalStateException if the context is already up
     */
    static void registerLast(ServletContext context) {
        String name = name(context);
        // Once it has set up its container, Jetty adds no filter for it; who set it up otherwise adds one at the end.
        if (name == null
                || context.getFilterRegistration(name) != null
                || context.getAttribute(SERVER_CONTAINER) != null
                || isStartedBySpringBoot(context)) {
            return;
        }
        Class<? extends Filter> type = load(context, name);
        if (type == null) {
            return;
        }
        FilterRegistration.@Nullable Dynamic last = context.addFilter(name, new JettyUpgradeFilter(type));
        if (last != null) {
            last.setAsyncSupported(true);
            last.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), true, "/*");
        }
    }

    /**
     * {@return whether Spring Boot has started Jetty} It then adds the upgrade filter itself, behind all filters that it
     * knows by now, and fails where one of that name is there already.
     */
    private static boolean isStartedBySpringBoot(ServletContext context) {
        Object spring = context.getAttribute(SPRING_CONTEXT);
        Set<String> deployed = context.getResourcePaths("/WEB-INF/");
        return spring != null
                && spring.getClass().getName().startsWith("org.springframework.boot.")
                && (deployed == null || deployed.isEmpty());
    }

    /** {@return the class of the upgrade filter, by which Jetty looks it up; null in another container} */
    private static @Nullable String name(ServletContext context) {
        Matcher jetty = JETTY_CONTEXT.matcher(context.getClass().getName());
        return jetty.matches()
                ? "org.eclipse.jetty." + jetty.group(1) + ".websocket.servlet.WebSocketUpgradeFilter"
                : null;
    }

    /** By name, as a web app need not have it; an embedded context need not have a class loader of its own. */
    private static @Nullable Class<? extends Filter> load(ServletContext context, String name) {
        ClassLoader own = context.getClassLoader();
        try {
            return Class.forName(name, false, own == null ? context.getClass().getClassLoader() : own)
                    .asSubclass(Filter.class);
        } catch (ClassNotFoundException | LinkageError e) {
            return null;
        }
    }

    @Override
    public void init(FilterConfig config) throws ServletException {
        this.config = config;
        upgrades(config);
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        FilterConfig current = config;
        Filter jettys = current == null ? null : upgrades(current);
        if (jettys == null) {
            chain.doFilter(request, response);
        } else {
            jettys.doFilter(request, response, chain);
        }
    }

    @Override
    public void destroy() {
        Filter jettys = upgrades;
        config = null;
        upgrades = null;
        if (jettys != null) {
            jettys.destroy();
        }
    }

    /** {@return Jetty's filter; null as long as nothing in this web app uses WebSocket} */
    private @Nullable Filter upgrades(FilterConfig config) throws ServletException {
        Filter ready = upgrades;
        return ready == null && config.getServletContext().getAttribute(COMPONENTS) != null ? start(config) : ready;
    }

    private Filter start(FilterConfig config) throws ServletException {
        starting.lock();
        try {
            Filter ready = upgrades;
            if (ready == null) {
                ready = config.getServletContext().createFilter(type);
                ready.init(config);
                upgrades = ready;
            }
            return ready;
        } finally {
            starting.unlock();
        }
    }
}
