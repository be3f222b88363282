package dev.latchkey.store;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * Outlines of the ended sessions that a store no longer remembers one by one. Each outline is a range of issue times
 * with the latest expiry among them. Immutable.
 *
 * <p>With a correct clock, every session within an outline has expired anyway. If the clock was ahead when the store
 * forgot sessions, they would be valid again after its correction. So every session within an outline counts as ended.
 * That may end a valid session, but only one that was issued at about the same time as a forgotten one. Sessions that
 * are issued after the correction lie outside, because the ranges leave gaps.
 */
public final class ForgottenSessions {

    /** No outlines. */
    public static final ForgottenSessions NONE = new ForgottenSessions(List.of());

    /** How long a store must remember a session after its expiry: clocks of other nodes may be behind. */
    public static final Duration KEPT_AFTER_EXPIRY = Duration.ofHours(1);

    /** How many sessions a store still remembers after that time, so that few valid sessions fall into an outline. */
    public static final int KEPT_EXPIRED = 1_000;

    /** Sessions that were issued closer together than this share a range. */
    private static final Duration GAP = Duration.ofHours(1);

    /** Beyond this number, the oldest ranges become one. */
    private static final int MOST = 64;

    private final List<Range> ranges;
    private final Instant latestExpiry;

    /**
     * An outline of ended sessions.
     *
     * @param issuedFrom when the first of them was issued
     * @param issuedTo when the last of them was issued
     * @param expiresTo the latest expiry among them
     */
    public record Range(Instant issuedFrom, Instant issuedTo, Instant expiresTo) {

        private static Range of(RevocableSession session) {
            return new Range(session.issuedAt(), session.issuedAt(), session.expiresAt());
        }

        private boolean isNear(Range later) {
            return Duration.between(issuedTo, later.issuedFrom()).compareTo(GAP) <= 0;
        }

        private Range with(Range other) {
            return new Range(
                    earlier(issuedFrom, other.issuedFrom),
                    later(issuedTo, other.issuedTo),
                    later(expiresTo, other.expiresTo));
        }

        private boolean covers(RevocableSession session) {
            return !session.expiresAt().isAfter(expiresTo)
                    && !session.issuedAt().isBefore(issuedFrom)
                    && !session.issuedAt().isAfter(issuedTo);
        }
    }

    private ForgottenSessions(List<Range> ranges) {
        this.ranges = ranges;
        this.latestExpiry = ranges.stream().map(Range::expiresTo).reduce(Instant.MIN, ForgottenSessions::later);
    }

    /** Returns the outlines in these ranges, in any order. */
    public static ForgottenSessions of(Collection<Range> ranges) {
        return ranges.isEmpty() ? NONE : new ForgottenSessions(joined(ranges));
    }

    /** Returns at most 64 ranges, the earliest first, with no two of them close together. */
    public List<Range> ranges() {
        return ranges;
    }

    /** Returns whether the session counts as ended because it lies within an outline. */
    public boolean cover(RevocableSession session) {
        // Almost every session ends later than all that was forgotten.
        return !session.expiresAt().isAfter(latestExpiry) && ranges.stream().anyMatch(range -> range.covers(session));
    }

    /** Returns these outlines and those sessions, which a store is about to forget. */
    public ForgottenSessions with(Collection<RevocableSession> sessions) {
        return plus(sessions.stream().map(Range::of).toList());
    }

    /** Returns all that these or the other outlines cover. */
    public ForgottenSessions with(ForgottenSessions other) {
        return plus(other.ranges);
    }

    private ForgottenSessions plus(List<Range> more) {
        if (more.isEmpty()) {
            return this;
        }
        List<Range> all = new ArrayList<>(ranges);
        all.addAll(more);
        return of(all);
    }

    private static List<Range> joined(Collection<Range> ranges) {
        List<Range> sorted = new ArrayList<>(ranges);
        sorted.sort(Comparator.comparing(Range::issuedFrom));
        List<Range> joined = new ArrayList<>();
        for (Range next : sorted) {
            int last = joined.size() - 1;
            if (last >= 0 && joined.get(last).isNear(next)) {
                joined.set(last, joined.get(last).with(next));
            } else {
                joined.add(next);
            }
        }
        while (joined.size() > MOST) {
            joined.set(1, joined.get(0).with(joined.get(1)));
            joined.remove(0);
        }
        return List.copyOf(joined);
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ForgottenSessions forgotten && forgotten.ranges.equals(ranges);
    }

    @Override
    public int hashCode() {
        return ranges.hashCode();
    }

    @Override
    public String toString() {
        return "ForgottenSessions" + ranges;
    }
}
