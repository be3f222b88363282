package dev.latchkey.event;

import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A change of the configuration admits more than before. It follows the {@link ChangeEvent} of the same change.
 * Immutable.
 *
 * @param time when the change was made
 * @param actor the name of the client or user that made the change, safe to print
 * @param weakness what the change weakened
 * @param applicationId the application that is weaker; null if the organization is
 * @param applicationName its name, made safe to print; null if the organization is weaker
 */
public record ProtectionWeakenedEvent(
        Instant time,
        String actor,
        Weakness weakness,
        @Nullable UUID applicationId,
        @Nullable String applicationName) implements AccessEvent {

    /** What a change can weaken. */
    public enum Weakness {
        /** Strict mode was turned off. */
        STRICT_MODE_OFF,
        /** URLs that no application covers are no longer denied. */
        UNMATCHED_REQUESTS_PASS,
        /** Denials tell clients the reason. */
        DENIALS_EXPLAINED,
        /** Cookies over plain HTTP are no longer {@code Secure}. */
        SECURE_COOKIE_OFF,
        /** URLs that could be read in two ways are no longer refused. */
        URL_AMBIGUITY_ALLOWED,
        /** A trusted proxy is wider than any network, so clients can choose their address. */
        WIDE_PROXY_TRUSTED,
        /** An application admits everybody, or the addresses of many networks, without credentials. */
        ADMITS_EVERYBODY,
        /** An application admits some addresses without credentials. */
        ADMITS_ADDRESSES,
        /** An application that admitted only certain credentials admits any valid service token. */
        ADMITS_ANY_SERVICE_TOKEN,
        /** A {@code deny} policy of an application was removed or changed. */
        DENY_POLICY_REMOVED,
        /** CORS preflights reach the app without credentials. */
        PREFLIGHT_BYPASS_ON,
        /** The app sees the headers that carry the secret. */
        CREDENTIALS_EXPOSED,
        /** Shared caches may keep answers. */
        SHARED_CACHING_ON,
        /** Scripts can read the cookie. */
        HTTP_ONLY_COOKIE_OFF;

        private final String word = name().toLowerCase(Locale.ROOT);

        /** Returns the word for this in logs, for example {@code strict_mode_off}. */
        public String word() {
            return word;
        }
    }
}
