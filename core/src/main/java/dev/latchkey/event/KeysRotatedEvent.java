package dev.latchkey.event;

import java.time.Instant;

/**
 * A new signing key is in use.
 *
 * @param time the time of the rotation
 * @param keyId the {@code kid} of the new key
 */
public record KeysRotatedEvent(Instant time, String keyId) implements AccessEvent {}
