package dev.latchkey.event;

import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A change of the configuration or a service token (management contract, section 1). Immutable.
 *
 * @param time the time of the change
 * @param actor the name of the client or user that made the change, safe to print
 * @param subject the kind of the changed item
 * @param action the kind of change
 * @param id the ID of the item; null for the organization and the keys
 * @param name the display name, made safe to print; null if there is none
 * @param clientId the Client ID of a service token, made safe to print; null for other items
 */
public record ChangeEvent(
        Instant time,
        String actor,
        Subject subject,
        Action action,
        @Nullable UUID id,
        @Nullable String name,
        @Nullable String clientId)
        implements AccessEvent {

    /** A kind of item. */
    public enum Subject {
        /** A service token. */
        SERVICE_TOKEN,
        /** An application, its own policies included. */
        APPLICATION,
        /** A reusable policy. */
        POLICY,
        /** A group of rules. */
        GROUP,
        /** A list of client addresses. */
        IP_LIST,
        /** The settings above all applications. */
        ORGANIZATION,
        /** The signing keys. */
        KEYS;

        /** Returns the word for this in logs. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** A kind of change. */
    public enum Action {
        /** Created. */
        CREATED,
        /** Created with a secret from elsewhere. */
        IMPORTED,
        /** Changed. */
        UPDATED,
        /** Enabled. */
        ENABLED,
        /** Disabled. */
        DISABLED,
        /** Got a new secret, or a new signing key. */
        ROTATED,
        /** Got an expiry one year from now. */
        REFRESHED,
        /** All of its sessions ended. */
        SESSIONS_REVOKED,
        /** Deleted. */
        DELETED;

        /** Returns the word for this in logs. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
