package dev.latchkey.internal.store;

import dev.latchkey.model.ServiceToken;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The usage of a service token, which stores keep apart from its configuration. Immutable.
 *
 * @param lastSeenAt the last successful use; null if unknown
 * @param noticedEnds the expiry times for which a notice was given, in the order of the notices, up to a limit
 */
public record ServiceTokenUsage(@Nullable Instant lastSeenAt, List<Instant> noticedEnds) {

    /** No known usage. */
    public static final ServiceTokenUsage NONE = new ServiceTokenUsage(null, List.of());

    /**
     * How many expiry times are remembered. A service token has one at a time; earlier ones matter until all processes
     * have seen the newest.
     */
    public static final int MOST_ENDS = 8;

    /** How far the clock of another node may be ahead when it records a use. */
    public static final Duration AHEAD = Duration.ofDays(1);

    /** Copies the list and drops the oldest entries beyond the limit. */
    public ServiceTokenUsage {
        int tooMany = Math.max(0, noticedEnds.size() - MOST_ENDS);
        noticedEnds = List.copyOf(noticedEnds.subList(tooMany, noticedEnds.size()));
    }

    /**
     * Returns this usage with a use at {@code moment}, or this object if a later use is known. A known use that is more
     * than {@link #AHEAD} in the future is replaced, as it was recorded while a clock was ahead.
     *
     * @param now the current time of the store's clock
     */
    public ServiceTokenUsage seen(Instant moment, Instant now) {
        boolean isAhead = lastSeenAt != null && lastSeenAt.minus(AHEAD).isAfter(now);
        return isAhead || isLater(moment, lastSeenAt) ? new ServiceTokenUsage(moment, noticedEnds) : this;
    }

    /** Returns this usage with a notice for {@code end}, or this object if there was one. */
    public ServiceTokenUsage noticed(Instant end) {
        if (noticedEnds.contains(end)) {
            return this;
        }
        return new ServiceTokenUsage(
                lastSeenAt, Stream.concat(noticedEnds.stream(), Stream.of(end)).toList());
    }

    /** Returns {@code token} with the later {@code lastSeenAt} of both. */
    public ServiceToken of(ServiceToken token) {
        return lastSeenAt != null && isLater(lastSeenAt, token.lastSeenAt())
                ? token.toBuilder().lastSeenAt(lastSeenAt).build()
                : token;
    }

    private static boolean isLater(Instant moment, @Nullable Instant known) {
        return known == null || moment.isAfter(known);
    }
}
