package dev.latchkey.event;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

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
public record DecisionEvent(
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
