package dev.latchkey.internal.store;

import dev.latchkey.store.EndedSessions;
import dev.latchkey.store.ForgottenSessions;
import dev.latchkey.store.RevocableSession;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;

/**
 * {@link EndedSessions} that grow in place, so that ending one session takes the same time among any number. A session
 * that is in here stays ended. Thread-safe.
 */
public final class RevokedSessions {

    private final Map<String, RevocableSession> byId = new ConcurrentHashMap<>();
    private final AtomicReference<ForgottenSessions> forgotten = new AtomicReference<>(ForgottenSessions.NONE);

    /** Returns whether the session was ended, or counts as ended. */
    public boolean contain(RevocableSession session) {
        return byId.containsKey(session.id())
                || Objects.requireNonNull(forgotten.get()).cover(session);
    }

    /** Adds a session. If it is there already, the later expiry stays. */
    public void add(RevocableSession session) {
        byId.merge(session.id(), session, EndedSessions::later);
    }

    /** Adds all of these sessions and outlines. */
    public void addAll(EndedSessions ended) {
        ended.byId().values().forEach(this::add);
        forgotten.updateAndGet(before -> before.with(ended.forgotten()));
    }

    /** Replaces sessions that expired long ago by outlines. Takes time in proportion to the number of sessions. */
    public void sweep(Instant now) {
        List<RevocableSession> over = EndedSessions.toForget(byId.values(), now);
        // Outlines first, so that each session is always found in at least one place.
        forgotten.updateAndGet(before -> before.with(over));
        over.forEach(session -> byId.remove(session.id(), session));
    }
}
