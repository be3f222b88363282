package dev.latchkey.event;

import java.time.Instant;

/** An event about a decision or a change. No event contains a secret, a digest or a JWT. */
public sealed interface AccessEvent
        permits DecisionEvent,
                SessionRevokedEvent,
                KeysRotatedEvent,
                ChangeEvent,
                ProtectionWeakenedEvent,
                ExpiryNoticeEvent {

    /** Returns the time of the event. */
    Instant time();
}
