package dev.latchkey.admin;

import dev.latchkey.configuration.ConfigurationException;
import dev.latchkey.event.AccessEvent;
import dev.latchkey.event.AccessEvent.Change.Action;
import dev.latchkey.event.AccessEvent.Change.Subject;
import dev.latchkey.internal.fault.Faults;
import dev.latchkey.internal.store.StoreCalls;
import dev.latchkey.model.ClientSecret;
import dev.latchkey.model.IssuedServiceToken;
import dev.latchkey.model.Organization.Inactivity;
import dev.latchkey.model.Rule;
import dev.latchkey.model.SecretDigest;
import dev.latchkey.model.ServiceToken;
import dev.latchkey.store.ServiceTokenQuery;
import dev.latchkey.store.WritableStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Finds, issues and changes service tokens (management contract, section 1). Thread-safe. A change takes effect with
 * the next request, for sessions too.
 *
 * <p>Every method throws {@link dev.latchkey.store.StoreUnavailableException} if the store cannot be read or written.
 */
public final class ServiceTokens {

    /** Shorter secrets could be guessed, because imported ones may not be random. */
    private static final int MIN_SECRET_LENGTH = 32;

    private final ChangeContext context;

    ServiceTokens(ChangeContext context) {
        this.context = context;
    }

    /** Returns the service token with this ID, or null. */
    public @Nullable ServiceToken find(UUID id) {
        return StoreCalls.<@Nullable ServiceToken>read(() -> context.store().findById(id));
    }

    /** Returns the service tokens that match. */
    public ServiceTokenQuery.Page list(ServiceTokenQuery query) {
        return StoreCalls.read(() -> context.store().serviceTokens(query));
    }

    /**
     * Creates a service token with a new Client ID and a new secret.
     *
     * @param name the display name
     * @param duration how long it lasts; null for no expiry
     * @return the token with its secret, which is stored nowhere else
     * @throws ConfigurationException with every invalid member
     */
    public IssuedServiceToken create(String name, @Nullable Duration duration) {
        NewServiceToken.Builder wanted = NewServiceToken.builder().name(name);
        return create((duration == null ? wanted.forever() : wanted.duration(duration)).build());
    }

    /**
     * Creates a service token with a new Client ID and a new secret.
     *
     * @return the token with its secret, which is stored nowhere else
     * @throws ConfigurationException with every invalid member
     */
    public IssuedServiceToken create(NewServiceToken wanted) {
        ClientSecret secret = context.format().generate(context.random());
        String clientId = context.newHex(16) + ".access";
        Faults faults = Faults.of(wanted.faults);
        if (wanted.name == null) {
            faults.add("/name", "is missing");
        }
        ServiceToken token = add(clientId, context.hasher().digest(secret), wanted, Action.CREATED, faults);
        return new IssuedServiceToken(token, secret);
    }

    /**
     * Imports a service token that was made elsewhere, by the digest of its secret.
     *
     * @param clientId 1 to 256 characters of RFC 9110's token68 set
     * @param digest the digest of its secret, by an algorithm that the hasher supports
     * @throws ConfigurationException with every invalid member, for example {@code /client_id} if the Client ID exists
     *     already
     */
    public ServiceToken importDigest(String clientId, SecretDigest digest, NewServiceToken wanted) {
        Faults faults = Faults.of(wanted.faults);
        if (!context.hasher().supports(digest.algorithm())) {
            faults.add("/client_secret_digest", "is an hmac-sha256 digest, but no pepper is configured");
        }
        return add(clientId, digest, wanted, Action.IMPORTED, faults);
    }

    /**
     * Imports a service token that was made elsewhere, by its secret in plain text. Only the digest is stored.
     *
     * @param clientId 1 to 256 characters of RFC 9110's token68 set
     * @param secret 32 to 256 characters of the same set
     * @throws ConfigurationException with every invalid member
     */
    public ServiceToken importSecret(String clientId, ClientSecret secret, NewServiceToken wanted) {
        Faults faults = Faults.of(wanted.faults);
        String text = secret.reveal();
        if (text.length() < MIN_SECRET_LENGTH
                || text.length() > ServiceToken.MAX_CREDENTIAL_LENGTH
                || !ServiceToken.isToken68(text)) {
            faults.add("/client_secret", "must be 32 to 256 characters of A-Z a-z 0-9 - . _ ~ + / =");
        }
        return add(clientId, context.hasher().digest(secret), wanted, Action.IMPORTED, faults);
    }

