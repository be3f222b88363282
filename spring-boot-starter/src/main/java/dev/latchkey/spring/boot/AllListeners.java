package dev.latchkey.spring.boot;

import dev.latchkey.AccessMeter;
import dev.latchkey.event.AccessEvent;
import dev.latchkey.event.AccessEventListener;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;

/** Passes each event to all listeners, in their order. The failure of one does not affect the others. Thread-safe. */
final class AllListeners implements AccessEventListener {

    private static final Logger LOG = LoggerFactory.getLogger(AllListeners.class);

    private final List<AccessEventListener> listeners;

    private AllListeners(List<AccessEventListener> listeners) {
        this.listeners = listeners;
    }

    static AllListeners of(ObjectProvider<AccessEventListener> beans) {
        return new AllListeners(beans.orderedStream().toList());
    }

    /**
     * Passes on a listener if there is any, because a gate with a listener creates an event for each request. The gate
     * calls its meter directly.
     */
    static void exceptMeters(ObjectProvider<AccessEventListener> beans, Consumer<AccessEventListener> to) {
        List<AccessEventListener> listeners = beans.orderedStream()
                .filter(each -> !(each instanceof AccessMeter))
                .toList();
        if (!listeners.isEmpty()) {
            to.accept(new AllListeners(listeners));
        }
    }

    @Override
    public void onEvent(AccessEvent event) {
        for (AccessEventListener each : listeners) {
            try {
                each.onEvent(event);
            } catch (RuntimeException e) {
                // The class only: the message may quote a secret.
                LOG.warn(
                        "The event listener {} failed with {}",
                        each.getClass().getName(),
                        e.getClass().getName());
            }
        }
    }
}
