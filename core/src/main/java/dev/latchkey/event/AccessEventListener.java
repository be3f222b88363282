package dev.latchkey.event;

/**
 * Is told of every event, on the thread of the request or of the change that caused it: so it must be quick, safe for use
 * by many threads, and hand anything slow to a queue of its own. What it throws is logged and changes nothing: neither a
 * decision nor a change, which is kept by then.
 */
@FunctionalInterface
public interface AccessEventListener {

    /** Takes one event. */
    void onEvent(AccessEvent event);
}
