package dev.latchkey.admin;

import dev.latchkey.event.AccessEvent;
import dev.latchkey.event.AccessEvent.Change.Action;
import dev.latchkey.event.AccessEvent.Change.Subject;
import dev.latchkey.internal.store.StoreCalls;
import dev.latchkey.model.Application;
import dev.latchkey.model.Policy;
import dev.latchkey.store.AccessConfiguration;
import dev.latchkey.store.WritableStore;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Finds and changes applications and their own policies (management contract, section 2). Thread-safe. A change takes
 * effect with the next request.
 *
 * <p>Every method throws {@link dev.latchkey.store.StoreUnavailableException} if the store cannot be read or written.
 */
public final class Applications {

    /** An AUD tag has 64 hex characters. */
    private static final int AUD_BYTES = 32;

    private final ChangeContext context;

    Applications(ChangeContext context) {
        this.context = context;
    }

    /** Returns the application with this ID, or null. */
    public @Nullable Application find(UUID id) {
        return context.configuration().application(id);
    }

    /** Returns all applications, in the order of their creation. */
    public List<Application> list() {
        return context.configuration().applications();
    }

    /**
     * Creates an application. It gets a new random ID and AUD tag, so that sessions of a deleted application are not
     * valid for it. Its own policies get new random IDs, too.
     *
     * @param maker returns the application for the current configuration; may be called more than once
     * @throws dev.latchkey.configuration.ConfigurationException with every invalid member, as pointers into the
     *     application
     */
    public Application create(Function<AccessConfiguration, Application> maker) {
        UUID id = context.newId();
        String aud = context.newHex(AUD_BYTES);
        return context.make(draft -> {
            AccessConfiguration before = draft.configuration();
            Application wanted = StoreCalls.callback(() -> maker.apply(before));
            Instant now = context.now();
            Application made = wanted.toBuilder()
                    .id(id)
                    .aud(aud)
                    .policies(new OwnPolicies(context, before, List.of()).settled(wanted.policies()))
                    .createdAt(now)
                    .updatedAt(now)
                    .sessionsRevokedAt(null)
                    .build();
            checkTokens(draft, List.of(), made.policies());
            draft.put(ConfigurationPart.with(before, made));
            return Outcome.of(made, event(made, Action.CREATED));
        });
    }

    /**
     * Creates an application.
     *
     * @see #create(Function)
     */
    public Application create(Application application) {
        return create(configuration -> application);
    }

    /**
     * Replaces an application, whatever its current state.
     *
     * @see #replace(UUID, Predicate, BiFunction)
     */
    public Changed<Application> replace(UUID id, UnaryOperator<Application> change) {
        return replace(id, before -> true, (configuration, before) -> change.apply(before));
    }

    /**
     * Replaces an application. Its ID, AUD tag, {@code createdAt} and {@code sessionsRevokedAt} stay, whatever {@code
     * change} returns.
     *
     * @param precondition must accept the current application, or nothing is changed
     * @param change returns the new application for the current configuration and application; may be called more than
     *     once
     * @throws dev.latchkey.configuration.ConfigurationException with every invalid member, as pointers into the
     *     application
     */
    public Changed<Application> replace(
            UUID id,
            Predicate<Application> precondition,
            BiFunction<AccessConfiguration, Application, Application> change) {
        return context.change(draft -> draft.configuration().application(id), precondition, (draft, before) -> {
            AccessConfiguration configuration = draft.configuration();
            Application wanted = StoreCalls.callback(() -> change.apply(configuration, before));
            Application made = wanted.toBuilder()
                    .id(before.id())
                    .aud(before.aud())
                    .policies(new OwnPolicies(context, configuration, before.policies()).settled(wanted.policies()))
                    .createdAt(before.createdAt())
                    .updatedAt(context.nowAfter(before.updatedAt()))
                    .sessionsRevokedAt(before.sessionsRevokedAt())
                    .build();
            checkTokens(draft, before.policies(), made.policies());
            draft.put(ConfigurationPart.with(configuration, made));
            return Outcome.of(new Changed.Done<>(made), event(made, Action.UPDATED));
        });
    }

    /** Deletes an application. */
    public Changed<Application> delete(UUID id) {
        return delete(id, before -> true);
    }

    /**
     * Deletes an application.
     *
     * @param precondition must accept the current application, or nothing is changed
     */
    public Changed<Application> delete(UUID id, Predicate<Application> precondition) {
        return context.change(draft -> draft.configuration().application(id), precondition, (draft, before) -> {
            draft.put(draft.configuration().withoutApplication(id));
            return Outcome.of(new Changed.Done<>(before), event(before, Action.DELETED));
        });
    }

    /** Ends all sessions of an application. Service tokens keep working. */
    public Changed<Application> revokeSessions(UUID id) {
        return context.change(draft -> draft.configuration().application(id), application -> true, (draft, before) -> {
            Application made = before.toBuilder()
                    .sessionsRevokedAt(context.nowAfter(before.sessionsRevokedAt()))
                    .build();
            draft.put(draft.configuration().with(made));
            return Outcome.of(new Changed.Done<>(made), event(made, Action.SESSIONS_REVOKED));
        });
    }

    /** Reusable policies were checked when they were stored. */
    private static void checkTokens(WritableStore.Draft draft, List<Policy> before, List<Policy> policies)
            throws Exception {
        AccessConfiguration configuration = draft.configuration();
        TokenReferences references = new TokenReferences(draft, before.stream().flatMap(Policy::rules));
        for (int i = 0; i < policies.size(); i++) {
            Policy policy = policies.get(i);
            if (configuration.policy(policy.id()) == null) {
                references.check("/policies/" + i, policy.include(), policy.require(), policy.exclude());
            }
        }
        references.throwIfAny("application");
    }

    private AccessEvent.Change event(Application application, Action action) {
        return context.event(Subject.APPLICATION, action, application.id(), application.name(), null);
    }
}
