package dev.latchkey.internal.session;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock that is moved manually. */
final class ManualClock implements InstantSource {

    private volatile Instant now;

    ManualClock(Instant now) {
        this.now = now;
    }

    @Override
    public Instant instant() {
        return now;
    }

    void move(Duration duration) {
        now = now.plus(duration);
    }
}
