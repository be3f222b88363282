package dev.latchkey.admin;

import dev.latchkey.event.ChangeEvent;
import java.util.List;

/**
 * What comes of working a change out, and what is to be told of it once it is kept. Immutable.
 *
 * @param result what whoever asked is given
 * @param events one for each thing that was done; none where nothing was
 */
record Outcome<R>(R result, List<ChangeEvent> events) {

    Outcome {
        events = List.copyOf(events);
    }

    static <R> Outcome<R> of(R result, ChangeEvent... events) {
        return new Outcome<>(result, List.of(events));
    }
}
