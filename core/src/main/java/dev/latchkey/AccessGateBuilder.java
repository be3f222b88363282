package dev.latchkey;

import dev.latchkey.admin.Administration;
import dev.latchkey.configuration.ConfigurationException;
import dev.latchkey.event.AccessEventListener;
import dev.latchkey.internal.credential.SecretVerifier;
import dev.latchkey.internal.fault.Faults;
import dev.latchkey.internal.maintenance.BackgroundThread;
import dev.latchkey.internal.maintenance.Maintenance;
import dev.latchkey.internal.maintenance.Scheduler;
import dev.latchkey.internal.session.ApplicationTokens;
import dev.latchkey.internal.session.SigningKeys;
import dev.latchkey.model.Application;
import dev.latchkey.model.Organization;
import dev.latchkey.model.SecretHasher;
import dev.latchkey.store.AccessConfiguration;
import dev.latchkey.store.AccessDocument;
import dev.latchkey.store.AccessStore;
import dev.latchkey.store.ApplicationStore;
import dev.latchkey.store.CredentialStore;
import dev.latchkey.store.RevocationStore;
import dev.latchkey.store.SigningKeyStore;
import dev.latchkey.store.WritableStore;
import dev.latchkey.store.memory.InMemoryStore;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Builds an {@link AccessGate}, either over a {@link #store} that has everything, or over a {@link #credentialStore}
 * with at least one {@link #application} in code. Not thread-safe.
 */
public final class AccessGateBuilder {

    private static final Logger LOG = LoggerFactory.getLogger(AccessGateBuilder.class);
    private static final Duration LONGEST_EXPIRY_NOTICE = Duration.ofDays(365);

    private @Nullable CredentialStore credentialStore;
    private @Nullable ApplicationStore applicationStore;
    private @Nullable SigningKeyStore signingKeyStore;
    private @Nullable RevocationStore revocationStore;
    private @Nullable AccessStore store;
    private @Nullable Organization organization;
    private final List<Application> applications = new ArrayList<>();
    private InstantSource clock = InstantSource.system();
    private SecretHasher secretHasher = SecretHasher.sha256();
    private SecureRandom random = new SecureRandom();
    private @Nullable Executor background;
    private Duration expiryNotice = Duration.ofDays(7);
    private @Nullable Scheduler delays;
    private LongSupplier nanos = System::nanoTime;
    private @Nullable AccessEventListener eventListener;
    private @Nullable AccessMeter meter;

    AccessGateBuilder() {}

    /** Sets the store of everything, including applications and the organization. */
    public AccessGateBuilder store(AccessStore store) {
        this.store = store;
        return this;
    }

    /**
     * Sets the store of service tokens. Without a {@link #store}, applications are set in code, and signing keys and
     * ended sessions are kept in memory unless {@link #signingKeyStore} and {@link #revocationStore} are set.
     */
    public AccessGateBuilder credentialStore(CredentialStore credentialStore) {
        this.credentialStore = credentialStore;
        return this;
    }

    /** Reads applications and organization from here, for tests of a store that fails. */
    AccessGateBuilder applicationStore(ApplicationStore applicationStore) {
        this.applicationStore = applicationStore;
        return this;
    }

    /** Sets the store of signing keys. */
    public AccessGateBuilder signingKeyStore(SigningKeyStore signingKeyStore) {
        this.signingKeyStore = signingKeyStore;
        return this;
    }

    /** Sets the store of ended sessions. */
    public AccessGateBuilder revocationStore(RevocationStore revocationStore) {
        this.revocationStore = revocationStore;
        return this;
    }

    /** Sets the organization for applications in code; {@link Organization#DEFAULT} by default. */
    public AccessGateBuilder organization(Organization organization) {
        this.organization = organization;
        return this;
    }

    /** Adds an application. Its rules cannot refer to groups or IP lists. Requires a {@link #credentialStore}. */
    public AccessGateBuilder application(Application application) {
        applications.add(application);
        return this;
    }

    /** Sets the clock; the system clock by default. */
    public AccessGateBuilder clock(InstantSource clock) {
        this.clock = clock;
        return this;
    }

    /** Sets the hasher of secrets; by default, it has no pepper. */
    public AccessGateBuilder secretHasher(SecretHasher secretHasher) {
        this.secretHasher = secretHasher;
        return this;
    }

    /** Sets the source of keys and session IDs; the platform's default by default. */
    public AccessGateBuilder random(SecureRandom random) {
        this.random = random;
        return this;
    }

    /**
     * Sets how long before a service token expires an {@link dev.latchkey.event.ExpiryNoticeEvent} is sent: up to 365
     * days, 0 for never; 7 days by default. Notices require a writable store of service tokens.
     */
    public AccessGateBuilder expiryNotice(Duration ahead) {
        this.expiryNotice = ahead;
        return this;
    }

    /**
     * Sets the executor that creates and rotates keys and maintains the store; by default one daemon thread, which ends
     * when the gate is closed. You shut down an executor that you set.
     */
    public AccessGateBuilder background(Executor background) {
        this.background = background;
        return this;
    }

    /** Sets the scheduler of maintenance, for tests. */
    AccessGateBuilder delays(Scheduler delays) {
        this.delays = delays;
        return this;
    }

    /** Sets the source of elapsed time, for tests. */
    AccessGateBuilder nanos(LongSupplier nanos) {
        this.nanos = nanos;
        return this;
    }

    /** Sets the listener of every event; none by default. */
    public AccessGateBuilder eventListener(AccessEventListener eventListener) {
        this.eventListener = eventListener;
        return this;
    }

    /** Sets the meter, which counts decisions; none by default. It may be used beside an {@link #eventListener}. */
    public AccessGateBuilder meter(AccessMeter meter) {
        this.meter = meter;
        return this;
    }

    /**
     * Builds the gate.
     *
     * @throws dev.latchkey.configuration.ConfigurationException if settings are missing or contradictory, or if there
     *     is no signing key and none can be stored; lists every fault
     */
    public AccessGate build() {
        Faults faults = new Faults();
        if (store == null && credentialStore == null) {
            faults.add("/store", "is missing: set a store, or a credential store with applications");
        }
        ApplicationStore covered = applicationStore(faults);
        checkMaintenance(faults);
        faults.throwIfAny("access gate");
        AccessStore rest = store == null ? memory() : store;
        SigningKeyStore signing = signingKeyStore == null ? rest : signingKeyStore;
        signing.checkReady();
        return build(
                covered,
                credentialStore == null ? rest : credentialStore,
                revocationStore == null ? rest : revocationStore,
                signing);
    }

    private AccessStore memory() {
        List<String> lost = new ArrayList<>();
        if (signingKeyStore == null) {
            lost.add("signing keys");
        }
        if (revocationStore == null) {
            lost.add("ended sessions");
        }
        if (!lost.isEmpty()) {
            LOG.info("Kept in memory, and lost when the process ends, because no store is configured: {}", lost);
        }
        return new InMemoryStore(AccessDocument.EMPTY, clock);
    }

    private AccessGate build(
            ApplicationStore covered, CredentialStore issued, RevocationStore ended, SigningKeyStore signing) {
        DecisionReporter reporter = new DecisionReporter(eventListener, meter, clock);
        Callable<Duration> rotation =
                () -> covered.configuration().organization().keyRotationInterval();
        BackgroundThread own = new BackgroundThread("latchkey-background");
        Executor executor = background == null ? own : background;
        SigningKeys keys = new SigningKeys(signing, clock, random, rotation, executor, reporter::tell);
        ApplicationTokens tokens = new ApplicationTokens(random, meter != null);
        SecretVerifier secrets = new SecretVerifier(secretHasher);
        boolean writable = issued instanceof WritableStore;
        ConfigurationLog logged = new ConfigurationLog(
                covered, store == null ? "settings in code" : String.valueOf(store.location()), writable);
        logged.look();
        Maintenance maintenance =
                writable ? maintenance((WritableStore) issued, covered, reporter, executor, own) : null;
        AccessStore location = store;
        AccessGate gate = new AccessGate(
                logged,
                () -> figures(location, keys, maintenance, tokens),
                new CredentialVerifier(issued, ended, keys, tokens, secrets),
                new Sessions(keys, tokens, ended, clock),
                reporter,
                maintenance,
                own,
                clock);
        keys.prepare();
        reporter.start(gate);
        return gate;
    }

    private static GateFigures figures(
            @Nullable AccessStore store,
            SigningKeys keys,
            @Nullable Maintenance maintenance,
            ApplicationTokens tokens) {
        return new GateFigures(
                store == null ? null : store.age(),
                keys.newestCreatedAt(),
                maintenance == null ? null : maintenance.tokensExpiringSoon(),
                cache(tokens.minted()),
                cache(tokens.verified()));
    }

    private static GateFigures.Cache cache(ApplicationTokens.CacheFigures figures) {
        return new GateFigures.Cache(figures.size(), figures.hits(), figures.misses());
    }

    private Maintenance maintenance(
            WritableStore tokens,
            ApplicationStore covered,
            DecisionReporter reporter,
            Executor executor,
            BackgroundThread own) {
        Administration administration = Administration.builder(tokens)
                .clock(clock)
                .secretHasher(secretHasher)
                .random(random)
                .eventListener(reporter::tell)
                .build();
        return new Maintenance(
                administration,
                covered,
                clock,
                reporter::tell,
                expiryNotice,
                executor,
                delays == null ? own : delays,
                nanos,
                own::close);
    }

    private void checkMaintenance(Faults faults) {
        if (expiryNotice.isNegative() || expiryNotice.compareTo(LONGEST_EXPIRY_NOTICE) > 0) {
            faults.add("/expiry_notice", "must be 0 to 365 days, not " + expiryNotice);
        }
        CredentialStore tokens = credentialStore != null ? credentialStore : store;
        if (organization != null
                && organization.serviceTokenInactivity().enabled()
                && !(tokens instanceof WritableStore)) {
            faults.add("/organization/service_token_inactivity", "requires a writable store of service tokens");
        }
    }

    private ApplicationStore applicationStore(Faults faults) {
        if (applicationStore != null) {
            return applicationStore;
        } else if (store != null) {
            if (!applications.isEmpty()) {
                faults.add("/applications", "cannot be combined with a store, which has its own applications");
            }
            if (organization != null) {
                faults.add("/organization", "cannot be combined with a store, which has its own organization");
            }
            return store;
        } else if (applications.isEmpty() && credentialStore != null) {
            faults.add("/applications", "is missing: a credential store needs at least one application");
        }
        AccessConfiguration fixed = AccessConfiguration.EMPTY;
        try {
            fixed = new AccessConfiguration(organization == null ? Organization.DEFAULT : organization, applications);
        } catch (ConfigurationException e) {
            faults.addAll("", e);
        }
        AccessConfiguration checked = fixed;
        return () -> checked;
    }
}
