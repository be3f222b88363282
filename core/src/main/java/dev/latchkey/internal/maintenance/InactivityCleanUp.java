package dev.latchkey.internal.maintenance;

import dev.latchkey.admin.Administration;
import dev.latchkey.admin.ServiceTokens;
import dev.latchkey.model.Inactivity;
import dev.latchkey.model.ServiceToken;
import dev.latchkey.store.AccessConfiguration;
import dev.latchkey.store.ApplicationStore;
import dev.latchkey.store.ServiceTokenQuery;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;

/**
 * Switches off or deletes the service tokens that nobody uses, as {@code service_token_inactivity} says (management
 * contract, section 1). It does nothing until the store has kept uses for as long as that threshold: what was used before
 * would pass for idle, all of it, where the uses were lost. Thread-safe.
 */
final class InactivityCleanUp implements Chore.Task {

    /** How many service tokens are retired by one change: a store may write all that it has for each. */
    private static final int BATCH = 500;

    /** How many are looked at together: those that are named, or off already, stay idle, and may come to be very many. */
    private static final int PAGE = 10_000;

    private final LastSeen lastSeen;
    private final Administration administration;
    private final ApplicationStore inForce;
    private final InstantSource clock;
    private final ClockCheck clockCheck;

    /**
     * @param lastSeen knows what was used a moment ago, so that it does not pass for idle
     * @param inForce tells the settings, and which service tokens are named, beside those that the store's own name
     * @param clockCheck tells whether the clock can be trusted
     */
    InactivityCleanUp(
            LastSeen lastSeen,
            Administration administration,
            ApplicationStore inForce,
            InstantSource clock,
            ClockCheck clockCheck) {
        this.lastSeen = lastSeen;
        this.administration = administration.as("inactivity");
        this.inForce = inForce;
        this.clock = clock;
        this.clockCheck = clockCheck;
    }

    /**
     * Looks at the uses in the store, once, before those of this gate get there and hide them.
     *
     * @throws Exception if the store cannot tell now
     */
    void prepare() throws Exception {
        if (inForce.configuration().organization().serviceTokenInactivity().enabled()) {
            clockCheck.compareWith(administration.store());
        }
    }

    @Override
    public void run() throws Exception {
        AccessConfiguration configuration = inForce.configuration();
        Inactivity inactivity = configuration.organization().serviceTokenInactivity();
        if (!inactivity.enabled()) {
            return;
        }
        Instant threshold = clock.instant().minus(inactivity.threshold());
        if (!administration.store().usesRecordedSince().isBefore(threshold)) {
            return;
        }
        clockCheck.compareWith(administration.store());
        if (!clockCheck.isTrusted()) {
            return;
        }
        lastSeen.writeTo(administration.store());
        ServiceTokenQuery unused =
                ServiceTokenQuery.builder().unusedSince(threshold).build();
        boolean deletes = inactivity.action() == Inactivity.Action.DELETE;
        // Asked again when it comes to it: between this list and the change, a token may have been used, or made anew.
        // What
        // this very gate has let in since is not in the store yet.
        Predicate<ServiceToken> idle = token -> unused.matches(token)
                && lastSeen.lastUse(token.id()) < threshold.toEpochMilli()
                && (deletes || token.enabled());
        ServiceTokens tokens = administration.serviceTokens();
        long offset = 0;
        List<ServiceToken> page;
        do {
            page = tokens.list(unused.page(offset, PAGE)).tokens();
            List<UUID> ids = page.stream()
                    .filter(idle)
                    .map(ServiceToken::id)
                    .filter(id -> configuration.namesOfWhatNames(id).isEmpty())
                    .toList();
            // What is retired is not found any more, and what follows moves up.
            offset += page.size() - retire(ids, inactivity.action(), idle);
        } while (page.size() == PAGE);
    }

    /** {@return how many were retired} */
    private int retire(List<UUID> ids, Inactivity.Action action, Predicate<ServiceToken> idle) throws Exception {
        int retired = 0;
        for (int from = 0; from < ids.size(); from += BATCH) {
            List<UUID> batch = ids.subList(from, Math.min(from + BATCH, ids.size()));
            retired += administration
                    .serviceTokens()
                    .retireAll(batch, action, idle)
                    .size();
        }
        return retired;
    }
}
