package dev.latchkey.upkeep;

import dev.latchkey.application.Inactivity;
import dev.latchkey.lifecycle.Administration;
import dev.latchkey.store.AccessConfiguration;
import dev.latchkey.store.ApplicationStore;
import dev.latchkey.store.ServiceTokenQuery;
import dev.latchkey.token.ServiceToken;
import java.time.InstantSource;
import java.util.function.Predicate;

/**
 * Switches off or deletes the service tokens that nobody uses, as {@code service_token_inactivity} says (management
 * contract, section 1). Thread-safe.
 */
final class InactivityCleanUp implements Chore.Task {

    private final Chore.Task writeUses;
    private final Administration administration;
    private final ApplicationStore inForce;
    private final InstantSource clock;

    /**
     * @param writeUses tells the store what was used a moment ago, so that it does not pass for idle
     * @param inForce tells the settings, and which service tokens are named, beside those that the store's own name
     */
    InactivityCleanUp(
            Chore.Task writeUses, Administration administration, ApplicationStore inForce, InstantSource clock) {
        this.writeUses = writeUses;
        this.administration = administration.as("inactivity");
        this.inForce = inForce;
        this.clock = clock;
    }

    @Override
    public void run() throws Exception {
        AccessConfiguration configuration = inForce.configuration();
        Inactivity inactivity = configuration.organization().serviceTokenInactivity();
        if (!inactivity.enabled()) {
            return;
        }
        writeUses.run();
        ServiceTokenQuery unused = ServiceTokenQuery.unusedSince(clock.instant().minus(inactivity.threshold()));
        boolean deletes = inactivity.action() == Inactivity.Action.DELETE;
        // Asked again when it comes to it: between this list and the change, a token may have been used, or made anew.
        Predicate<ServiceToken> idle = token -> unused.matches(token) && (deletes || token.enabled());
        for (ServiceToken token : administration.serviceTokens().list(unused).tokens()) {
            if (idle.test(token) && configuration.namesOfWhatNames(token.id()).isEmpty()) {
                administration.serviceTokens().retire(token.id(), inactivity.action(), idle);
            }
        }
    }
}
