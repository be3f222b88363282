package dev.latchkey.admin;

import dev.latchkey.event.AccessEvent;
import java.util.List;

/**
 * The result of a change, and the events to report after it has been stored. Immutable.
 *
 * @param result the result for the caller
 * @param events one for each thing that was done; none where nothing was
 */
record Outcome<R>(R result, List<AccessEvent.Change> events) {

    Outcome {
        events = List.copyOf(events);
    }

    static <R> Outcome<R> of(R result, AccessEvent.Change... events) {
        return new Outcome<>(result, List.of(events));
    }
}
