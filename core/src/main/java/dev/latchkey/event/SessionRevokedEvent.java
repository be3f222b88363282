package dev.latchkey.event;

import java.time.Instant;

/**
 * A client ended its session through the logout path.
 *
 * @param time the time of the logout
 * @param clientId the Client ID of the session
 * @param aud the AUD tag of its application
 */
public record SessionRevokedEvent(Instant time, String clientId, String aud) implements AccessEvent {}
