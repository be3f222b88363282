package dev.latchkey.model;

import dev.latchkey.internal.fault.Faults;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The clean-up of inactive service tokens ({@code service_token_inactivity}; management contract, section 1).
 * Immutable.
 *
 * @param enabled whether the clean-up runs
 * @param thresholdDays how old, and how long unused, an inactive token is, in days: 30 to 365
 * @param action the action on inactive tokens
 */
public record Inactivity(boolean enabled, int thresholdDays, Action action) {

    /** No clean-up. */
    public static final Inactivity OFF = new Inactivity(false, 365, Action.DISABLE);

    /** An action on an inactive service token. */
    public enum Action {
        /** Disables it. It can be enabled again. */
        DISABLE,
        /** Deletes it. */
        DELETE;

        private final String word = name().toLowerCase(Locale.ROOT);

        /** Returns the word for this action in JSON. */
        public String word() {
            return word;
        }

        /** Returns the action with this word, or null. */
        public static @Nullable Action ofWord(String word) {
            for (Action each : values()) {
                if (each.word.equals(word)) {
                    return each;
                }
            }
            return null;
        }
    }

    /**
     * Checks the threshold.
     *
     * @throws dev.latchkey.configuration.ConfigurationException if it is out of range
     */
    public Inactivity {
        Faults faults = new Faults();
        if (thresholdDays < 30 || thresholdDays > 365) {
            faults.add("/inactivity_threshold_days", "must be 30 to 365, not " + thresholdDays);
        }
        faults.throwIfAny("service_token_inactivity");
    }

    /** Returns the threshold. */
    public Duration threshold() {
        return Duration.ofDays(thresholdDays);
    }
}
