package dev.latchkey.admin;

import dev.latchkey.configuration.ConfigurationException;
import dev.latchkey.event.AccessEvent.Change.Action;
import dev.latchkey.internal.fault.Faults;
import dev.latchkey.model.SecretDigest;
import dev.latchkey.model.ServiceToken;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Computes the new state of a service token (management contract, section 1), and records the actions. Not thread-safe.
 */
final class TokenEdit {

    private static final String PREVIOUS_EXPIRES_AT = "/previous_client_secret_expires_at";

    private final ServiceToken before;
    private final Instant now;
    private final Instant updatedAt;
    private final ServiceToken.Builder after;
    private final Faults faults = new Faults();
    private final Set<Action> actions = EnumSet.noneOf(Action.class);

    TokenEdit(ServiceToken before, ChangeContext context) {
        this.before = before;
        this.now = context.now();
        this.updatedAt = context.nowAfter(before.updatedAt());
        this.after = before.toBuilder();
    }

    void rename(String name) {
        if (!name.equals(before.name())) {
            after.name(name);
            actions.add(Action.UPDATED);
        }
    }

    void enable(boolean enabled) {
        if (enabled != before.enabled()) {
            after.enabled(enabled);
            actions.add(enabled ? Action.ENABLED : Action.DISABLED);
        }
    }

    void assign(Set<String> roles) {
        if (!roles.equals(before.roles())) {
            after.roles(roles);
            actions.add(Action.UPDATED);
        }
    }

    /** Sets a new lifetime, counted from now. */
    void live(ServiceTokenUpdate.Life life) {
        Lifetime lifetime = Lifetime.from(now, life.duration(), faults);
        boolean same = Objects.equals(lifetime.duration(), before.duration())
                && lifetime.expiresAt().equals(before.expiresAt())
                && life.asWritten().equals(before.asWritten());
        if (!same) {
            after.duration(lifetime.duration()).expiresAt(lifetime.expiresAt()).asWritten(life.asWritten());
            actions.add(Action.UPDATED);
        }
    }

    /** Moves the expiry to one year from now; a token without expiry keeps none. */
    void refresh() {
        if (!before.expiresAt().equals(ServiceToken.FOREVER)) {
            after.expiresAt(now.plus(ServiceToken.DEFAULT_DURATION));
            actions.add(Action.REFRESHED);
        }
    }

    /**
     * Sets a new secret. The current one keeps working until {@code previousExpiresAt} if that is in the future; an
     * older one stops.
     */
    void rotate(SecretDigest fresh, @Nullable Instant previousExpiresAt) {
        rotate(fresh, previousExpiresAt, 0);
    }

    /**
     * @param version the new version; it is raised by at least 1
     */
    void rotate(SecretDigest fresh, @Nullable Instant previousExpiresAt, int version) {
        int current = before.clientSecretVersion();
        if (current == Integer.MAX_VALUE) {
            faults.add("/client_secret_version", "cannot be increased any further; create a new service token");
            return;
        }
        after.digest(fresh).clientSecretVersion(Math.max(current + 1, version));
        keepPrevious(before.digest(), previousExpiresAt);
        actions.add(Action.ROTATED);
    }

    boolean hasPrevious() {
        return before.previousDigest() != null;
    }

    /** Moves the grace of the last rotation. */
    void moveGrace(Instant previousExpiresAt) {
        SecretDigest previous = before.previousDigest();
        if (previous == null) {
            faults.add(PREVIOUS_EXPIRES_AT, "there is no previous secret; rotate first");
        } else if (!toMillis(previousExpiresAt).equals(before.previousExpiresAt())) {
            keepPrevious(previous, previousExpiresAt);
            actions.add(Action.UPDATED);
        }
    }

    private void keepPrevious(SecretDigest previous, @Nullable Instant until) {
        Instant end = until == null ? now : toMillis(until);
        if (end.isAfter(now)) {
            after.previous(previous, end);
        } else {
            after.previous(null, null);
        }
    }

    private static Instant toMillis(Instant moment) {
        return moment.truncatedTo(ChronoUnit.MILLIS);
    }

    /** Returns whether a client secret version is higher than the current one, which requests a rotation. */
    boolean asksForRotation(@Nullable Integer version) {
        if (version != null && version < 0) {
            faults.add("/client_secret_version", "must be 1 or more, not " + version);
        }
        return version != null && version > before.clientSecretVersion();
    }

    /** Returns the actions, in the order in which they are reported; empty if nothing changed. */
    List<Action> actions() {
        return List.copyOf(actions);
    }

    /**
     * Returns the new service token; the previous object if nothing changed.
     *
     * @throws ConfigurationException with every invalid member
     */
    ServiceToken result() {
        ServiceToken result = before;
        if (!actions.isEmpty()) {
            try {
                result = after.updatedAt(updatedAt).build();
            } catch (ConfigurationException e) {
                faults.addAll("", e);
            }
        }
        faults.throwIfAny("service token");
        return result;
    }
}
