package dev.latchkey.spring.boot;

import dev.latchkey.AccessMeter;
import dev.latchkey.event.AccessEvent;
import dev.latchkey.event.AccessEventListener;
import dev.latchkey.internal.event.SafeListener;
import java.util.List;
import java.util.function.Consumer;
import org.springframework.beans.factory.ObjectProvider;

/** Passes each event to all listeners, in their order. The failure of one does not affect the others. Thread-safe. */
final class AllListeners implements AccessEventListener {

    private final List<SafeListener> listeners;

    private AllListeners(List<AccessEventListener> listeners) {
        this.listeners = listeners.stream()
                .map(each -> new SafeListener(each, AllListeners.class.getName()))
                .toList();
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
        listeners.forEach(each -> each.onEvent(event));
    }
}
