package dev.latchkey.upkeep;

import dev.latchkey.event.AccessEventListener;
import dev.latchkey.event.ExpiryNoticeEvent;
import dev.latchkey.event.LogText;
import dev.latchkey.store.ServiceTokenQuery;
import dev.latchkey.store.WritableStore;
import dev.latchkey.token.ServiceToken;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells of service tokens that end soon, once for each end, whichever gate over the store comes first (management
 * contract, section 1). Of those that are switched off, or have ended, it says nothing. Thread-safe.
 */
final class ExpiryNotices implements Chore.Task {

    /** The logger's name is part of the documentation, so it is not a class's. */
    private static final Logger LOG = LoggerFactory.getLogger("dev.latchkey.changes");

    private final WritableStore store;
    private final InstantSource clock;
    private final Duration ahead;
    private final AccessEventListener listener;

    /** What the store need not be asked about again: a claim may well be a write. */
    private volatile Map<UUID, Instant> known = Map.of();

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
        for (ServiceToken token : store.serviceTokens(ServiceTokenQuery.expiringBefore(now.plus(ahead)))
                .tokens()) {
            if (!token.enabled() || !token.expiresAt().isAfter(now)) {
                continue;
            }
            soon.put(token.id(), token.expiresAt());
            boolean told = token.expiresAt().equals(before.get(token.id()));
            if (!told && store.claimExpiryNotice(token.id(), token.expiresAt())) {
                tell(token, now);
            }
        }
        known = soon;
    }

    private void tell(ServiceToken token, Instant now) {
        String clientId = LogText.of(token.clientId());
        String name = LogText.of(token.name());
        LOG.info(
                "service_token expires_soon id={} client_id={} name={} expires_at={}",
                token.id(),
                clientId,
                name,
                token.expiresAt());
        listener.onEvent(new ExpiryNoticeEvent(now, token.id(), clientId, name, token.expiresAt()));
    }
}
