package dev.latchkey.internal.store;

import dev.latchkey.model.ServiceToken;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a store remembers of a service token that is no change of it: for stores that keep it apart. Immutable.
 *
 * @param lastSeenAt when it was last used with success; null where that is not known
 * @param noticedEnds the ends of which notice was given, the newest notice last, as many as are remembered
 */
public record ServiceTokenUsage(@Nullable Instant lastSeenAt, List<Instant> noticedEnds) {

    /** Nothing is known. */
    public static final ServiceTokenUsage NONE = new ServiceTokenUsage(null, List.of());

    /**
     * How many ends are remembered. A service token has one at a time; those before it count as long as another process
     * may not have seen the newest one yet.
     */
    public static final int MOST_ENDS = 8;

    /** How far in the future the clock of another node may put a use. */
    public static final Duration AHEAD = Duration.ofDays(1);

    /** Copies the list, and forgets the oldest of too many ends. */
    public ServiceTokenUsage {
        int tooMany = Math.max(0, noticedEnds.size() - MOST_ENDS);
        noticedEnds = List.copyOf(noticedEnds.subList(tooMany, noticedEnds.size()));
    }

    /**
     * {@return this with a use at that moment; this object where a use is known that was no earlier} A known use from more
     * than {@link #AHEAD} in the future does not count: a clock was ahead when it was noted.
     *
     * @param now the moment by the store's clock
     */
    public ServiceTokenUsage seen(Instant moment, Instant now) {
        boolean isAhead = lastSeenAt != null && lastSeenAt.minus(AHEAD).isAfter(now);
        return isAhead || isLater(moment, lastSeenAt) ? new ServiceTokenUsage(moment, noticedEnds) : this;
    }

    /** {@return this with a notice of that end; this object where notice of it was given} */
    public ServiceTokenUsage noticed(Instant end) {
        if (noticedEnds.contains(end)) {
            return this;
        }
        return new ServiceTokenUsage(
                lastSeenAt, Stream.concat(noticedEnds.stream(), Stream.of(end)).toList());
    }

    /** {@return {@code token} with the later {@code lastSeenAt} of both} */
    public ServiceToken of(ServiceToken token) {
        return lastSeenAt != null && isLater(lastSeenAt, token.lastSeenAt())
                ? token.toBuilder().lastSeenAt(lastSeenAt).build()
                : token;
    }

    private static boolean isLater(Instant moment, @Nullable Instant known) {
        return known == null || moment.isAfter(known);
    }
}
