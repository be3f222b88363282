package dev.latchkey.event;

/**
 * Receives every event, on the thread of the request or change that caused it. It must be quick and thread-safe, and
 * hand slow work to a queue of its own. An exception is logged and has no effect: the decision stands, and the change
 * has been stored.
 */
@FunctionalInterface
public interface AccessEventListener {

    /** Takes one event. */
    void onEvent(AccessEvent event);
}
