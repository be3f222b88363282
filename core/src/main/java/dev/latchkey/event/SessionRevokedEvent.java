package dev.latchkey.event;

import java.time.Instant;

/**
 * A session was ended by its own client through the logout path.
 *
 * @param time when
 * @param clientId whose session it was
 * @param aud the application that it was for
 */
public record SessionRevokedEvent(Instant time, String clientId, String aud) implements AccessEvent {}
