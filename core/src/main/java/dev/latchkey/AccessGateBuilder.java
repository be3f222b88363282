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
import dev.latchkey.store.AccessStore;
import dev.latchkey.store.ApplicationStore;
import dev.latchkey.store.CredentialStore;
import dev.latchkey.store.RevocationStore;
import dev.latchkey.store.SigningKeyStore;
import dev.latchkey.store.WritableStore;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Puts an {@link AccessGate} together. A {@link #store} gives all that a gate needs; each part of it can be replaced by
 * one of your own. Not thread-safe.
 */
public final class AccessGateBuilder {

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

    AccessGateBuilder() {}

    /** Takes everything from this store but what is set by itself. */
    public AccessGateBuilder store(AccessStore store) {
        this.store = store;
        return this;
    }

    /** Looks service tokens up here. */
    public AccessGateBuilder credentialStore(CredentialStore credentialStore) {
        this.credentialStore = credentialStore;
        return this;
    }

    /** Takes applications and organization from here. */
    public AccessGateBuilder applicationStore(ApplicationStore applicationStore) {
        this.applicationStore = applicationStore;
        return this;
    }

    /** Keeps signing keys here. */
    public AccessGateBuilder signingKeyStore(SigningKeyStore signingKeyStore) {
        this.signingKeyStore = signingKeyStore;
        return this;
    }

    /** Remembers ended sessions here. */
    public AccessGateBuilder revocationStore(RevocationStore revocationStore) {
        this.revocationStore = revocationStore;
        return this;
    }

    /** Sets the organization, for applications that are named one by one; the store's, if there is one, by default. */
    public AccessGateBuilder organization(Organization organization) {
        this.organization = organization;
        return this;
    }

    /**
     * Adds an application. Those named here are all that there are: none is then read from a store. Their rules may name
     * groups and IP lists of the {@link #store}, which is asked for them at {@link #build}; where one is gone later on,
     * requests are answered 503.
     */
    public AccessGateBuilder application(Application application) {
        applications.add(application);
        return this;
    }

    /** Sets the clock; the system's by default. */
    public AccessGateBuilder clock(InstantSource clock) {
        this.clock = clock;
        return this;
    }

    /** Sets how secrets become digests: with or without a pepper; without by default. */
    public AccessGateBuilder secretHasher(SecretHasher secretHasher) {
        this.secretHasher = secretHasher;
        return this;
    }

    /** Sets where keys and session ids come from; the platform's default by default. */
    public AccessGateBuilder random(SecureRandom random) {
        this.random = random;
        return this;
    }

    /**
     * Sets how long before a service token's end an {@link dev.latchkey.event.ExpiryNoticeEvent} tells of it: up to 365
     * days, 0 for not at all; 7 days by default. It takes a store of service tokens that can be written to.
     */
    public AccessGateBuilder expiryNotice(Duration ahead) {
        this.expiryNotice = ahead;
        return this;
    }

    /**
     * Sets where keys are rotated and the store is maintained, off the thread of a request; by default one daemon thread,
     * which ends when the gate is closed. An executor that is set here stays yours to shut down.
     */
    public AccessGateBuilder background(Executor background) {
        this.background = background;
        return this;
    }

    /** Sets what tells when it is time to keep the store up. */
    AccessGateBuilder delays(Scheduler delays) {
        this.delays = delays;
        return this;
    }

    /** Sets what counts elapsed time. */
    AccessGateBuilder nanos(LongSupplier nanos) {
        this.nanos = nanos;
        return this;
    }

    /** Sets who is told of every event; nobody by default. */
    public AccessGateBuilder eventListener(AccessEventListener eventListener) {
        this.eventListener = eventListener;
        return this;
    }

    /**
     * {@return the gate}
     *
     * @throws dev.latchkey.configuration.ConfigurationException naming everything that is missing or contradictory, or if
     *     there is no signing key and none can be kept
     */
    public AccessGate build() {
        Faults faults = new Faults();
        require(faults, "/credential_store", credentialStore);
        require(faults, "/signing_key_store", signingKeyStore);
        require(faults, "/revocation_store", revocationStore);
        ApplicationStore covered = applicationStore(faults);
        checkUpkeep(faults);
        faults.throwIfAny("access gate");
        SigningKeyStore signing = firstOf(signingKeyStore, store);
        signing.checkReady();
        return build(
                firstOf(covered, store), firstOf(credentialStore, store), firstOf(revocationStore, store), signing);
    }

    private AccessGate build(
            ApplicationStore covered, CredentialStore issued, RevocationStore ended, SigningKeyStore signing) {
        DecisionReporter reporter = new DecisionReporter(eventListener, clock);
        Callable<Duration> rotation =
                () -> covered.configuration().organization().keyRotationInterval();
        BackgroundThread own = new BackgroundThread("latchkey-background");
        Executor executor = background == null ? own : background;
        SigningKeys keys = new SigningKeys(signing, clock, random, rotation, executor, reporter::tell);
        ApplicationTokens tokens = new ApplicationTokens(random);
        SecretVerifier secrets = new SecretVerifier(secretHasher);
        boolean writable = issued instanceof WritableStore;
        ConfigurationLog logged = new ConfigurationLog(covered, writable);
        logged.look();
        return new AccessGate(
                logged,
                new CredentialVerifier(issued, ended, keys, tokens, secrets),
                new Sessions(keys, tokens, ended, clock),
                reporter,
                writable ? maintenance((WritableStore) issued, covered, reporter, executor, own) : null,
                own,
                clock);
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

    private void checkUpkeep(Faults faults) {
        if (expiryNotice.isNegative() || expiryNotice.compareTo(LONGEST_EXPIRY_NOTICE) > 0) {
            faults.add("/expiry_notice", "must be 0 to 365 days, not " + expiryNotice);
        }
        CredentialStore tokens = credentialStore != null ? credentialStore : store;
        if (organization != null
                && organization.serviceTokenInactivity().enabled()
                && !(tokens instanceof WritableStore)) {
            faults.add(
                    "/organization/service_token_inactivity",
                    "needs service tokens from a store that can be written to");
        }
    }

    private void require(Faults faults, String member, @Nullable Object own) {
        if (own == null && store == null) {
            faults.add(member, "is missing, and there is no store that would give it");
        }
    }

    /** {@return where applications come from; null for the store} */
    private @Nullable ApplicationStore applicationStore(Faults faults) {
        if (applications.isEmpty()) {
            require(faults, "/application_store", applicationStore);
            if (organization != null) {
                faults.add("/organization", "goes with applications that are named one by one");
            }
            return applicationStore;
        }
        if (applicationStore != null) {
            faults.add("/application_store", "cannot be combined with applications that are named one by one");
        }
        Organization own = organization;
        boolean nameGroups = NamedApplications.nameGroups(applications);
        if (store != null && nameGroups) {
            ApplicationStore named = new NamedApplications(store, own, applications);
            check(faults, named);
            return named;
        }
        // Otherwise the store is not asked yet: it may be down while gates are built.
        AccessConfiguration fixed =
                check(faults, () -> new AccessConfiguration(own == null ? Organization.DEFAULT : own, applications));
        return own == null && store != null ? new NamedApplications(store, null, applications) : () -> fixed;
    }

    private static AccessConfiguration check(Faults faults, ApplicationStore source) {
        try {
            return source.configuration();
        } catch (ConfigurationException e) {
            faults.addAll("", e);
        } catch (Exception e) {
            faults.add(
                    "/applications",
                    "name groups or IP lists, and the store cannot be asked for them now: "
                            + e.getClass().getName());
        }
        return AccessConfiguration.EMPTY;
    }

    private static <T> T firstOf(@Nullable T own, @Nullable T other) {
        return Objects.requireNonNull(own != null ? own : other);
    }
}
