package dev.latchkey.event;

import java.time.Instant;

/**
 * A new signing key came into force.
 *
 * @param time when
 * @param keyId the new key's {@code kid}
 */
public record KeysRotatedEvent(Instant time, String keyId) implements AccessEvent {}
