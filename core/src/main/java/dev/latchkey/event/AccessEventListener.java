package dev.latchkey.event;

/**
 * Receives every event, on the thread of the request or change that caused it. It must be quick and thread-safe, and do
 * slow work elsewhere. An exception is logged and has no other effect: a decision stands, and a change is stored
 * already.
 */
@FunctionalInterface
public interface AccessEventListener {

    /** Handles an event. */
    void onEvent(AccessEvent event);
}
