package dev.latchkey.event;

import java.time.Instant;

/** Something that those who watch over access want to know. No event ever holds a secret, a digest or a JWT. */
public sealed interface AccessEvent
        permits DecisionEvent,
                SessionRevokedEvent,
                KeysRotatedEvent,
                ChangeEvent,
                ProtectionWeakenedEvent,
                ExpiryNoticeEvent {

    /** Returns when it happened. */
    Instant time();
}
