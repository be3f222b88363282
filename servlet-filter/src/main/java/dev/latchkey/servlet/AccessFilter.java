package dev.latchkey.servlet;

import dev.latchkey.AccessGate;
import dev.latchkey.ServiceIdentity;
import dev.latchkey.servlet.parameters.OpenResources;
import dev.latchkey.servlet.registration.ContextEnd;
import dev.latchkey.servlet.registration.FilterPlacement;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A servlet filter that admits or denies each request as an {@link AccessGate} decides (request contract, sections 3, 5
 * and 6). Thread-safe; supports async requests.
 *
 * <p>In code, register it with your own gate, which is closed when the web app stops:
 *
 * {@snippet class="dev.latchkey.servlet.AccessFilterTest" region="register"}
 *
 * <p>In {@code web.xml}, declare this class, map it to {@code /*}, and set {@linkplain #AccessFilter() init parameters}.
 *
 * <p>When it starts, it adds what its mappings lack: the dispatcher types FORWARD, INCLUDE, ERROR and ASYNC, and async
 * support. Its REQUEST mapping keeps its place, so that filters which prepare a request can run before it. On Tomcat,
 * that mapping moves ahead of the filter that answers WebSocket handshakes; on Jetty, that filter moves to the end of
 * the chain. The filter does not start if it has no mapping, or if the container refuses these changes.
 *
 * <p>The app sees a {@link dev.latchkey.ServiceIdentity} as the principal, the application token in {@code
 * Cf-Access-Jwt-Assertion}, and no header that carried the secret. The filter writes denials itself; they never reach
 * the app's error pages.
 */
public final class AccessFilter implements Filter {

    /** The name under which {@link #register} registers the filter. */
    public static final String NAME = "latchkey";

    /**
     * The name of the context attribute that holds the {@link dev.latchkey.admin.Administration} of the filter's store.
     *
     * <p>A filter that is configured with a file or a database sets it. The management servlet of the same web app
     * changes the store through it, so that changes apply from the next request on.
     */
    public static final String ADMINISTRATION = "dev.latchkey.servlet.administration";

    /**
     * The name of the context attribute in which a {@link jakarta.servlet.ServletContextListener} may put an {@link
     * dev.latchkey.AccessMeter}, such as the metrics of {@code latchkey-micrometer}.
     *
     * <p>A filter that is configured with init parameters uses it for its gate, and for the {@link #ADMINISTRATION}. If
     * the meter is {@link AutoCloseable}, the filter closes it after the gate.
     */
    public static final String METER = "dev.latchkey.servlet.meter";

    private static final Logger LOG = LoggerFactory.getLogger(AccessFilter.class);

    private final @Nullable AccessGate given;
    private volatile @Nullable ConfiguredGate owned;
    private volatile @Nullable FilterPlacement placement;
    private volatile @Nullable DispatchGuard guard;

    /**
     * Creates a filter that builds its gate from init parameters in {@link #init}.
     *
     * <p>One of these is required: {@code configuration}, {@code data-source}, or {@code client-id} with {@code
     * client-secret} or {@code client-secret-digest}. {@code docs/configuration.md} describes all parameters, and the
     * variables that their values may contain.
     */
    public AccessFilter() {
        this.given = null;
    }

    /**
     * Creates a filter that uses {@code gate}. It takes no init parameters, and does not close the gate or its store
     * when it is destroyed.
     */
    public AccessFilter(AccessGate gate) {
        this.given = gate;
    }

    private AccessFilter(ConfiguredGate owned) {
        this.given = owned.gate();
        this.owned = owned;
    }

    /**
     * Registers a filter for all URLs, all dispatcher types and async requests, before the filters that {@code web.xml}
     * declares.
     *
     * <p>The registration owns {@code gate} and {@code alsoClosed}. When the web app stops, it closes the gate and then
     * the others, the last one first. It closes them at once if this method throws.
     *
     * @param alsoClosed what the gate uses, such as stores and data sources, in the order in which they were opened
     * @return the registration that {@link ServletContext#addFilter(String, Filter)} returned
     * @throws IllegalStateException if a filter named {@link #NAME} is registered already, or the context has started
     */
    public static FilterRegistration.Dynamic register(
            ServletContext context, AccessGate gate, AutoCloseable... alsoClosed) {
        OpenResources opened = new OpenResources();
        List.of(alsoClosed).forEach(opened::add);
        opened.add(gate);
        ConfiguredGate owned = new ConfiguredGate(gate, opened);
        boolean registered = false;
        try {
            FilterRegistration.@Nullable Dynamic registration = context.addFilter(NAME, new AccessFilter(owned));
            if (registration == null) {
                throw new IllegalStateException("a filter named " + NAME + " is registered already");
            }
            FilterPlacement.placeNew(context, NAME, registration);
            ContextEnd.run(context, owned::close);
            registered = true;
            return registration;
        } finally {
            if (!registered) {
                owned.close();
            }
        }
    }

    /**
     * Returns the identity that a filter has established for the current dispatch of this request, or null for an
     * anonymous one. It finds the identity below wrappers that answer {@link HttpServletRequest#getUserPrincipal} from
     * elsewhere, such as those of security frameworks.
     */
    public static @Nullable ServiceIdentity identityOf(ServletRequest request) {
        return AdmittedRequest.identityOf(request);
    }

    /**
     * Builds the gate, unless one was given, and completes the mappings of this filter.
     *
     * @throws ServletException naming every init parameter that is wrong, or why the filter cannot stand in front of
     *     the web app
     */
    @Override
    public void init(FilterConfig config) throws ServletException {
        boolean started = false;
        try {
            start(config);
            started = true;
        } finally {
            if (!started) {
                destroy();
            }
        }
    }

    private void start(FilterConfig config) throws ServletException {
        if (!FilterPlacement.isRegistered(config)) {
            // The OSGi whiteboard serves without filters that fail to start, so this one starts and refuses requests.
            LOG.error(
                    "the filter {} refuses every request because it is not registered with the servlet container;"
                            + " register it with AccessFilter.register, or map it to /* in web.xml",
                    config.getFilterName());
            return;
        }
        FilterPlacement placed = FilterPlacement.place(config, given != null);
        placement = placed;
        AccessGate gate = given;
        if (gate == null) {
            ConfiguredGate made = WebXmlConfiguration.ofProcess().open(config);
            owned = made;
            gate = made.gate();
        } else if (config.getInitParameterNames().hasMoreElements()) {
            throw new ServletException("the filter " + config.getFilterName()
                    + " was created with an AccessGate; init parameters are not supported");
        }
        ServletContext context = config.getServletContext();
        guard = new DispatchGuard(gate, ContextPath.of(context), Handshakes.in(context));
        placed.log();
    }

    /**
     * Passes an admitted request to the app, or answers it.
     *
     * @throws ServletException if the request is not HTTP, if {@link #init} was not called, or if the app throws it
     */
    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        DispatchGuard current = guard;
        if (current == null) {
            throw new ServletException("the filter is not initialized, or was destroyed; register it with the"
                    + " container, so that it can check its place in the filter chain");
        }
        if (!(request instanceof HttpServletRequest http) || !(response instanceof HttpServletResponse answer)) {
            throw new ServletException("not an HTTP request: access cannot be decided");
        }
        current.guard(http, answer, chain);
    }

    /** Closes what {@link #init} opened or {@link #register} received. */
    @Override
    public void destroy() {
        guard = null;
        FilterPlacement last = placement;
        placement = null;
        if (last != null) {
            last.end();
        }
        ConfiguredGate ending = owned;
        if (ending != null) {
            ending.close();
        }
    }
}
