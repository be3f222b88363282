package dev.latchkey.admin;

import dev.latchkey.event.AccessEvent;
import dev.latchkey.event.AccessEventListener;
import dev.latchkey.event.ChangeEvent;
import dev.latchkey.event.ProtectionWeakenedEvent;
import dev.latchkey.internal.event.SafeListener;
import dev.latchkey.internal.store.StoreCalls;
import dev.latchkey.internal.syntax.LogText;
import dev.latchkey.model.Application;
import dev.latchkey.model.SecretFormat;
import dev.latchkey.model.SecretHasher;
import dev.latchkey.store.AccessConfiguration;
import dev.latchkey.store.WritableStore;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What every change needs: the store, time and chance, and in whose name it is made. Immutable and thread-safe, as far
 * as its parts are.
 *
 * @param actor who makes changes, safe to print
 */
record ChangeContext(
        WritableStore store,
        InstantSource clock,
        SecretHasher hasher,
        SecretFormat format,
        SecureRandom random,
        AccessEventListener listener,
        String actor) {

    /** The logger's name is part of the documentation, so it is not a class's. */
    private static final Logger LOG = LoggerFactory.getLogger("dev.latchkey.changes");

    /** Finds what is to be changed. */
    @FunctionalInterface
    interface Finder<T> {
        @Nullable
        T find(WritableStore.Draft draft) throws Exception;
    }

    /** Works out one change of something that is there. */
    @FunctionalInterface
    interface Step<T, R> {
        Outcome<Changed<R>> take(WritableStore.Draft draft, T before) throws Exception;
    }

    ChangeContext as(String name) {
        return new ChangeContext(store, clock, hasher, format, random, listener, LogText.of(name));
    }

    /** Makes a change and, once it is kept, tells of it. */
    <R> R make(WritableStore.Change<Outcome<R>> change) {
        Made<R> made = StoreCalls.change(() -> store.change(draft -> {
            WatchedDraft watched = new WatchedDraft(draft);
            Outcome<R> outcome = change.apply(watched);
            return new Made<>(outcome, watched.weakenings());
        }));
        made.outcome().events().forEach(this::tell);
        made.weakenings().forEach(this::tellWeakening);
        return made.outcome().result();
    }

    private record Made<R>(Outcome<R> outcome, List<Weakenings.Found> weakenings) {}

    /** Changes something, provided that it is there and still what the change was meant for. */
    <T, R> Changed<R> change(Finder<T> finder, Predicate<? super T> precondition, Step<T, R> step) {
        return make(draft -> {
            T before = finder.find(draft);
            if (before == null) {
                return Outcome.of(new Changed.NotFound<>());
            }
            return StoreCalls.callback(() -> precondition.test(before))
                    ? step.take(draft, before)
                    : Outcome.of(new Changed.Stale<>());
        });
    }

    /** Returns the configuration in force. */
    AccessConfiguration configuration() {
        return StoreCalls.read(store::configuration);
    }

    /** Returns the moment, to the millisecond, as all moments are kept. */
    Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    /** Returns the moment; later than {@code before} all the same, so that no two versions of a thing look alike. */
    Instant nowAfter(@Nullable Instant before) {
        Instant now = now();
        return before == null || now.isAfter(before) ? now : before.plusMillis(1);
    }

    /** Returns a random id, of version 4 and variant 1 of RFC 9562. */
    UUID newId() {
        return new UUID((random.nextLong() & ~0xf000L) | 0x4000L, (random.nextLong() >>> 2) | Long.MIN_VALUE);
    }

    /** Returns random bytes in hex. */
    String newHex(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    ChangeEvent event(
            ChangeEvent.Subject subject,
            ChangeEvent.Action action,
            @Nullable UUID id,
            @Nullable String name,
            @Nullable String clientId) {
        return new ChangeEvent(
                now(),
                actor,
                subject,
                action,
                id,
                name == null ? null : LogText.of(name),
                clientId == null ? null : LogText.of(clientId));
    }

    void tell(ChangeEvent event) {
        LOG.info(
                "{} {} by={} id={} client_id={} name={}",
                event.subject().word(),
                event.action().word(),
                event.actor(),
                event.id() == null ? "-" : event.id(),
                event.clientId() == null ? "-" : event.clientId(),
                event.name() == null ? "-" : event.name());
        tellListener(event);
    }

    private void tellWeakening(Weakenings.Found found) {
        Application application = found.application();
        ProtectionWeakenedEvent event = new ProtectionWeakenedEvent(
                now(),
                actor,
                found.weakness(),
                application == null ? null : application.id(),
                application == null ? null : LogText.of(application.name()));
        LOG.warn(
                "protection weakened: {} by={} id={} name={}",
                event.weakness().word(),
                event.actor(),
                event.applicationId() == null ? "-" : event.applicationId(),
                event.applicationName() == null ? "-" : event.applicationName());
        tellListener(event);
    }

    /**
     * What it throws must not look as if the change had failed: the change is kept, and its secret is shown but once.
     */
    void tellListener(AccessEvent event) {
        new SafeListener(listener, LOG.getName()).onEvent(event);
    }
}
