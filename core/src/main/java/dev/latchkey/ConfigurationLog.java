package dev.latchkey;

import dev.latchkey.configuration.Fault;
import dev.latchkey.internal.json.JsonPointers;
import dev.latchkey.internal.policy.ConfigurationRisks;
import dev.latchkey.internal.policy.Protection;
import dev.latchkey.store.AccessConfiguration;
import dev.latchkey.store.ApplicationStore;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs what the first configuration protects, and what is risky or has no effect in each new one. A warning is not
 * repeated while its cause stays. Thread-safe.
 */
final class ConfigurationLog implements ApplicationStore {

    private static final Logger LOG = LoggerFactory.getLogger(ConfigurationLog.class);

    private record Seen(@Nullable AccessConfiguration configuration, Set<String> warnings) {}

    private final ApplicationStore source;
    private final String location;
    private final boolean cleansUp;
    private volatile Seen last = new Seen(null, Set.of());

    /**
     * Creates a log.
     *
     * @param location the kind and place of {@code source}, for people
     * @param cleansUp whether {@code service_token_inactivity} can be honored: the service tokens can be written to
     */
    ConfigurationLog(ApplicationStore source, String location, boolean cleansUp) {
        this.source = source;
        this.location = location;
        this.cleansUp = cleansUp;
    }

    /** Logs what the configuration in force protects, and its warnings, so that they are there at start. */
    void look() {
        try {
            configuration();
        } catch (Exception e) {
            // The store may be down while an app starts; the first request asks again, and gets 503.
            LOG.debug("The configuration cannot be read yet: {}", e.getClass().getName());
        }
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // The same object as long as nothing changed; comparing would cost more.
    public AccessConfiguration configuration() throws Exception {
        AccessConfiguration current = source.configuration();
        Seen before = last;
        if (current != before.configuration && current != null) {
            Set<String> warnings = warnings(current);
            last = new Seen(current, warnings);
            if (before.configuration == null) {
                logProtection(current);
            }
            warnings.stream().filter(each -> !before.warnings.contains(each)).forEach(LOG::warn);
        }
        return current;
    }

    private void logProtection(AccessConfiguration current) {
        // One log record per line: line breaks inside a record could look like a forged one.
        LOG.info("Protected, according to {}:", JsonPointers.printable(location));
        Protection.of(current).lines().forEach(line -> LOG.info("  {}", JsonPointers.printable(line)));
    }

    private Set<String> warnings(AccessConfiguration current) {
        Set<String> warnings = new HashSet<>();
        for (Fault risk : ConfigurationRisks.find(current)) {
            warnings.add(JsonPointers.printable(risk.toString()));
        }
        if (!cleansUp && current.organization().serviceTokenInactivity().enabled()) {
            warnings.add(
                    "service_token_inactivity is enabled and has no effect: the store of the service tokens cannot be"
                            + " written to.");
        }
        return warnings;
    }
}
