package dev.latchkey;

import dev.latchkey.application.Application;
import dev.latchkey.application.Organization;
import dev.latchkey.configuration.ConfigurationException;
import dev.latchkey.configuration.Faults;
import dev.latchkey.event.AccessEventListener;
import dev.latchkey.session.ApplicationTokens;
import dev.latchkey.session.SigningKeys;
import dev.latchkey.store.AccessConfiguration;
import dev.latchkey.store.AccessStore;
import dev.latchkey.store.ApplicationStore;
import dev.latchkey.store.CredentialStore;
import dev.latchkey.store.RevocationStore;
import dev.latchkey.store.SigningKeyStore;
import dev.latchkey.token.SecretHasher;
import dev.latchkey.token.SecretVerifier;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Puts an {@link AccessGate} together. A {@link #store} gives all that a gate needs; each part of it can be replaced by
 * one of your own. Not thread-safe.
 */
public final class AccessGateBuilder {

    private static final Duration MIN_ROTATION_INTERVAL = Duration.ofDays(21);
    private static final Duration MAX_ROTATION_INTERVAL = Duration.ofDays(365);

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
    private Duration keyRotationInterval = Duration.ofDays(42);
    private Executor background = AccessGateBuilder::onThreadOfItsOwn;
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

    /** Adds an application. Those named here are all that there are: none is then read from a store. */
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

    /** Sets how long a key signs, 21 to 365 days; 42 days by default. */
    public AccessGateBuilder keyRotationInterval(Duration interval) {
        this.keyRotationInterval = interval;
        return this;
    }

    /** Sets where keys are rotated, off the thread of a request; by default a daemon thread for each rotation. */
    public AccessGateBuilder background(Executor background) {
        this.background = background;
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
     * @throws dev.latchkey.configuration.ConfigurationException naming everything that is missing or contradictory
     */
    public AccessGate build() {
        Faults faults = new Faults();
        require(faults, "/credential_store", credentialStore);
        require(faults, "/signing_key_store", signingKeyStore);
        require(faults, "/revocation_store", revocationStore);
        ApplicationStore covered = applicationStore(faults);
        if (keyRotationInterval.compareTo(MIN_ROTATION_INTERVAL) < 0
                || keyRotationInterval.compareTo(MAX_ROTATION_INTERVAL) > 0) {
            faults.add("/key_rotation_interval", "must be 21 to 365 days, not " + keyRotationInterval);
        }
        faults.throwIfAny("access gate");
        return build(
                firstOf(covered, store),
                firstOf(credentialStore, store),
                firstOf(revocationStore, store),
                firstOf(signingKeyStore, store));
    }

    private AccessGate build(
            ApplicationStore covered, CredentialStore issued, RevocationStore ended, SigningKeyStore signing) {
        DecisionReporter reporter = new DecisionReporter(eventListener, clock);
        SigningKeys keys = new SigningKeys(signing, clock, random, keyRotationInterval, background, reporter::tell);
        ApplicationTokens tokens = new ApplicationTokens(random);
        SecretVerifier secrets = new SecretVerifier(secretHasher);
        return new AccessGate(
                covered,
                new CredentialVerifier(issued, ended, keys, tokens, secrets),
                new Sessions(keys, tokens, ended, clock),
                reporter,
                clock);
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
        if (own == null && store != null) {
            return new NamedApplications(store, check(faults, Organization.DEFAULT));
        }
        AccessConfiguration fixed = check(faults, own == null ? Organization.DEFAULT : own);
        return () -> fixed;
    }

    private AccessConfiguration check(Faults faults, Organization settings) {
        try {
            return new AccessConfiguration(settings, applications);
        } catch (ConfigurationException e) {
            faults.addAll("", e);
            return AccessConfiguration.EMPTY;
        }
    }

    private static <T> T firstOf(@Nullable T own, @Nullable T other) {
        return Objects.requireNonNull(own != null ? own : other);
    }

    private static void onThreadOfItsOwn(Runnable task) {
        Thread thread = new Thread(task, "latchkey-background");
        thread.setDaemon(true);
        thread.start();
    }
}
