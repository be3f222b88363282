package dev.latchkey.admin;

import dev.latchkey.event.AccessEvent;
import dev.latchkey.event.AccessEventListener;
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
 * What every change needs: the store, clock, randomness and actor. Immutable and thread-safe, as far as its parts are.
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

    /** The name of the logger is documented, so it is not the name of a class. */
    private static final Logger LOG = LoggerFactory.getLogger("dev.latchkey.changes");

    /** Finds the item to change. */
    @FunctionalInterface
    interface Finder<T> {
        @Nullable
        T find(WritableStore.Draft draft) throws Exception;
    }

    /** Computes a change of an existing item. */
    @FunctionalInterface
    interface Step<T, R> {
        Outcome<Changed<R>> take(WritableStore.Draft draft, T before) throws Exception;
    }

    ChangeContext as(String name) {
        return new ChangeContext(store, clock, hasher, format, random, listener, LogText.of(name));
    }

    /** Makes a change and, after it is stored, reports it. */
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

    /** Changes an item if it exists and the precondition accepts it. */
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

    /** Returns the current time in milliseconds, the precision of stored times. */
    Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    /** Returns the current time, but later than {@code before}, so that two versions of an item always differ. */
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

    AccessEvent.Change event(
            AccessEvent.Change.Subject subject,
            AccessEvent.Change.Action action,
            @Nullable UUID id,
            @Nullable String name,
            @Nullable String clientId) {
        return new AccessEvent.Change(
                now(),
                actor,
                subject,
                action,
                id,
                name == null ? null : LogText.of(name),
                clientId == null ? null : LogText.of(clientId));
    }

    void tell(AccessEvent.Change event) {
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
        AccessEvent.ProtectionWeakened event = new AccessEvent.ProtectionWeakened(
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

    /** Catches exceptions, because the change is stored and its secret can be shown only once. */
    void tellListener(AccessEvent event) {
        new SafeListener(listener, LOG.getName()).onEvent(event);
    }
}
