package dev.latchkey.event;

import java.time.Instant;
import java.util.UUID;

/**
 * A service token expires soon (management contract, section 1). Sent once per expiry. Immutable.
 *
 * @param time the time of the notice
 * @param tokenId the ID of the service token
 * @param clientId its Client ID, made safe to print
 * @param name its display name, made safe to print
 * @param expiresAt its expiry
 */
public record ExpiryNoticeEvent(Instant time, UUID tokenId, String clientId, String name, Instant expiresAt)
        implements AccessEvent {}
