package dev.latchkey.event;

import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An event about a decision or a change. No event contains a secret, a digest or a JWT. */
public sealed interface AccessEvent {

    /** Returns the time of the event. */
    Instant time();

    /**
     * A decision about a request. Immutable.
     *
     * @param time the time of the decision
     * @param outcome the kind of decision
     * @param reason the reason
     * @param reference the random ID in a denial's response and log line; null if the request was not denied
     * @param applicationId the application that covers the URL; null if there is none, or none was looked up
     * @param applicationName the name of that application
     * @param presentedAs how the client presented itself; null if it presented nothing, or nothing readable
     * @param clientId the presented Client ID, made safe to print and truncated; null if there was none
     * @param serviceTokenId the ID of the service token; null unless its credentials or session were valid
     * @param method the method of the request, made safe to print
     * @param host the host of the request, made safe to print
     * @param remoteAddress the client's address
     */
    record Decision(
            Instant time,
            Outcome outcome,
            Reason reason,
            @Nullable String reference,
            @Nullable UUID applicationId,
            @Nullable String applicationName,
            @Nullable Presentation presentedAs,
            @Nullable String clientId,
            @Nullable UUID serviceTokenId,
            String method,
            String host,
            String remoteAddress)
            implements AccessEvent {}

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
    record Change(
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

    /**
     * A change of the configuration admits more than before. It follows the {@link Change} of the same change.
     * Immutable.
     *
     * @param time when the change was made
     * @param actor the name of the client or user that made the change, safe to print
     * @param weakness what the change weakened
     * @param applicationId the application that is weaker; null if the organization is
     * @param applicationName its name, made safe to print; null if the organization is weaker
     */
    record ProtectionWeakened(
            Instant time,
            String actor,
            Weakness weakness,
            @Nullable UUID applicationId,
            @Nullable String applicationName)
            implements AccessEvent {

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
            /**
             * A {@code deny} policy of an application was removed or changed, with its groups and IP lists, or a policy
             * that admits was put before it.
             */
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

    /**
     * A new signing key is in use.
     *
     * @param time the time of the rotation
     * @param keyId the {@code kid} of the new key
     */
    record KeysRotated(Instant time, String keyId) implements AccessEvent {}

    /**
     * A client ended its session through the logout path.
     *
     * @param time the time of the logout
     * @param clientId the Client ID of the session
     * @param aud the AUD tag of its application
     */
    record SessionRevoked(Instant time, String clientId, String aud) implements AccessEvent {}

    /**
     * A service token expires soon (management contract, section 1). Sent once per expiry. Immutable.
     *
     * @param time the time of the notice
     * @param tokenId the ID of the service token
     * @param clientId its Client ID, made safe to print
     * @param name its display name, made safe to print
     * @param expiresAt its expiry
     */
    record ExpiryNotice(Instant time, UUID tokenId, String clientId, String name, Instant expiresAt)
            implements AccessEvent {}
}
