package dev.latchkey.event;

import java.time.Instant;
import java.util.UUID;

/**
 * A service token will soon end (management contract, section 1). Told once for each end. Immutable.
 *
 * @param time when this was told
 * @param tokenId the service token's id
 * @param clientId its client id, made safe to print
 * @param name its name for people, made safe to print
 * @param expiresAt when it ends
 */
public record ExpiryNoticeEvent(Instant time, UUID tokenId, String clientId, String name, Instant expiresAt)
        implements AccessEvent {}
