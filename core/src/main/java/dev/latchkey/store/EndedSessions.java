package dev.latchkey.store;

import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The sessions that were ended before their expiry, as a store keeps them in memory. Immutable.
 *
 * @param byId the sessions that are remembered one by one
 * @param forgotten outlines of those that are no longer remembered
 */
public record EndedSessions(Map<String, RevocableSession> byId, ForgottenSessions forgotten) {

    /** No sessions. */
    public static final EndedSessions NONE = new EndedSessions(Map.of(), ForgottenSessions.NONE);

    /** Copies the map. */
    public EndedSessions {
        byId = Map.copyOf(byId);
    }

    /** Returns whether the session was ended, or counts as ended. */
    public boolean contain(RevocableSession session) {
        return byId.containsKey(session.id()) || forgotten.cover(session);
    }

    /**
     * Returns these sessions and another one, without those {@linkplain #toForget to forget}. If the session is there
     * already, the later expiry stays.
     *
     * @param now the current time
     */
    public EndedSessions with(RevocableSession session, Instant now) {
        Map<String, RevocableSession> after = new HashMap<>(byId);
        after.merge(session.id(), session, EndedSessions::later);
        List<RevocableSession> over = toForget(after.values(), now);
        over.forEach(each -> after.remove(each.id()));
        return new EndedSessions(after, forgotten.with(over));
    }

    /**
     * Returns the ended sessions that need not be remembered one by one: of those that expired more than {@link
     * ForgottenSessions#KEPT_AFTER_EXPIRY} ago, all except the last {@link ForgottenSessions#KEPT_EXPIRED}.
     *
     * @param now the current time
     */
    public static List<RevocableSession> toForget(Collection<RevocableSession> ended, Instant now) {
        Instant limit = now.minus(ForgottenSessions.KEPT_AFTER_EXPIRY);
        return ended.stream()
                .filter(each -> each.expiresAt().isBefore(limit))
                .sorted(Comparator.comparing(RevocableSession::expiresAt).reversed())
                .skip(ForgottenSessions.KEPT_EXPIRED)
                .toList();
    }

    /** Returns the one of two descriptions of a session that expires later. */
    public static RevocableSession later(RevocableSession one, RevocableSession other) {
        return one.expiresAt().isAfter(other.expiresAt()) ? one : other;
    }
}
