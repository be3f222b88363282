package dev.latchkey.servlet.registration;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The place of a filter, in front of everything that answers or dispatches a request (request contract, section 5). A
 * mapping for REQUEST stays where it is, so that filters that only prepare a request may stand before it; the other
 * dispatcher types are added in front. Thread-safe.
 */
public final class FilterPlacement {

    private static final String PLACED = "dev.latchkey.servlet.placed.";

    /** Tomcat, and Tyrus in Payara, map them behind declared filters, but ahead of those that code maps behind them. */
    private static final Set<String> UPGRADE_FILTERS =
            Set.of("org.apache.tomcat.websocket.server.WsFilter", "org.glassfish.tyrus.servlet.TyrusServletFilter");

    private static final String WEB_SOCKETS = "jakarta.websocket.server.ServerContainer";

    private static final EnumSet<DispatcherType> ALL = EnumSet.allOf(DispatcherType.class);
    private static final EnumSet<DispatcherType> FURTHER = EnumSet.complementOf(EnumSet.of(DispatcherType.REQUEST));

    private final FilterConfig config;
    private final @Nullable JettyUpgradeFilter upgrades;

    private FilterPlacement(FilterConfig config, @Nullable JettyUpgradeFilter upgrades) {
        this.config = config;
        this.upgrades = upgrades;
    }

    /**
     * Maps a filter that has no mapping yet to everything, in front of what {@code web.xml} declares.
     *
     * @throws IllegalStateException if the context is already up
     */
    public static void placeNew(ServletContext context, String name, FilterRegistration.Dynamic registration) {
        registration.setAsyncSupported(true);
        registration.addMappingForUrlPatterns(ALL, false, "/*");
        context.setAttribute(PLACED + name, true);
    }

    /** Completes the mappings of every filter of this class that the web app has declared by now. */
    static void placeDeclared(ServletContext context, String filterClass) {
        context.getFilterRegistrations().forEach((name, registration) -> {
            if (filterClass.equals(registration.getClassName())
                    && context.getAttribute(PLACED + name) == null
                    && isMapped(registration)) {
                complete(registration, false);
                context.setAttribute(PLACED + name, true);
            }
        });
    }

    /** {@return whether the container itself runs the filter, and not a framework with a filter chain of its own} */
    public static boolean isRegistered(FilterConfig config) {
        try {
            return config.getServletContext().getFilterRegistration(config.getFilterName()) != null;
        } catch (UnsupportedOperationException e) {
            return false;
        }
    }

    /**
     * Completes the mappings of a filter that is being initialized, unless that has been done before, and keeps in place
     * what would answer before it.
     *
     * @param madeInCode whether code made the filter, and so may have mapped it behind an upgrade filter
     * @return what is to be {@linkplain #end ended} with the filter
     * @throws ServletException if the filter is mapped to nothing, or the container accepts no mapping any more, or
     *     something stands in front that cannot be moved
     */
    public static FilterPlacement place(FilterConfig config, boolean madeInCode) throws ServletException {
        ServletContext context = config.getServletContext();
        String name = config.getFilterName();
        refuseQuarkusWebSockets(context, name);
        try {
            if (context.getAttribute(PLACED + name) == null) {
                FilterRegistration registration = context.getFilterRegistration(name);
                if (registration == null || !isMapped(registration)) {
                    throw new ServletException("the filter " + name + " cannot start: the web app has no mapping for "
                            + "it. Register it with AccessFilter.register, or map it to /* in web.xml");
                }
                complete(registration, madeInCode && hasUpgradeFilter(context));
            }
            return new FilterPlacement(config, JettyUpgradeFilter.keepBehind(config));
        } catch (IllegalStateException | UnsupportedOperationException e) {
            throw new ServletException(
                    "the filter " + name + " cannot start: it cannot make sure that it stands in front (" + e
                            + "). Register it before the web app has started, with AccessFilter.register",
                    e);
        }
    }

    /** Quarkus opens WebSockets in a layer below its servlet container, where no filter can be in front. */
    private static void refuseQuarkusWebSockets(ServletContext context, String name) throws ServletException {
        Object webSockets = context.getAttribute(WEB_SOCKETS);
        if (webSockets != null && webSockets.getClass().getName().startsWith("io.quarkus.")) {
            throw new ServletException("the filter " + name + " cannot start: the extension quarkus-websockets answers "
                    + "WebSocket handshakes before any servlet filter. Remove the extension from this app");
        }
    }

    /** Forgets what was done for a filter that is destroyed: its container may start it again without its mappings. */
    public void end() {
        config.getServletContext().removeAttribute(PLACED + config.getFilterName());
        if (upgrades != null) {
            upgrades.end();
        }
    }

    private static boolean isMapped(FilterRegistration registration) {
        return !registration.getUrlPatternMappings().isEmpty()
                || !registration.getServletNameMappings().isEmpty();
    }

    private static boolean hasUpgradeFilter(ServletContext context) {
        return context.getFilterRegistrations().values().stream()
                .map(FilterRegistration::getClassName)
                .anyMatch(name -> name != null && UPGRADE_FILTERS.contains(name));
    }

    /**
     * The API does not say which dispatcher types a mapping has. To add one twice changes nothing.
     *
     * @param ahead whether the mapping for REQUEST moves ahead as well
     */
    private static void complete(FilterRegistration registration, boolean ahead) {
        if (registration instanceof FilterRegistration.Dynamic dynamic) {
            dynamic.setAsyncSupported(true);
        }
        String[] patterns = distinct(registration.getUrlPatternMappings());
        if (patterns.length > 0) {
            registration.addMappingForUrlPatterns(ahead ? ALL : FURTHER, false, patterns);
        }
        String[] servlets = distinct(registration.getServletNameMappings());
        if (servlets.length > 0) {
            registration.addMappingForServletNames(FURTHER, false, servlets);
        }
    }

    private static String[] distinct(@Nullable Collection<String> names) {
        return names == null ? new String[0] : names.stream().distinct().toArray(String[]::new);
    }
}
