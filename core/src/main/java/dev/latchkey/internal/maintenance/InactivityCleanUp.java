package dev.latchkey.internal.maintenance;

import dev.latchkey.admin.Administration;
import dev.latchkey.admin.ServiceTokens;
import dev.latchkey.model.Organization.Inactivity;
import dev.latchkey.model.Rule;
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
 * Disables or deletes unused service tokens by the setting {@code service_token_inactivity} (management contract,
 * section 1). It does nothing until the store has recorded uses for at least the threshold, as tokens would otherwise
 * look unused. Thread-safe.
 */
final class InactivityCleanUp implements RecurringTask.Task {

    /** How many service tokens one change retires; a store may write everything for each change. */
    private static final int BATCH = 500;

    /**
     * How many service tokens are read at once. Those that policies name or that are disabled stay in the list and can
     * become many.
     */
    private static final int PAGE = 10_000;

    private final LastSeen lastSeen;
    private final Administration administration;
    private final ApplicationStore inForce;
    private final InstantSource clock;
    private final ClockCheck clockCheck;

    /**
     * Creates the clean-up.
     *
     * @param lastSeen knows recent uses that are not written yet
     * @param inForce the settings of the gate, and its references to service tokens beside those of the store
     * @param clockCheck decides whether the clock can be trusted
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
     * Reads uses from the store once, before those of this gate replace them.
     *
     * @throws Exception if the store fails
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
        // Checked again inside the change: a token may have been used or recreated since it was listed, and recent uses
        // of this gate are not in the store yet.
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
                    .filter(id ->
                            configuration.usersOf(new Rule.OneServiceToken(id)).isEmpty())
                    .toList();
            // Retired tokens no longer match the query, so later ones move up.
            offset += page.size() - retire(ids, inactivity.action(), idle);
        } while (page.size() == PAGE);
    }

    /** Retires service tokens and returns how many. */
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
