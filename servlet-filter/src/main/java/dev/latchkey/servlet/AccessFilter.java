package dev.latchkey.servlet;

import dev.latchkey.AccessGate;
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
 * Stands in front of a web app and lets in whom an {@link AccessGate} lets in (request contract, sections 3, 5 and 6).
 * Thread-safe, as the container requires; async is supported.
 *
 * <p>In code, register it with a gate of your own, which is closed when the web app stops:
 *
 * {@snippet class="dev.latchkey.servlet.AccessFilterTest" region="register"}
 *
 * <p>In {@code web.xml}, name this class, and say in init-parameters where the configuration is or what the one
 * application is ({@link #AccessFilter()} lists them). Map it to {@code /*}.
 *
 * <p>However it was registered, it adds what its mappings lack when it starts: the dispatcher types FORWARD, INCLUDE,
 * ERROR and ASYNC, and async support. Its mapping for REQUEST keeps its place, so that filters which prepare a request may
 * stand before it, except on Tomcat, where it moves ahead of the filter that answers WebSocket handshakes. On Jetty it
 * moves that filter to the end of the chain. It does not start where the container refuses that, or where it has no
 * mapping.
 *
 * <p>The request that the app behind it sees has {@link dev.latchkey.ServiceIdentity} as its principal, the application
 * token in {@code Cf-Access-Jwt-Assertion}, and no header that carried the secret. A denial is written by the filter
 * itself and never goes through the app's error pages.
 */
public final class AccessFilter implements Filter {

    /** The name under which {@link #register} registers the filter. */
    public static final String NAME = "latchkey";

    /**
     * The name of the context attribute under which a filter that is configured with a file or a database puts the
     * {@link dev.latchkey.admin.Administration} of it, for the management servlet of the same web app: over the
     * filter's own store, so that a change counts from the next request on.
     */
    public static final String ADMINISTRATION = "dev.latchkey.servlet.administration";

    private static final Logger LOG = LoggerFactory.getLogger(AccessFilter.class);

    private final @Nullable AccessGate given;
    private volatile @Nullable ConfiguredGate owned;
    private volatile @Nullable FilterPlacement placement;
    private volatile @Nullable DispatchGuard guard;

    /**
     * Creates a filter that makes its gate in {@link #init} from init-parameters. One is required of {@code configuration},
     * {@code data-source}, and {@code client-id} with {@code client-secret} or {@code client-secret-digest}. Values may hold
     * <code>%{NAME}</code>, <code>%{env:NAME}</code>, <code>%{sys:name}</code> and <code>%{name:-default}</code>.
     *
     * <table>
     * <caption>Init-parameters</caption>
     * <tr><th>name</th><th>value</th></tr>
     * <tr><td>{@code configuration}</td><td>a file, watched for changes; or {@code WEB-INF/…} or {@code classpath:…},
     *     read once if it is no file</td></tr>
     * <tr><td>{@code data-source}</td><td>or the JNDI name of a {@link javax.sql.DataSource}, which stays the container's:
     *     for a {@link dev.latchkey.store.jdbc.JdbcStore}, which has all of the configuration</td></tr>
     * <tr><td>{@code key-encryption-key}</td><td>goes with {@code data-source}, as the next three do: 32 bytes in hex or
     *     base64 that private signing keys are encrypted with in the database. More may follow, with commas between them,
     *     which decrypt only</td></tr>
     * <tr><td>{@code fail-closed-after}</td><td>for how long what is known counts while the database cannot be reached, after
     *     which requests are answered 503: {@code 500ms} to {@code 1h}, or {@code never}; {@code 30s} by default</td></tr>
     * <tr><td>{@code migrate}</td><td>whether to make the tables; {@code true} or {@code false}, the default</td></tr>
     * <tr><td>{@code listen}</td><td>whether PostgreSQL tells of changes; {@code true}, the default, or
     *     {@code false}</td></tr>
     * <tr><td>{@code pepper}</td><td>at least 16 bytes in hex or base64; goes with every way</td></tr>
     * <tr><td>{@code key-file}</td><td>where the signing keys are kept; without it they stand beside the configuration
     *     file or, where there is none, end with the process</td></tr>
     * <tr><td>{@code client-id}</td><td>the client id of the one service token that is let in</td></tr>
     * <tr><td>{@code client-secret-digest}</td><td>the SHA-256 of its secret, in hex</td></tr>
     * <tr><td>{@code client-secret}</td><td>or the secret in clear text, 32 to 256 characters</td></tr>
     * <tr><td>{@code application-name}</td><td>the web app's display name by default, or {@code app}</td></tr>
     * <tr><td>{@code domain}</td><td>what is covered, {@code host} or {@code host/path}; {@code *}, everything, by
     *     default</td></tr>
     * <tr><td>{@code read-service-tokens-from-header}</td><td>the name of the single header; none by default</td></tr>
     * <tr><td>{@code single-header-schemes}</td><td>some of {@code json, basic, bearer}; {@code json} by
     *     default</td></tr>
     * <tr><td>{@code session-duration}</td><td>for example {@code 8h}; {@code 0s} for no cookie; {@code 24h} by
     *     default</td></tr>
     * <tr><td>{@code shared-caching}</td><td>whether shared caches may keep the app's answers; {@code true} or
     *     {@code false}, the default</td></tr>
     * <tr><td>{@code auth-domain}</td><td>the issuer's host</td></tr>
     * <tr><td>{@code strict-service-token-auth}</td><td>{@code true} or {@code false}, the default</td></tr>
     * <tr><td>{@code deny-unmatched-requests}</td><td>{@code true}, the default, or {@code false}</td></tr>
     * <tr><td>{@code explain-denials}</td><td>{@code true} or {@code false}, the default</td></tr>
     * <tr><td>{@code always-secure-cookie}</td><td>{@code true} or {@code false}, the default</td></tr>
     * </table>
     */
    public AccessFilter() {
        this.given = null;
    }

    /**
     * Creates a filter that asks {@code gate}. It takes no init-parameters, and closes nothing when it is destroyed: the
     * gate's thread and its store stay until you close them.
     */
    public AccessFilter(AccessGate gate) {
        this.given = gate;
    }

    private AccessFilter(ConfiguredGate owned) {
        this.given = owned.gate();
        this.owned = owned;
    }

    /**
     * Registers a filter for everything: all URLs, all dispatcher types, async requests, and before the filters that
     * {@code web.xml} declares. The registration owns {@code gate} and {@code alsoClosed}: when the web app stops, the
     * gate is closed and then the others, the last one first. They are closed at once if this method throws.
     *
     * @param alsoClosed what the gate uses, in the order in which it was opened: stores, data sources
     * @return the registration, as {@link ServletContext#addFilter(String, Filter)} gives it
     * @throws IllegalStateException if a filter is registered under {@link #NAME} already, or the context is up
     */
    public static FilterRegistration.Dynamic register(
            ServletContext context, AccessGate gate, AutoCloseable... alsoClosed) {
        ConfiguredGate owned = new ConfiguredGate(gate, List.of(alsoClosed));
        boolean registered = false;
        try {
            FilterRegistration.@Nullable Dynamic registration = context.addFilter(NAME, new AccessFilter(owned));
            if (registration == null) {
                throw new IllegalStateException("a filter named " + NAME + " is registered already");
            }
            FilterPlacement.placeNew(context, NAME, registration);
            ContextEnd.close(context, owned);
            registered = true;
            return registration;
        } finally {
            if (!registered) {
                owned.close();
            }
        }
    }

    /**
     * Makes the gate, unless one was given, and completes the mappings of this filter.
     *
     * @throws ServletException naming every init-parameter that is at fault, or why the filter cannot stand in front of
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
            // The OSGi whiteboard serves without a filter that fails to start, so this one starts and refuses requests.
            LOG.error(
                    "The filter {} refuses every request: it is not registered with the servlet container. "
                            + "Register it with AccessFilter.register, or map it to /* in web.xml",
                    config.getFilterName());
            return;
        }
        placement = FilterPlacement.place(config, given != null);
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
    }

    /**
     * Lets the request through to the app, wrapped, or answers it.
     *
     * @throws ServletException if it is not an HTTP request, if {@link #init} was not called, or from the app
     */
    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        DispatchGuard current = guard;
        if (current == null) {
            throw new ServletException("the filter was not initialized, or was destroyed. "
                    + "Register it with the container: only then can it make sure that it stands in front");
        }
        if (!(request instanceof HttpServletRequest http) || !(response instanceof HttpServletResponse answer)) {
            throw new ServletException("not an HTTP request: it cannot be decided on");
        }
        current.guard(http, answer, chain);
    }

    /** Closes what {@link #init} opened or {@link #register} was given. */
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
