package dev.latchkey.internal.event;

import dev.latchkey.event.AccessEvent;
import dev.latchkey.event.AccessEventListener;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls another listener and throws nothing, not even errors: an event reports something that has already happened,
 * which must not appear to have failed. Thread-safe if the other listener is.
 */
public final class SafeListener implements AccessEventListener {

    private final AccessEventListener listener;
    private final Logger log;

    /**
     * Wraps a listener.
     *
     * @param listener the listener to call
     * @param log the name of the logger for failures; only classes are logged, as an exception's message may contain
     *     anything
     */
    public SafeListener(AccessEventListener listener, String log) {
        this.listener = Objects.requireNonNull(listener, "listener");
        this.log = LoggerFactory.getLogger(log);
    }

    @Override
    public void onEvent(AccessEvent event) {
        try {
            listener.onEvent(event);
        } catch (Throwable thrown) { // Other JVM languages do not check exceptions.
            log.warn(
                    "the event listener {} failed with {}",
                    listener.getClass().getName(),
                    thrown.getClass().getName());
        }
    }
}
