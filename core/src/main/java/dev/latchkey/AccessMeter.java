package dev.latchkey;

import dev.latchkey.event.AccessEventListener;
import dev.latchkey.event.Outcome;
import dev.latchkey.event.Presentation;
import dev.latchkey.event.Reason;
import org.jspecify.annotations.Nullable;

/**
 * Counts what a gate does, without an object for each decision. Implementations must be thread-safe and quick, as
 * requests call them. An exception is logged and has no effect.
 *
 * <p>As a listener, it receives every event of the gate except {@link dev.latchkey.event.AccessEvent.Decision}. It may
 * also listen to an {@link dev.latchkey.admin.Administration}.
 */
public interface AccessMeter extends AccessEventListener {

    /**
     * Called once, when the gate has been built. A meter can read {@link AccessGate#figures} at any time, also after
     * the gate was closed.
     */
    void start(AccessGate gate);

    /**
     * Counts one decision.
     *
     * @param application the name of the application that covers the URL; null if there is none, or it is unknown
     * @param presentedAs how the client presented itself; null if it presented nothing, or nothing readable
     */
    void onDecision(Outcome outcome, Reason reason, @Nullable String application, @Nullable Presentation presentedAs);

    /**
     * Records how long a decision took. Called for a random sample of the decisions, about one in 16, because reading
     * the time costs more than counting.
     */
    void onSampledDuration(long nanos);
}
