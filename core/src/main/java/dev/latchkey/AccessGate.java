package dev.latchkey;

import dev.latchkey.event.AccessEventListener;
import dev.latchkey.internal.maintenance.BackgroundThread;
import dev.latchkey.internal.maintenance.Maintenance;
import dev.latchkey.internal.maintenance.Scheduler;
import dev.latchkey.model.Application;
import dev.latchkey.model.Organization;
import dev.latchkey.model.SecretHasher;
import dev.latchkey.store.AccessConfiguration;
import dev.latchkey.store.AccessStore;
import dev.latchkey.store.ApplicationStore;
import dev.latchkey.store.CredentialStore;
import dev.latchkey.store.RevocationStore;
import dev.latchkey.store.SigningKeyStore;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Decides about requests (request contract, sections 2 to 7). Thread-safe.
 *
 * <p>The gate finds the application that covers the URL, verifies what the client presented, and evaluates the
 * application's policies. If a store fails, the decision is 503. No failure admits a request.
 *
 * <p>The gate creates and rotates signing keys in the background. It also maintains a {@link
 * dev.latchkey.store.WritableStore}: it records the use of service tokens, retires inactive ones and sends expiry
 * notices. {@link #close} ends that; a gate that is not closed keeps a daemon thread.
 */
public final class AccessGate implements AutoCloseable {

    private final Decider decider;
    private final Supplier<Figures> figures;
    private final @Nullable Maintenance maintenance;
    private final BackgroundThread background;

    AccessGate(
            Decider decider,
            Supplier<Figures> figures,
            @Nullable Maintenance maintenance,
            BackgroundThread background) {
        this.decider = decider;
        this.figures = figures;
        this.maintenance = maintenance;
        this.background = background;
    }

    /** Creates a builder. */
    public static Builder builder() {
        return new Builder();
    }

    /** Decides about a request. */
    public AccessDecision decide(AccessRequest sent) {
        return decider.decide(sent);
    }

    /**
     * Enforces an earlier decision on a forward, include or async dispatch (request contract, section 5): evaluates the
     * policies of the application that covers the target. The service token is not verified again.
     *
     * @param verdict the earlier decision about the request, from {@link #decide} or this method
     * @param sent the request for the target, with the headers that the client sent
     * @return {@code verdict} itself if the same application covers the target
     */
    public AccessDecision enforce(AccessDecision.Admitted verdict, AccessRequest sent) {
        return decider.enforce(verdict, sent, false);
    }

    /**
     * Enforces an earlier decision on a dispatch to an error page, like {@link #enforce}. If no application covers the
     * page, the decision about the failed request applies, so that an admitted client sees the app's own 404 and 500
     * (request contract, section 5).
     *
     * @param verdict the decision about the failed request, from {@link #decide} or {@link #enforce}
     * @param sent the request for the error page, with the headers that the client sent
     * @return {@code verdict} itself if the same application covers the page, or none does
     */
    public AccessDecision enforceOnErrorPage(AccessDecision.Admitted verdict, AccessRequest sent) {
        return decider.enforce(verdict, sent, true);
    }

    /**
     * Denies an admitted WebSocket handshake, for a container that would show hidden headers to the endpoint (request
     * contract, section 5).
     *
     * @param admitted the decision about the handshake
     * @param sent the handshake
     */
    public AccessDecision.Denied refuseHandshake(AccessDecision.Admitted admitted, AccessRequest sent) {
        return decider.refuseHandshake(admitted, sent);
    }

    /** Returns whether an application covers the request's host, so that the well-known paths are answered there. */
    public boolean protectsHost(AccessRequest request) {
        return decider.protectsHost(request);
    }

    /**
     * Returns the JSON document of {@code /cdn-cgi/access/certs}: the public keys that verify application tokens, and
     * their certificates. It is refused with 503 while the keys are unavailable.
     */
    public Answer<String> certificates(AccessRequest request) {
        return decider.certificates(request);
    }

    /** Returns the session of the application token that this request presents, for any application on its host. */
    public Answer<PresentedSession> session(AccessRequest request) {
        return decider.session(request, false);
    }

    /** Ends the session of the application token that this request presents, and returns it. */
    public Answer<PresentedSession> endSession(AccessRequest request) {
        return decider.session(request, true);
    }

    /**
     * Returns the configuration in force.
     *
     * @throws dev.latchkey.store.StoreUnavailableException if the store cannot be read
     */
    public AccessConfiguration configuration() {
        return decider.configuration();
    }

    /**
     * Returns the state of this gate. Reads memory only, and never throws. If there is no signing key yet, the gate tries
     * again in the background to load or create one.
     */
    public Figures figures() {
        return figures.get();
    }

    /**
     * Stops the gate's background work and writes pending uses of service tokens to the store. Close the gate before
     * its store. It waits up to 5 s for its thread, and logs a failure. A closed gate still decides, but rotates no
     * keys. May be called more than once.
     */
    @Override
    public void close() {
        if (maintenance != null) {
            maintenance.close();
        }
        background.close();
    }

    /**
     * Builds a gate, either over a {@link #store} that has everything, or over a {@link #credentialStore}
     * with at least one {@link #application} in code. Not thread-safe.
     */
    public static final class Builder {

        @Nullable
        CredentialStore credentialStore;

        @Nullable
        ApplicationStore applicationStore;

        @Nullable
        SigningKeyStore signingKeyStore;

        @Nullable
        RevocationStore revocationStore;

        @Nullable
        AccessStore store;

        @Nullable
        Organization organization;

        final List<Application> applications = new ArrayList<>();
        InstantSource clock = InstantSource.system();
        SecretHasher secretHasher = SecretHasher.sha256();
        SecureRandom random = new SecureRandom();

        @Nullable
        Executor background;

        Duration expiryNotice = Duration.ofDays(7);

        @Nullable
        Scheduler delays;

        LongSupplier nanos = System::nanoTime;

        @Nullable
        AccessEventListener eventListener;

        @Nullable
        AccessMeter meter;

        private Builder() {}

        /** Sets the store of everything, including applications and the organization. */
        public Builder store(AccessStore store) {
            this.store = Objects.requireNonNull(store, "store");
            return this;
        }

        /**
         * Sets the store of service tokens. Without a {@link #store}, applications are set in code, and signing keys and
         * ended sessions are kept in memory unless {@link #signingKeyStore} and {@link #revocationStore} are set.
         */
        public Builder credentialStore(CredentialStore credentialStore) {
            this.credentialStore = Objects.requireNonNull(credentialStore, "credentialStore");
            return this;
        }

        /** Reads applications and organization from here, for tests of a store that fails. */
        Builder applicationStore(ApplicationStore applicationStore) {
            this.applicationStore = applicationStore;
            return this;
        }

        /** Sets the store of signing keys. */
        public Builder signingKeyStore(SigningKeyStore signingKeyStore) {
            this.signingKeyStore = Objects.requireNonNull(signingKeyStore, "signingKeyStore");
            return this;
        }

        /** Sets the store of ended sessions. */
        public Builder revocationStore(RevocationStore revocationStore) {
            this.revocationStore = Objects.requireNonNull(revocationStore, "revocationStore");
            return this;
        }

        /** Sets the organization for applications in code; {@link Organization#DEFAULT} by default. */
        public Builder organization(Organization organization) {
            this.organization = Objects.requireNonNull(organization, "organization");
            return this;
        }

        /** Adds an application. Its rules cannot refer to groups or IP lists. Requires a {@link #credentialStore}. */
        public Builder application(Application application) {
            applications.add(application);
            return this;
        }

        /** Sets the clock; the system clock by default. */
        public Builder clock(InstantSource clock) {
            this.clock = Objects.requireNonNull(clock, "clock");
            return this;
        }

        /** Sets the hasher of secrets; by default, it has no pepper. */
        public Builder secretHasher(SecretHasher secretHasher) {
            this.secretHasher = Objects.requireNonNull(secretHasher, "secretHasher");
            return this;
        }

        /** Sets the source of keys and session IDs; the platform's default by default. */
        public Builder random(SecureRandom random) {
            this.random = Objects.requireNonNull(random, "random");
            return this;
        }

        /**
         * Sets how long before a service token expires an {@link dev.latchkey.event.AccessEvent.ExpiryNotice}
         * is sent: up to 365 days, 0 for never; 7 days by default. Notices require a writable store of service tokens.
         */
        public Builder expiryNotice(Duration ahead) {
            this.expiryNotice = Objects.requireNonNull(ahead, "ahead");
            return this;
        }

        /**
         * Sets the executor that creates and rotates keys and maintains the store; by default one daemon thread, which ends
         * when the gate is closed. You shut down an executor that you set.
         */
        public Builder background(Executor background) {
            this.background = Objects.requireNonNull(background, "background");
            return this;
        }

        /** Sets the scheduler of maintenance, for tests. */
        Builder delays(Scheduler delays) {
            this.delays = delays;
            return this;
        }

        /** Sets the source of elapsed time, for tests. */
        Builder nanos(LongSupplier nanos) {
            this.nanos = nanos;
            return this;
        }

        /** Sets the listener of every event; none by default. */
        public Builder eventListener(AccessEventListener eventListener) {
            this.eventListener = Objects.requireNonNull(eventListener, "eventListener");
            return this;
        }

        /** Sets the meter, which counts decisions; none by default. It may be used beside an {@link #eventListener}. */
        public Builder meter(AccessMeter meter) {
            this.meter = Objects.requireNonNull(meter, "meter");
            return this;
        }

        /**
         * Builds the gate.
         *
         * @throws dev.latchkey.configuration.ConfigurationException if settings are missing or contradictory, or if there
         *     is no signing key and none can be stored; lists every fault
         */
        public AccessGate build() {
            return new GateAssembly(this).build();
        }
    }

    /**
     * The state of a gate, for metrics and health checks. Immutable.
     *
     * @param storeAge the time since the store last confirmed that its configuration is complete and current; null if
     *     unknown
     * @param signingKeyCreatedAt when the current signing key was created; null if none is loaded yet
     * @param tokensExpiringSoon how many enabled service tokens expire within {@link Builder#expiryNotice}, as counted
     *     within the last hour or so; null if not counted yet, if the store is not writable, or without expiry notices
     * @param mintedTokens the cache of application tokens to reuse
     * @param verifiedTokens the cache of application tokens whose signature was verified
     */
    public record Figures(
            @Nullable Duration storeAge,
            @Nullable Instant signingKeyCreatedAt,
            @Nullable Integer tokensExpiringSoon,
            Cache mintedTokens,
            Cache verifiedTokens) {

        /**
         * The state of a cache. Hits and misses are counted only if the gate has an {@link AccessMeter}.
         *
         * @param size the approximate number of entries
         * @param hits the number of look-ups that found an entry
         * @param misses the number of look-ups that found none
         */
        public record Cache(long size, long hits, long misses) {}
    }

    /**
     * The answer to a question that is not a decision about a request (request contract, section 4).
     *
     * @param <T> what was asked for
     */
    public sealed interface Answer<T> {

        /** Calls the function for this kind of answer and returns its result. */
        <R> R fold(Function<? super T, ? extends R> good, Function<? super AccessDecision.Denied, ? extends R> refused);

        /**
         * What was asked for.
         *
         * @param <T> its type
         * @param value the value
         */
        record Good<T>(T value) implements Answer<T> {

            @Override
            public <R> R fold(
                    Function<? super T, ? extends R> good,
                    Function<? super AccessDecision.Denied, ? extends R> refused) {
                return good.apply(value);
            }
        }

        /**
         * The request does not present what is needed, or the gate cannot tell now.
         *
         * @param <T> what was asked for
         * @param denied the denial, with status 401 or 503
         */
        record Refused<T>(AccessDecision.Denied denied) implements Answer<T> {

            @Override
            public <R> R fold(
                    Function<? super T, ? extends R> good,
                    Function<? super AccessDecision.Denied, ? extends R> refused) {
                return refused.apply(denied);
            }
        }
    }

    /**
     * The valid session of an application token that a request presents. Immutable.
     *
     * @param identity the client
     * @param issuedAt when the session began
     * @param expiresAt when the session expires
     * @param clientAddress the client's address; {@code unreadable} if it cannot be read
     * @param clearCookie the value of a {@code Set-Cookie} header that removes the cookie
     */
    public record PresentedSession(
            ServiceIdentity identity, Instant issuedAt, Instant expiresAt, String clientAddress, String clearCookie) {}
}