    /**
     * Gives a service token a new secret.
     *
     * @param previousExpiresAt until when the current secret keeps working; null, or a time in the past, to stop it and
     *     its sessions at once
     * @param precondition must accept the current token, or nothing is changed
     */
    public Changed<IssuedServiceToken> rotate(
            UUID id, @Nullable Instant previousExpiresAt, Predicate<ServiceToken> precondition) {
        return context.change(draft -> draft.serviceToken(id), precondition, (draft, before) -> {
            ClientSecret secret = context.format().generate(context.random());
            TokenEdit edit = new TokenEdit(before, context);
            edit.rotate(context.hasher().digest(secret), previousExpiresAt);
            return kept(draft, edit, token -> new IssuedServiceToken(token, secret));
        });
    }

    /**
     * Gives a service token a new secret.
     *
     * @param previousExpiresAt until when the current secret keeps working; null, or a time in the past, to stop it and
     *     its sessions at once
     */
    public Changed<IssuedServiceToken> rotate(UUID id, @Nullable Instant previousExpiresAt) {
        return rotate(id, previousExpiresAt, before -> true);
    }

    /** Moves the expiry of a service token to one year from now, unless the token does not expire. */
    public Changed<ServiceToken> refresh(UUID id) {
        return refresh(id, before -> true);
    }

    /**
     * Moves the expiry of a service token to one year from now, unless the token does not expire.
     *
     * @param precondition must accept the current token, or nothing is changed
     */
    public Changed<ServiceToken> refresh(UUID id, Predicate<ServiceToken> precondition) {
        return context.change(draft -> draft.serviceToken(id), precondition, (draft, before) -> {
            TokenEdit edit = new TokenEdit(before, context);
            edit.refresh();
            return kept(draft, edit, token -> token);
        });
    }

    /**
     * Changes the members that {@code update} sets.
     *
     * @throws ConfigurationException with every invalid member
     */
    public Changed<Updated> update(UUID id, ServiceTokenUpdate update) {
        return update(id, update, before -> true);
    }

    /**
     * Changes the members that {@code update} sets.
     *
     * @param precondition must accept the current token, or nothing is changed
     * @throws ConfigurationException with every invalid member
     */
    public Changed<Updated> update(UUID id, ServiceTokenUpdate update, Predicate<ServiceToken> precondition) {
        return context.change(draft -> draft.serviceToken(id), precondition, (draft, before) -> {
            TokenEdit edit = new TokenEdit(before, context);
            ClientSecret secret = apply(update, edit);
            if (!update.faults.isEmpty()) {
                throw refused(edit, Faults.of(update.faults));
            }
            return kept(draft, edit, token -> new Updated(token, secret));
        });
    }

    /** Deletes a service token, unless a policy or group names it. */
    public Changed<ServiceToken> delete(UUID id) {
        return delete(id, before -> true);
    }

    /**
     * Deletes a service token, unless a policy or group names it.
     *
     * @param precondition must accept the current token, or nothing is changed
     */
    public Changed<ServiceToken> delete(UUID id, Predicate<ServiceToken> precondition) {
        return context.change(
                draft -> draft.serviceToken(id),
                precondition,
                (draft, before) -> retired(draft, before, Inactivity.Action.DELETE));
    }

    /**
     * Disables or deletes many inactive service tokens in one change of the store. Skips tokens that no longer exist,
     * that a policy or group names, or that {@code precondition} rejects.
     *
     * @param precondition must accept a token, with its {@code lastSeenAt}, or it is skipped
     * @return the disabled or deleted tokens, as in {@link Changed.Done}
     */
    public List<ServiceToken> retireAll(
            Collection<UUID> ids, Inactivity.Action action, Predicate<? super ServiceToken> precondition) {
        return context.make(draft -> {
            List<ServiceToken> done = new ArrayList<>();
            List<AccessEvent.Change> events = new ArrayList<>();
            for (UUID id : ids) {
                ServiceToken before = draft.serviceToken(id);
                if (before != null && StoreCalls.callback(() -> precondition.test(before))) {
                    Outcome<Changed<ServiceToken>> outcome = retired(draft, before, action);
                    events.addAll(outcome.events());
                    if (outcome.result() instanceof Changed.Done<ServiceToken> retired) {
                        done.add(retired.value());
                    }
                }
            }
            return new Outcome<>(List.copyOf(done), events);
        });
    }

