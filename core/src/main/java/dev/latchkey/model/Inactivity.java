package dev.latchkey.model;

import dev.latchkey.internal.fault.Faults;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of service tokens that nobody uses: {@code service_token_inactivity} (management contract, section 1).
 * Immutable.
 *
 * @param enabled whether anything does
 * @param thresholdDays how old a token must be, and how long not used, in days: 30 to 365
 * @param action what is done with it
 */
public record Inactivity(boolean enabled, int thresholdDays, Action action) {

    /** Nothing becomes of them. */
    public static final Inactivity OFF = new Inactivity(false, 365, Action.DISABLE);

    /** What is done with a service token that nobody uses. */
    public enum Action {
        /** It is switched off, and can be switched on again. */
        DISABLE,
        /** It is deleted. */
        DELETE;

        private final String word = name().toLowerCase(Locale.ROOT);

        /** Returns the word that stands for it in {@code action}. */
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
     * Rejects a threshold out of its range.
     *
     * @throws dev.latchkey.configuration.ConfigurationException naming the member
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
