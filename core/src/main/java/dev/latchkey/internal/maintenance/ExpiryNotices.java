package dev.latchkey.internal.maintenance;

import dev.latchkey.event.AccessEvent;
import dev.latchkey.event.AccessEventListener;
import dev.latchkey.internal.syntax.LogText;
import dev.latchkey.model.ServiceToken;
import dev.latchkey.store.ServiceTokenQuery;
import dev.latchkey.store.WritableStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives notice of service tokens that expire soon: once for each expiry, by whichever gate of the store comes first
 * (management contract, section 1). Disabled and expired tokens get no notice. The earliest expiry comes first; if
 * there are very many, the rest follow in later rounds. Thread-safe.
 */
final class ExpiryNotices implements RecurringTask.Task {

    /** The documentation names this logger, so it does not follow the class name. */
    private static final Logger LOG = LoggerFactory.getLogger("dev.latchkey.changes");

    /** How many notices one round gives, as each claim may be a write of the whole store. */
    private static final int MOST = 1_000;

    private final WritableStore store;
    private final InstantSource clock;
    private final Duration ahead;
    private final AccessEventListener listener;

    /** Expiry times that need no further claim, as each claim may be a write. */
    private volatile Map<UUID, Instant> known = Map.of();

    private volatile @Nullable Integer expiringSoon;

    ExpiryNotices(WritableStore store, InstantSource clock, Duration ahead, AccessEventListener listener) {
        this.store = store;
        this.clock = clock;
        this.ahead = ahead;
        this.listener = listener;
    }

    @Override
    public void run() throws Exception {
        Instant now = clock.instant();
        Map<UUID, Instant> before = known;
        Map<UUID, Instant> soon = new HashMap<>();
        int given = 0;
        List<ServiceToken> all = soonestFirst(now);
        expiringSoon = all.size();
        for (ServiceToken token : all) {
            boolean noticed = token.expiresAt().equals(before.get(token.id()));
            if (!noticed && given == MOST) {
                continue;
            }
            soon.put(token.id(), token.expiresAt());
            if (!noticed && store.claimExpiryNotice(token.id(), token.expiresAt())) {
                giveNotice(token, now);
                given++;
            }
        }
        known = soon;
    }

    /** Returns the number of enabled tokens that expire soon, as of the last round; null before the first one. */
    @Nullable
    Integer expiringSoon() {
        return expiringSoon;
    }

    private List<ServiceToken> soonestFirst(Instant now) throws Exception {
        // Expired tokens stay in the store and can become very many.
        return store
                .serviceTokens(ServiceTokenQuery.builder()
                        .expiresAfter(now)
                        .expiresBefore(now.plus(ahead))
                        .build())
                .tokens()
                .stream()
                .filter(token -> token.enabled() && token.expiresAt().isAfter(now))
                .sorted(Comparator.comparing(ServiceToken::expiresAt))
                .toList();
    }

    private void giveNotice(ServiceToken token, Instant now) {
        String clientId = LogText.of(token.clientId());
        String name = LogText.of(token.name());
        LOG.info(
                "service_token expires_soon id={} client_id={} name={} expires_at={}",
                token.id(),
                clientId,
                name,
                token.expiresAt());
        listener.onEvent(new AccessEvent.ExpiryNotice(now, token.id(), clientId, name, token.expiresAt()));
    }
}
