package dev.latchkey.internal.event;

import dev.latchkey.event.AccessEvent;
import dev.latchkey.event.AccessEventListener;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells another listener, and throws nothing whatever that throws, errors included: what an event tells of has happened, a
 * decision or a change, and must not look as if it had failed. Thread-safe if the other one is.
 */
public final class SafeListener implements AccessEventListener {

    private final AccessEventListener listener;
    private final Logger log;

    /**
     * @param listener the one that is told
     * @param log the name of the logger that warns of failures: by class name only, as a message may quote anything
     */
    public SafeListener(AccessEventListener listener, String log) {
        this.listener = Objects.requireNonNull(listener, "listener");
        this.log = LoggerFactory.getLogger(log);
    }

    @Override
    public void onEvent(AccessEvent event) {
        try {
            listener.onEvent(event);
        } catch (Throwable thrown) { // Whatever it is: not every language checks exceptions.
            log.warn("an event listener failed: {}", thrown.getClass().getName());
        }
    }
}
