package dev.latchkey.servlet.registration;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.Registration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Places a filter in front of everything that answers or dispatches a request (request contract, section 5). A REQUEST
 * mapping keeps its place, so that filters which prepare a request can run before it; the other dispatcher types are
 * added in front. Thread-safe.
 */
public final class FilterPlacement {

    private static final Logger LOG = LoggerFactory.getLogger(FilterPlacement.class);

    private static final String PLACED = "dev.latchkey.servlet.placed.";

    /**
     * Filters for WebSocket handshakes in Tomcat and in Payara (Tyrus). They are mapped after declared filters, but
     * before those that code maps last.
     */
    private static final Set<String> UPGRADE_FILTERS =
            Set.of("org.apache.tomcat.websocket.server.WsFilter", "org.glassfish.tyrus.servlet.TyrusServletFilter");

    private static final String WEB_SOCKETS = "jakarta.websocket.server.ServerContainer";

    private static final Pattern PASSES_ASTERISK = Pattern.compile("Liberty|WebSphere");

    private static final EnumSet<DispatcherType> ALL = EnumSet.allOf(DispatcherType.class);
    private static final EnumSet<DispatcherType> FURTHER = EnumSet.complementOf(EnumSet.of(DispatcherType.REQUEST));

    private final FilterConfig config;
    private final @Nullable JettyUpgradeFilter upgrades;

    private FilterPlacement(FilterConfig config, @Nullable JettyUpgradeFilter upgrades) {
        this.config = config;
        this.upgrades = upgrades;
    }

    /**
     * Maps an unmapped filter to everything, in front of the filters that {@code web.xml} declares.
     *
     * @throws IllegalStateException if the context has already started
     */
    public static void placeNew(ServletContext context, String name, FilterRegistration.Dynamic registration) {
        registration.setAsyncSupported(true);
        registration.addMappingForUrlPatterns(ALL, false, "/*");
        coverAsteriskTarget(context, registration);
        context.setAttribute(PLACED + name, true);
    }

    /** Completes the mappings of all filters of this class that the web app has declared so far. */
    static void placeDeclared(ServletContext context, String filterClass) {
        context.getFilterRegistrations().forEach((name, registration) -> {
            if (filterClass.equals(registration.getClassName())
                    && context.getAttribute(PLACED + name) == null
                    && isMapped(registration)) {
                complete(registration, false);
                coverAsteriskTarget(context, registration);
                context.setAttribute(PLACED + name, true);
            }
        });
    }

    /** Returns whether the container itself runs the filter, rather than a framework with its own filter chain. */
    public static boolean isRegistered(FilterConfig config) {
        try {
            return config.getServletContext().getFilterRegistration(config.getFilterName()) != null;
        } catch (UnsupportedOperationException e) {
            return false;
        }
    }

    /**
     * Completes the mappings of a filter that is being initialized, unless that was done before, and keeps it ahead of
     * filters that would answer first.
     *
     * @param madeInCode whether code created the filter, and so may have mapped it after an upgrade filter
     * @return a placement to {@linkplain #end end} with the filter
     * @throws ServletException if the filter has no mapping, if the container accepts no further mappings, or if a
     *     filter in front cannot be moved
     */
    public static FilterPlacement place(FilterConfig config, boolean madeInCode) throws ServletException {
        ServletContext context = config.getServletContext();
        String name = config.getFilterName();
        refuseQuarkusWebSockets(context, name);
        try {
            if (context.getAttribute(PLACED + name) == null) {
                FilterRegistration registration = context.getFilterRegistration(name);
                if (registration == null || !isMapped(registration)) {
                    throw new ServletException("the filter " + name + " cannot start: it has no mapping;"
                            + " register it with AccessFilter.register, or map it to /* in web.xml");
                }
                complete(registration, madeInCode && hasUpgradeFilter(context));
            }
            checkAsteriskTarget(context, name);
            return new FilterPlacement(config, JettyUpgradeFilter.keepBehind(config));
        } catch (IllegalStateException | UnsupportedOperationException e) {
            throw new ServletException(
                    "the filter " + name + " cannot start: it cannot check its place in the filter chain (" + e
                            + "); register it with AccessFilter.register before the web app starts",
                    e);
        }
    }

    /**
     * Covers the request target {@code *} on Liberty and WebSphere. They pass it, with any method, to the servlet that
     * is mapped to {@code /}, but do not apply filters mapped to <code>/&#42;</code>. Filters mapped to that servlet by
     * name do apply, if they were mapped before the web app has started; the servlet name {@code *} has no effect
     * there.
     */
    private static void coverAsteriskTarget(ServletContext context, FilterRegistration registration) {
        for (String servlet : reachedByAsterisk(context)) {
            registration.addMappingForServletNames(ALL, false, servlet);
        }
    }

    private static void checkAsteriskTarget(ServletContext context, String name) throws ServletException {
        FilterRegistration registration = context.getFilterRegistration(name);
        for (String servlet : reachedByAsterisk(context)) {
            if (registration == null || !registration.getServletNameMappings().contains(servlet)) {
                throw new ServletException(
                        "the filter " + name + " cannot start: this server passes the request target *"
                                + " to the servlet " + servlet
                                + ", past filters mapped to /*; map the filter to that servlet as"
                                + " well, with <servlet-name>" + servlet + "</servlet-name> in its filter-mapping");
            }
        }
    }

    private static List<String> reachedByAsterisk(ServletContext context) {
        String server = context.getServerInfo();
        if (server == null || !PASSES_ASTERISK.matcher(server).find()) {
            return List.of();
        }
        return context.getServletRegistrations().values().stream()
                .filter(servlet -> servlet.getMappings().contains("/"))
                .map(Registration::getName)
                .toList();
    }

    /** Rejects Quarkus WebSockets, which are opened below the servlet container, where no filter runs. */
    private static void refuseQuarkusWebSockets(ServletContext context, String name) throws ServletException {
        Object webSockets = context.getAttribute(WEB_SOCKETS);
        if (webSockets != null && webSockets.getClass().getName().startsWith("io.quarkus.")) {
            throw new ServletException("the filter " + name + " cannot start: the extension quarkus-websockets answers "
                    + "WebSocket handshakes before any servlet filter; remove the extension from this app");
        }
    }

    /**
     * Logs where the filter stands, with a warning if some URLs of the web app do not reach it. The API does not tell
     * which dispatcher types a mapping declares, but {@link #place} has added all except REQUEST.
     */
    public void log() {
        String name = config.getFilterName();
        FilterRegistration registration = config.getServletContext().getFilterRegistration(name);
        if (registration == null) {
            return;
        }
        List<String> targets = new ArrayList<>(List.of(distinct(registration.getUrlPatternMappings())));
        boolean coversAll = targets.contains("/*");
        for (String servlet : distinct(registration.getServletNameMappings())) {
            targets.add("the servlet " + servlet);
        }
        String app = config.getServletContext().getContextPath() + "/";
        LOG.info(
                "The filter {} stands in front of the web app {} at {}: for REQUEST where declared, and for FORWARD, INCLUDE,"
                        + " ERROR and ASYNC",
                name,
                app,
                String.join(", ", targets));
        if (!coversAll) {
            LOG.warn(
                    "The filter {} is not mapped to /*, so all other URLs of the web app {} are not protected",
                    name,
                    app);
        }
    }

    /** Forgets the placement of a destroyed filter, as its container may start it again without these mappings. */
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
     * Adds missing dispatcher types. The API does not tell which a mapping has, but adding one twice has no effect.
     *
     * @param ahead whether to move the REQUEST mapping to the front as well
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
