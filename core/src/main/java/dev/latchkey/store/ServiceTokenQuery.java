package dev.latchkey.store;

import dev.latchkey.model.ServiceToken;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which service tokens are asked for. Immutable.
 *
 * @param name only those with exactly this name; null for any
 * @param search only those that have this text in their name, client id or id, in any letter case; null for any
 * @param expiresAfter only those that end after this moment; null for any
 * @param expiresBefore only those that end before this moment; null for any
 * @param unusedSince only those that were made before this moment and neither used nor changed since; null for any: what
 *     somebody changed, or switched on again, is wanted. Of one that was made at a moment that is not known, only its last
 *     use tells that it is old: never used, it may be new
 * @param offset how many of those that match are passed over, 0 or more
 * @param limit how many are answered at most, 1 or more
 */
public record ServiceTokenQuery(
        @Nullable String name,
        @Nullable String search,
        @Nullable Instant expiresAfter,
        @Nullable Instant expiresBefore,
        @Nullable Instant unusedSince,
        long offset,
        int limit) {

    /** All of them. */
    public static final ServiceTokenQuery ALL = new ServiceTokenQuery(null, null, null, null, 0, Integer.MAX_VALUE);

    /** Rejects an offset or limit out of its range. */
    public ServiceTokenQuery {
        if (offset < 0 || limit < 1) {
            throw new IllegalArgumentException("offset must be 0 or more and limit 1 or more");
        }
    }

    /** Makes a query for which it does not matter how long ago a service token ended. */
    public ServiceTokenQuery(
            @Nullable String name,
            @Nullable String search,
            @Nullable Instant expiresBefore,
            @Nullable Instant unusedSince,
            long offset,
            int limit) {
        this(name, search, null, expiresBefore, unusedSince, offset, limit);
    }

    /** {@return a query for those that end before {@code moment}} */
    public static ServiceTokenQuery expiringBefore(Instant moment) {
        return new ServiceTokenQuery(null, null, moment, null, 0, Integer.MAX_VALUE);
    }

    /** {@return a query for those that end after {@code from} and before {@code to}} */
    public static ServiceTokenQuery expiringBetween(Instant from, Instant to) {
        return new ServiceTokenQuery(null, null, from, to, null, 0, Integer.MAX_VALUE);
    }

    /** {@return a query for those that were made before {@code moment}, and neither used nor changed since} */
    public static ServiceTokenQuery unusedSince(Instant moment) {
        return new ServiceTokenQuery(null, null, null, moment, 0, Integer.MAX_VALUE);
    }

    /** {@return this query with those that match counted from {@code offset}, and at most {@code limit} of them} */
    public ServiceTokenQuery page(long offset, int limit) {
        return new ServiceTokenQuery(name, search, expiresAfter, expiresBefore, unusedSince, offset, limit);
    }

    /** {@return whether {@code token}, with its {@code lastSeenAt}, is asked for, whatever offset and limit say} */
    public boolean matches(ServiceToken token) {
        return (name == null || name.equals(token.name()))
                && (search == null || contains(token, search.toLowerCase(Locale.ROOT)))
                && (expiresAfter == null || token.expiresAt().isAfter(expiresAfter))
                && (expiresBefore == null || token.expiresAt().isBefore(expiresBefore))
                && (unusedSince == null || isUnusedSince(unusedSince, token));
    }

    private static boolean contains(ServiceToken token, String text) {
        UUID id = token.id();
        return token.name().toLowerCase(Locale.ROOT).contains(text)
                || token.clientId().toLowerCase(Locale.ROOT).contains(text)
                || id.toString().contains(text);
    }

    private static boolean isUnusedSince(Instant moment, ServiceToken token) {
        boolean isKnown = token.createdAt() != null || token.lastSeenAt() != null;
        return isKnown
                && isBefore(moment, token.createdAt())
                && isBefore(moment, token.updatedAt())
                && isBefore(moment, token.lastSeenAt());
    }

    private static boolean isBefore(Instant moment, @Nullable Instant known) {
        return known == null || known.isBefore(moment);
    }
}
