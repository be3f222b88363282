package dev.latchkey.event;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One decision about one request. Immutable.
 *
 * @param time when it was taken
 * @param outcome what was decided
 * @param reason why
 * @param reference the random id that a denial's answer and log line carry; null where the request went on
 * @param applicationId the application that covers the URL; null where none does or none was looked up
 * @param applicationName its name
 * @param presentedAs how the client presented itself; null where it presented nothing, or nothing readable
 * @param clientId the client id that was presented, made safe to print and cut; null where there was none
 * @param serviceTokenId the service token's id; null unless one was let in or was good but not let in
 * @param method the request's method, made safe to print
 * @param host the request's host, made safe to print
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
