package dev.latchkey.event;

import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Somebody changed something that is configured (management contract, section 1: who, what and when). Immutable.
 *
 * @param time when
 * @param actor the name of the client or user that made the change, safe to print
 * @param subject what kind of thing was changed
 * @param action what was done with it
 * @param id its id; null for the organization and the keys
 * @param name its name for people, made safe to print; null where it has none
 * @param clientId a service token's client id, made safe to print; null for anything else
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

    /** What can be changed. */
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

        /** Returns the word that stands for it in logs. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What can be done with it. */
    public enum Action {
        /** Made anew. */
        CREATED,
        /** Made with a secret from elsewhere. */
        IMPORTED,
        /** Changed. */
        UPDATED,
        /** Switched on. */
        ENABLED,
        /** Switched off. */
        DISABLED,
        /** Given a new secret, or a new signing key. */
        ROTATED,
        /** Given a year from now. */
        REFRESHED,
        /** All of its sessions ended. */
        SESSIONS_REVOKED,
        /** Gone. */
        DELETED;

        /** Returns the word that stands for it in logs. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