    private Outcome<Changed<ServiceToken>> retired(
            WritableStore.Draft draft, ServiceToken before, Inactivity.Action action) throws Exception {
        List<String> by = draft.configuration().usersOf(new Rule.OneServiceToken(before.id()));
        if (!by.isEmpty()) {
            return Outcome.of(new Changed.InUse<>(by));
        }
        if (action == Inactivity.Action.DISABLE) {
            TokenEdit edit = new TokenEdit(before, context);
            edit.enable(false);
            return kept(draft, edit, token -> token);
        }
        draft.remove(before.id());
        return Outcome.of(new Changed.Done<>(before), event(before, Action.DELETED));
    }

    private static ConfigurationException refused(TokenEdit edit, Faults faults) {
        try {
            edit.result();
        } catch (ConfigurationException e) {
            faults.addAll("", e);
        }
        return new ConfigurationException("service token", faults.asList());
    }

    /** Adds a service token, or reports all of its faults, including those that were {@code found} before. */
    private ServiceToken add(
            String clientId, SecretDigest digest, NewServiceToken wanted, Action action, Faults found) {
        UUID id = context.newId();
        return context.make(draft -> {
            Faults faults = Faults.of(found.asList());
            Instant now = context.now();
            Lifetime life = Lifetime.from(now, wanted.life.duration(), faults);
            ServiceToken.Builder builder = ServiceToken.builder(clientId)
                    .id(id)
                    .digest(digest)
                    .enabled(wanted.enabled)
                    .duration(life.duration())
                    .expiresAt(life.expiresAt())
                    .createdAt(now)
                    .updatedAt(now)
                    .clientSecretVersion(wanted.clientSecretVersion)
                    .asWritten(wanted.life.asWritten())
                    .roles(wanted.roles);
            if (wanted.name != null) {
                builder.name(wanted.name);
            }
            checkIsNew(draft, clientId, faults);
            ServiceToken token = built(builder, faults);
            draft.put(token);
            return Outcome.of(token, event(token, action));
        });
    }

    /** Skips a text that cannot be a Client ID, because it is reported as such. */
    private static void checkIsNew(WritableStore.Draft draft, String clientId, Faults faults) throws Exception {
        boolean readable = clientId.length() <= ServiceToken.MAX_CREDENTIAL_LENGTH && ServiceToken.isToken68(clientId);
        if (readable && draft.serviceToken(clientId) != null) {
            faults.add("/client_id", "another service token has this Client ID");
        }
    }

    private static ServiceToken built(ServiceToken.Builder builder, Faults faults) {
        ServiceToken token = null;
        try {
            token = builder.build();
        } catch (ConfigurationException e) {
            faults.addAll("", e);
        }
        faults.throwIfAny("service token");
        return Objects.requireNonNull(token);
    }

    private @Nullable ClientSecret apply(ServiceTokenUpdate update, TokenEdit edit) {
        if (update.name != null) {
            edit.rename(update.name);
        }
        if (update.enabled != null) {
            edit.enable(update.enabled);
        }
        if (update.life != null) {
            edit.live(update.life);
        }
        if (update.roles != null) {
            edit.assign(update.roles);
        }
        if (edit.asksForRotation(update.clientSecretVersion)) {
            ClientSecret secret = context.format().generate(context.random());
            int version = Objects.requireNonNull(update.clientSecretVersion);
            edit.rotate(context.hasher().digest(secret), update.previousClientSecretExpiresAt, version);
            return secret;
        }
        Instant end = update.previousClientSecretExpiresAt;
        // A client that repeats the version sends all it knows of the token, which may never have been rotated.
        if (end != null && (edit.hasPrevious() || update.clientSecretVersion == null)) {
            edit.moveGrace(end);
        }
        return null;
    }

    private <R> Outcome<Changed<R>> kept(WritableStore.Draft draft, TokenEdit edit, Function<ServiceToken, R> result)
            throws Exception {
        ServiceToken token = edit.result();
        if (!edit.actions().isEmpty()) {
            draft.put(token);
        }
        return new Outcome<>(
                new Changed.Done<>(result.apply(token)),
                edit.actions().stream().map(action -> event(token, action)).toList());
    }

    private AccessEvent.Change event(ServiceToken token, Action action) {
        return context.event(Subject.SERVICE_TOKEN, action, token.id(), token.name(), token.clientId());
    }

    /**
     * The result of an update.
     *
     * @param token the new state
     * @param secret the new secret, which is stored nowhere else; null if the update did not rotate it
     */
    public record Updated(ServiceToken token, @Nullable ClientSecret secret) {}
}
