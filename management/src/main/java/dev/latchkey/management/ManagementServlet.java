package dev.latchkey.management;

import dev.latchkey.admin.Administration;
import dev.latchkey.configuration.ConfigurationException;
import dev.latchkey.internal.fault.Faults;
import dev.latchkey.model.SecretDigest;
import dev.latchkey.model.SecretDigest.Algorithm;
import dev.latchkey.model.SecretHasher;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRegistration;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The management API over HTTP (management contract, section 3): service tokens, applications, policies, organization
 * and keys, wire-compatible with the Access part of Cloudflare's API v4. Thread-safe, as the container requires.
 *
 * <p>There is none until somebody registers it, and it does not start without a management token:
 *
 * {@snippet class="dev.latchkey.management.ManagementServletTest" region="register"}
 *
 * <p>In {@code web.xml}, name this class, and say in init-parameters who may use it ({@link #ManagementServlet()} lists
 * them). Either way, a filter over the same paths must let the requests through: they bring management tokens, not
 * service tokens. An application over those paths with a {@code bypass} policy does that.
 *
 * <p>A client with a management token of scope {@code write} decides who may use every application. Serve this over TLS
 * only, and to as few networks as possible.
 */
public final class ManagementServlet extends HttpServlet {

    /** The name under which {@link #register} registers the servlet. */
    public static final String NAME = "latchkey-management";

    private static final long serialVersionUID = 1L;

    private transient volatile @Nullable ManagementApi api;
    private transient volatile @Nullable AutoCloseable opened;

    /**
     * Creates a servlet that is configured by init-parameters, in {@link #init()}. Values may hold
     * <code>%{NAME}</code>, <code>%{env:NAME}</code>, <code>%{sys:name}</code> and <code>%{name:-default}</code>.
     *
     * <table>
     * <caption>Init-parameters</caption>
     * <tr><th>name</th><th>value</th></tr>
     * <tr><td>{@code account-id}</td><td>32 hex characters that stand in every path; required</td></tr>
     * <tr><td>{@code management-tokens}</td><td>one or more, with commas between them, each
     *     {@code <name> read|write <digest>}; required</td></tr>
     * <tr><td>{@code configuration}</td><td>the file that is managed; without it and the next one, what the
     *     {@link dev.latchkey.servlet.AccessFilter} in the same web app has</td></tr>
     * <tr><td>{@code data-source}</td><td>or the JNDI name of a {@link javax.sql.DataSource} to the database that is managed;
     *     with it go {@code key-encryption-key}, {@code fail-closed-after}, {@code migrate} and {@code listen}, as for
     * the {@link dev.latchkey.servlet.AccessFilter#AccessFilter() filter}</td></tr>
     * <tr><td>{@code pepper}</td><td>goes with one of these two: at least 16 bytes in hex or base64, the same as the
     *     filter's</td></tr>
     * </table>
     */
    public ManagementServlet() {}

    private ManagementServlet(ManagementApi api) {
        this.api = api;
    }

    /**
     * Returns a builder of a servlet.
     *
     * @param administration makes the changes; it must be over the store of the gate that they are to count for
     */
    public static Builder builder(Administration administration) {
        return new Builder(administration);
    }

    /**
     * Registers this servlet, to be started with the context.
     *
     * @param mapping where, ending in <code>/&#42;</code>; {@code /client/v4/*} by convention
     * @return the registration, as {@link ServletContext#addServlet(String, jakarta.servlet.Servlet)} gives it
     * @throws IllegalArgumentException if the mapping is not for a path and all below it
     * @throws IllegalStateException if a servlet is registered under {@link #NAME} already, another one has the mapping,
     *     or the context is up
     */
    public ServletRegistration.Dynamic register(ServletContext context, String mapping) {
        if (!mapping.startsWith("/") || !mapping.endsWith("/*")) {
            throw new IllegalArgumentException("the mapping must be a path with /* at its end, not " + mapping);
        }
        ServletRegistration.@Nullable Dynamic registration = context.addServlet(NAME, this);
        if (registration == null) {
            throw new IllegalStateException("a servlet named " + NAME + " is registered already");
        }
        if (!registration.addMapping(mapping).isEmpty()) {
            throw new IllegalStateException("another servlet has the mapping " + mapping);
        }
        registration.setLoadOnStartup(1);
        return registration;
    }

    /**
     * Reads the init-parameters, unless it was built with what they would say.
     *
     * @throws ServletException naming every init-parameter that is at fault
     */
    @Override
    public void init() throws ServletException {
        if (api == null) {
            ConfiguredManagement made = WebXmlManagement.ofProcess().open(getServletConfig());
            opened = made;
            api = made.api();
        } else if (getInitParameterNames().hasMoreElements()) {
            throw new ServletException(
                    "the servlet " + getServletName() + " was built, so its init-parameters would count for nothing");
        }
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        ManagementApi current = api;
        if (current == null) {
            throw new ServletException("the servlet was not initialized, or was destroyed");
        }
        write(current.answer(request), request.getMethod().equals("HEAD"), response);
    }

    private static void write(ApiResponse answer, boolean headOnly, HttpServletResponse response) throws IOException {
        byte[] body = ApiJson.bytes(answer.content());
        response.setStatus(answer.status());
        answer.headers().forEach(response::setHeader);
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setContentType("application/json");
        response.setContentLength(body.length);
        if (!headOnly) {
            response.getOutputStream().write(body);
        }
    }

    /** Closes what {@link #init()} opened. */
    @Override
    public void destroy() {
        AutoCloseable made = opened;
        if (made != null) {
            api = null;
            opened = null;
            ConfiguredManagement.close(made);
        }
    }

    /** Collects the settings of a servlet. Not thread-safe. */
    public static final class Builder {

        /** A management token whose parts were not looked at yet. */
        private record Wanted(String name, ManagementToken.Scope scope, SecretDigest digest) {}

        private final Administration administration;
        private @Nullable String accountId;
        private final List<Wanted> tokens = new ArrayList<>();
        private SecretHasher secretHasher = SecretHasher.sha256();
        private InstantSource clock = InstantSource.system();

        private Builder(Administration administration) {
            this.administration = administration;
        }

        /** Sets the account id, which stands in every path: 32 hex characters, or a UUID. */
        public Builder accountId(String accountId) {
            this.accountId = accountId;
            return this;
        }

        /** Adds a management token; at least one is required. */
        public Builder token(String name, ManagementToken.Scope scope, SecretDigest digest) {
            tokens.add(new Wanted(name, scope, digest));
            return this;
        }

        /** Sets what makes the digests of management tokens that have a pepper; one with no pepper by default. */
        public Builder secretHasher(SecretHasher secretHasher) {
            this.secretHasher = secretHasher;
            return this;
        }

        /** Sets the clock that failures are counted by; the system's by default. */
        public Builder clock(InstantSource clock) {
            this.clock = clock;
            return this;
        }

        /**
         * Returns the servlet.
         *
         * @throws ConfigurationException naming every setting that is at fault; a missing management token is one
         */
        public ManagementServlet build() {
            return new ManagementServlet(api());
        }

        ManagementApi api() {
            Faults faults = new Faults();
            UUID account = accountId == null ? null : Route.parse(accountId);
            if (account == null) {
                faults.add("/account_id", "must be 32 hex characters: openssl rand -hex 16 makes some");
            }
            List<ManagementToken> checked = tokens(faults);
            faults.throwIfAny("management API");
            return new ManagementApi(
                    administration,
                    new Authenticator(checked, secretHasher),
                    new FailureLimit(clock),
                    new Routes(Objects.requireNonNull(account)));
        }

        private List<ManagementToken> tokens(Faults faults) {
            if (tokens.isEmpty()) {
                faults.add("/tokens", "is missing: without a management token, nobody could use the API");
            }
            List<ManagementToken> checked = new ArrayList<>();
            Set<Object> seen = new HashSet<>();
            for (int i = 0; i < tokens.size(); i++) {
                Wanted wanted = tokens.get(i);
                String place = "/tokens/" + i;
                if (!seen.add(wanted.name())) {
                    faults.add(place + "/name", "another management token has this name");
                }
                if (!seen.add(wanted.digest())) {
                    faults.add(place + "/digest", "another management token has this digest");
                }
                if (wanted.digest().algorithm() != Algorithm.SHA_256
                        && secretHasher.algorithm() != wanted.digest().algorithm()) {
                    faults.add(
                            place + "/digest", "is an hmac-sha256 digest, and there is no pepper to compare it with");
                }
                try {
                    checked.add(new ManagementToken(wanted.name(), wanted.scope(), wanted.digest()));
                } catch (ConfigurationException e) {
                    faults.addAll(place, e);
                }
            }
            return checked;
        }
    }
}
