package dev.latchkey;

import dev.latchkey.store.AccessConfiguration;
import dev.latchkey.store.ApplicationStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Passes a configuration on, and warns once when one comes into force whose {@code service_token_inactivity} cannot be
 * honoured, as service tokens come from where nothing can be changed. Thread-safe.
 */
final class InactivityWarning implements ApplicationStore {

    private static final Logger LOG = LoggerFactory.getLogger(InactivityWarning.class);

    private final ApplicationStore source;
    private volatile @Nullable AccessConfiguration last;
    private volatile boolean enabled;

    InactivityWarning(ApplicationStore source) {
        this.source = source;
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // The same object as long as nothing changed; comparing would cost more.
    public AccessConfiguration configuration() throws Exception {
        AccessConfiguration current = source.configuration();
        if (current != last) {
            look(current);
        }
        return current;
    }

    private void look(@Nullable AccessConfiguration current) {
        last = current;
        boolean enabledBefore = enabled;
        enabled = current != null
                && current.organization().serviceTokenInactivity().enabled();
        if (enabled && !enabledBefore) {
            LOG.warn(
                    "service_token_inactivity is enabled and has no effect: the service tokens are in no store that can"
                            + " be written to");
        }
    }
}
