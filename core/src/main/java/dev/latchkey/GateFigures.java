package dev.latchkey;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The state of a gate, for metrics and health checks. Immutable.
 *
 * @param storeAge the time since the store last confirmed that its configuration is complete and current; null if
 *     unknown
 * @param signingKeyCreatedAt when the current signing key was created; null if none is loaded yet
 * @param tokensExpiringSoon how many enabled service tokens expire within {@link AccessGate.Builder#expiryNotice}, as
 *     counted within the last hour or so; null if not counted yet, or if the store is not writable
 * @param mintedTokens the cache of application tokens to reuse
 * @param verifiedTokens the cache of application tokens whose signature was verified
 */
public record GateFigures(
        @Nullable Duration storeAge,
        @Nullable Instant signingKeyCreatedAt,
        @Nullable Integer tokensExpiringSoon,
        Cache mintedTokens,
        Cache verifiedTokens) {

    /**
     * The state of a cache. Hits and misses are counted only if the gate has an {@link AccessMeter}.
     *
     * @param size the approximate number of entries
     * @param hits the number of look-ups that found an entry
     * @param misses the number of look-ups that found none
     */
    public record Cache(long size, long hits, long misses) {}
}
