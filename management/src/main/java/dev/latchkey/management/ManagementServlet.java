package dev.latchkey.management;

import dev.latchkey.admin.Administration;
import dev.latchkey.configuration.ConfigurationException;
import dev.latchkey.internal.fault.Faults;
import dev.latchkey.internal.json.AsciiJson;
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
 * The management API over HTTP (management contract, section 3), wire-compatible with the Access part of Cloudflare's
 * API v4. Thread-safe.
 *
 * <p>Register it in code. It does not start without a management token:
 *
 * {@snippet class="dev.latchkey.management.ManagementServletTest" region="register"}
 *
 * <p>In {@code web.xml}, declare this class, and set {@linkplain #ManagementServlet() init parameters}. A
 * filter over the same paths must let the requests through, because they carry management tokens, not service tokens.
 * Give those paths an application with a {@code bypass} policy.
 *
 * <p>A client with a management token of scope {@code write} controls access to every application. Serve the API over
 * TLS only, and to as few networks as possible.
 */
public final class ManagementServlet extends HttpServlet {

    /** The name under which {@link #register} registers the servlet. */
    public static final String NAME = "latchkey-management";

    private static final long serialVersionUID = 1L;

    private transient volatile @Nullable ManagementApi api;
    private transient volatile @Nullable ConfiguredManagement opened;

    /**
     * Creates a servlet that is configured by init parameters in {@link #init()}.
     *
     * <p>{@code account-id} and {@code management-tokens} are required. {@code docs/api.md} describes all parameters,
     * {@code docs/configuration.md} the variables that their values may contain.
     */
    public ManagementServlet() {}

    private ManagementServlet(ManagementApi api) {
        this.api = api;
    }

    /**
     * Creates a builder of a servlet.
     *
     * @param administration makes the changes; it must use the store of the gate
     */
    public static Builder builder(Administration administration) {
        return new Builder(administration);
    }

    /**
     * Registers this servlet, which starts with the context.
     *
     * @param mapping a path that ends in <code>/&#42;</code>; {@code /client/v4/*} by convention
     * @return the registration that {@link ServletContext#addServlet(String, jakarta.servlet.Servlet)} returned
     * @throws IllegalArgumentException if the mapping does not end in <code>/&#42;</code>
     * @throws IllegalStateException if a servlet named {@link #NAME} is registered already, another servlet has the
     *     mapping, or the context has started
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
     * Reads the init parameters, unless the servlet was created by the builder.
     *
     * @throws ServletException if init parameters are invalid; lists all of them
     */
    @Override
    public void init() throws ServletException {
        if (api == null) {
            ConfiguredManagement made = WebXmlManagement.ofProcess().open(getServletConfig());
            opened = made;
            api = made.api();
        } else if (getInitParameterNames().hasMoreElements()) {
            throw new ServletException(
                    "the servlet " + getServletName() + " was created in code, so it must not have init parameters");
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
        byte[] body = AsciiJson.bytes(answer.content());
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
        ConfiguredManagement made = opened;
        if (made != null) {
            api = null;
            opened = null;
            made.close();
        }
    }

    /** Builds a servlet. Not thread-safe. */
    public static final class Builder {

        /** A management token that was not checked yet. */
        private record Wanted(String name, ManagementToken.Scope scope, SecretDigest digest) {}

        private final Administration administration;
        private @Nullable String accountId;
        private final List<Wanted> tokens = new ArrayList<>();
        private SecretHasher secretHasher = SecretHasher.sha256();
        private InstantSource clock = InstantSource.system();

        private Builder(Administration administration) {
            this.administration = Objects.requireNonNull(administration, "administration");
        }

        /** Sets the account ID, which is part of every path: 32 hex characters, or a UUID. */
        public Builder accountId(String accountId) {
            this.accountId = Objects.requireNonNull(accountId, "accountId");
            return this;
        }

        /** Adds a management token; at least one is required. */
        public Builder token(String name, ManagementToken.Scope scope, SecretDigest digest) {
            tokens.add(new Wanted(
                    Objects.requireNonNull(name, "name"),
                    Objects.requireNonNull(scope, "scope"),
                    Objects.requireNonNull(digest, "digest")));
            return this;
        }

        /** Sets the hasher for digests of management tokens; by default, it has no pepper. */
        public Builder secretHasher(SecretHasher secretHasher) {
            this.secretHasher = Objects.requireNonNull(secretHasher, "secretHasher");
            return this;
        }

        /** Sets the clock that limits failures; the system clock by default. */
        public Builder clock(InstantSource clock) {
            this.clock = Objects.requireNonNull(clock, "clock");
            return this;
        }

        /**
         * Builds the servlet.
         *
         * @throws ConfigurationException if settings are invalid, or there is no management token; lists every fault
         */
        public ManagementServlet build() {
            return new ManagementServlet(api());
        }

        ManagementApi api() {
            Faults faults = new Faults();
            UUID account = accountId == null ? null : Route.parse(accountId);
            if (account == null) {
                faults.add("/account_id", "must be 32 hex characters, such as the output of openssl rand -hex 16");
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
                faults.add("/tokens", "is missing; the API requires a management token");
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
                    faults.add(place + "/digest", "is an hmac-sha256 digest, but no pepper is configured");
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
