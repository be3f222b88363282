package dev.latchkey;

import dev.latchkey.admin.Administration;
import dev.latchkey.configuration.ConfigurationException;
import dev.latchkey.internal.credential.SecretVerifier;
import dev.latchkey.internal.fault.Faults;
import dev.latchkey.internal.maintenance.BackgroundThread;
import dev.latchkey.internal.maintenance.Maintenance;
import dev.latchkey.internal.session.ApplicationTokens;
import dev.latchkey.internal.session.SigningKeys;
import dev.latchkey.internal.store.StoreCalls;
import dev.latchkey.model.Organization;
import dev.latchkey.store.AccessConfiguration;
import dev.latchkey.store.AccessDocument;
import dev.latchkey.store.AccessStore;
import dev.latchkey.store.ApplicationStore;
import dev.latchkey.store.CredentialStore;
import dev.latchkey.store.RevocationStore;
import dev.latchkey.store.SigningKeyStore;
import dev.latchkey.store.StoreUnavailableException;
import dev.latchkey.store.WritableStore;
import dev.latchkey.store.memory.InMemoryStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Checks what a {@link AccessGate.Builder} was given, and builds the gate of it. Used once. */
final class GateAssembly {

    private static final Logger LOG = LoggerFactory.getLogger(GateAssembly.class);
    private static final Duration LONGEST_EXPIRY_NOTICE = Duration.ofDays(365);

    private final AccessGate.Builder given;

    GateAssembly(AccessGate.Builder given) {
        this.given = given;
    }

    /** See {@link AccessGate.Builder#build}. */
    AccessGate build() {
        Faults faults = new Faults();
        if (given.store == null && given.credentialStore == null) {
            faults.add("", "store(...) is missing: call it, or credentialStore(...) and application(...)");
        }
        ApplicationStore covered = applicationStore(faults);
        checkMaintenance(faults);
        faults.throwIfAny("access gate");
        AccessStore rest = given.store == null ? memory() : given.store;
        SigningKeyStore signing = given.signingKeyStore == null ? rest : given.signingKeyStore;
        signing.checkReady();
        return build(
                covered,
                given.credentialStore == null ? rest : given.credentialStore,
                given.revocationStore == null ? rest : given.revocationStore,
                signing);
    }

    private AccessStore memory() {
        List<String> lost = new ArrayList<>();
        if (given.signingKeyStore == null) {
            lost.add("signing keys");
        }
        if (given.revocationStore == null) {
            lost.add("ended sessions");
        }
        if (!lost.isEmpty()) {
            LOG.info(
                    "Kept in memory, and lost when the process ends, because a credential store keeps only service"
                            + " tokens: {}",
                    lost);
        }
        return new InMemoryStore(AccessDocument.EMPTY, given.clock);
    }

    private AccessGate build(
            ApplicationStore covered, CredentialStore issued, RevocationStore ended, SigningKeyStore signing) {
        DecisionReporter reporter = new DecisionReporter(given.eventListener, given.meter, given.clock);
        Callable<Duration> rotation =
                () -> covered.configuration().organization().keyRotationInterval();
        BackgroundThread own = new BackgroundThread("latchkey-background");
        Executor executor = given.background == null ? own : given.background;
        SigningKeys keys = new SigningKeys(signing, given.clock, given.random, rotation, executor, reporter::tell);
        ApplicationTokens tokens = new ApplicationTokens(given.random, given.meter != null);
        SecretVerifier secrets = new SecretVerifier(given.secretHasher);
        boolean writable = issued instanceof WritableStore;
        ConfigurationLog logged = new ConfigurationLog(
                covered, given.store == null ? "settings in code" : String.valueOf(given.store.location()), writable);
        logged.look();
        Maintenance maintenance =
                writable ? maintenance((WritableStore) issued, covered, reporter, executor, own) : null;
        AccessStore location = given.store;
        Decider decider = new Decider(
                logged,
                new CredentialVerifier(issued, ended, keys, tokens, secrets),
                new Sessions(keys, tokens, ended, given.clock),
                reporter,
                maintenance,
                given.clock);
        AccessGate gate = new AccessGate(decider, () -> figures(location, keys, maintenance, tokens), maintenance, own);
        keys.prepare();
        reporter.start(gate);
        return gate;
    }

    private static AccessGate.Figures figures(
            @Nullable AccessStore store,
            SigningKeys keys,
            @Nullable Maintenance maintenance,
            ApplicationTokens tokens) {
        return new AccessGate.Figures(
                store == null ? null : age(store),
                keys.newestCreatedAt(),
                maintenance == null ? null : maintenance.tokensExpiringSoon(),
                cache(tokens.minted()),
                cache(tokens.verified()));
    }

    private static @Nullable Duration age(AccessStore store) {
        try {
            return StoreCalls.read(store::age);
        } catch (StoreUnavailableException e) {
            LOG.warn("the age of the store is unknown: {}", e.getMessage());
            return null;
        }
    }

    private static AccessGate.Figures.Cache cache(ApplicationTokens.CacheFigures figures) {
        return new AccessGate.Figures.Cache(figures.size(), figures.hits(), figures.misses());
    }

    private Maintenance maintenance(
            WritableStore tokens,
            ApplicationStore covered,
            DecisionReporter reporter,
            Executor executor,
            BackgroundThread own) {
        Administration administration = Administration.builder(tokens)
                .clock(given.clock)
                .secretHasher(given.secretHasher)
                .random(given.random)
                .eventListener(reporter::tell)
                .build();
        return new Maintenance(
                administration,
                covered,
                given.clock,
                reporter::tell,
                given.expiryNotice,
                executor,
                given.delays == null ? own : given.delays,
                given.nanos,
                own::close);
    }

    private void checkMaintenance(Faults faults) {
        if (given.expiryNotice.isNegative() || given.expiryNotice.compareTo(LONGEST_EXPIRY_NOTICE) > 0) {
            faults.add("", "expiryNotice(...) must be 0 to 365 days, not " + given.expiryNotice);
        }
        CredentialStore tokens = given.credentialStore != null ? given.credentialStore : given.store;
        if (given.organization != null
                && given.organization.serviceTokenInactivity().enabled()
                && !(tokens instanceof WritableStore)) {
            faults.add("/organization/service_token_inactivity", "requires a writable store of service tokens");
        }
    }

    private ApplicationStore applicationStore(Faults faults) {
        if (given.applicationStore != null) {
            return given.applicationStore;
        } else if (given.store != null) {
            if (!given.applications.isEmpty()) {
                faults.add("", "application(...) cannot be combined with store(...), which has its own applications");
            }
            if (given.organization != null) {
                faults.add("", "organization(...) cannot be combined with store(...), which has its own organization");
            }
            return given.store;
        } else if (given.applications.isEmpty() && given.credentialStore != null) {
            faults.add("", "application(...) is missing: credentialStore(...) needs at least one");
        }
        AccessConfiguration fixed = AccessConfiguration.EMPTY;
        try {
            fixed = new AccessConfiguration(
                    given.organization == null ? Organization.DEFAULT : given.organization, given.applications);
        } catch (ConfigurationException e) {
            faults.addAll("", e);
        }
        AccessConfiguration checked = fixed;
        return () -> checked;
    }
}
