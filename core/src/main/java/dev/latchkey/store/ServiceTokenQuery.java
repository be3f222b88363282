package dev.latchkey.store;

import dev.latchkey.model.ServiceToken;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Selects service tokens. Immutable.
 *
 * @param name matches tokens with exactly this name; null for any
 * @param search matches tokens with this text in their name, Client ID or ID, ignoring case; null for any
 * @param expiresAfter matches tokens that expire after this time; null for any
 * @param expiresBefore matches tokens that expire before this time; null for any
 * @param unusedSince matches tokens that were created before this time and neither used nor changed since; null for
 *     any. If the time of creation is unknown, only a token with a last use can match
 * @param offset the number of matches to skip, 0 or more
 * @param limit the maximum number of tokens to return, 1 or more
 */
public record ServiceTokenQuery(
        @Nullable String name,
        @Nullable String search,
        @Nullable Instant expiresAfter,
        @Nullable Instant expiresBefore,
        @Nullable Instant unusedSince,
        long offset,
        int limit) {

    /** Matches all service tokens. */
    public static final ServiceTokenQuery ALL = builder().build();

    /** Rejects an offset or limit that is out of range. */
    public ServiceTokenQuery {
        if (offset < 0 || limit < 1) {
            throw new IllegalArgumentException("offset must be 0 or more and limit 1 or more");
        }
    }

    /** Creates a builder of a query that matches all service tokens. */
    public static Builder builder() {
        return new Builder();
    }

    /** Returns this query with another offset and limit. */
    public ServiceTokenQuery page(long offset, int limit) {
        return new ServiceTokenQuery(name, search, expiresAfter, expiresBefore, unusedSince, offset, limit);
    }

    /** Returns whether {@code token}, with its {@code lastSeenAt}, matches. Offset and limit are ignored. */
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

    /** Collects the conditions, all of which must hold. Not thread-safe. */
    public static final class Builder {

        private @Nullable String name;
        private @Nullable String search;
        private @Nullable Instant expiresAfter;
        private @Nullable Instant expiresBefore;
        private @Nullable Instant unusedSince;
        private long offset;
        private int limit = Integer.MAX_VALUE;

        private Builder() {}

        /** Matches tokens with exactly this name. */
        public Builder name(@Nullable String name) {
            this.name = name;
            return this;
        }

        /** Matches tokens with this text in their name, Client ID or ID, ignoring case. */
        public Builder search(@Nullable String search) {
            this.search = search;
            return this;
        }

        /** Matches tokens that expire after this time. */
        public Builder expiresAfter(@Nullable Instant expiresAfter) {
            this.expiresAfter = expiresAfter;
            return this;
        }

        /** Matches tokens that expire before this time. */
        public Builder expiresBefore(@Nullable Instant expiresBefore) {
            this.expiresBefore = expiresBefore;
            return this;
        }

        /** Matches tokens that were created before this time and neither used nor changed since. */
        public Builder unusedSince(@Nullable Instant unusedSince) {
            this.unusedSince = unusedSince;
            return this;
        }

        /** Skips {@code offset} matches and returns at most {@code limit}. */
        public Builder page(long offset, int limit) {
            this.offset = offset;
            this.limit = limit;
            return this;
        }

        /**
         * Builds the query.
         *
         * @throws IllegalArgumentException if the offset is negative or the limit is less than 1
         */
        public ServiceTokenQuery build() {
            return new ServiceTokenQuery(name, search, expiresAfter, expiresBefore, unusedSince, offset, limit);
        }
    }

    /**
     * One page of the service tokens that match a query. Immutable.
     *
     * @param tokens the tokens from the query's offset, up to its limit; empty past the end
     * @param totalCount the number of all matches
     */
    public record Page(List<ServiceToken> tokens, long totalCount) {

        /** Copies the list. */
        public Page {
            tokens = List.copyOf(tokens);
        }

        /**
         * Returns the page of {@code all} that the query selects, in the same order. Each token must have its {@code
         * lastSeenAt}.
         */
        public static Page of(Stream<ServiceToken> all, ServiceTokenQuery query) {
            List<ServiceToken> matching = all.filter(query::matches).toList();
            List<ServiceToken> page =
                    matching.stream().skip(query.offset()).limit(query.limit()).toList();
            return new Page(page, matching.size());
        }
    }
}
