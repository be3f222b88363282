package dev.latchkey.admin;

import dev.latchkey.event.ChangeEvent;
import dev.latchkey.event.ChangeEvent.Action;
import dev.latchkey.event.ChangeEvent.Subject;
import dev.latchkey.model.Application;
import dev.latchkey.store.AccessConfiguration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What can be done with applications and their own policies (management contract, section 2). Thread-safe. A change
 * counts from the next request on.
 *
 * <p>Every method throws whatever the store throws when it cannot be reached or written to; nothing is changed then.
 */
public final class Applications {

    /** An AUD tag has 64 hex characters. */
    private static final int AUD_BYTES = 32;

    private final ChangeContext context;

    Applications(ChangeContext context) {
        this.context = context;
    }

    /** {@return the application with this id, or null} */
    public @Nullable Application find(UUID id) throws Exception {
        return context.store().configuration().application(id);
    }

    /** {@return all applications, in the order in which they were made} */
    public List<Application> list() throws Exception {
        return context.store().configuration().applications();
    }

    /**
     * Makes an application. It gets an id and an AUD tag that are new and random, whatever {@code maker} gave it, so that
     * no session of one that was deleted is good for it; so do its policies that are not reusable ones.
     *
     * @param maker makes it, knowing what is configured now; may be called more than once
     * @throws dev.latchkey.configuration.ConfigurationException naming every member that is at fault, as pointers into
     *     the application
     */
    public Application create(Function<AccessConfiguration, Application> maker) throws Exception {
        UUID id = context.newId();
        String aud = context.newHex(AUD_BYTES);
        return context.make(draft -> {
            AccessConfiguration before = draft.configuration();
            Application wanted = maker.apply(before);
            Instant now = context.now();
            Application made = wanted.toBuilder()
                    .id(id)
                    .aud(aud)
                    .policies(new OwnPolicies(context, before, List.of()).settled(wanted.policies()))
                    .createdAt(now)
                    .updatedAt(now)
                    .sessionsRevokedAt(null)
                    .build();
            draft.put(ConfigurationPart.with(before, made));
            return Outcome.of(made, event(made, Action.CREATED));
        });
    }

    /**
     * Replaces an application. Its id, AUD tag, {@code createdAt} and {@code sessionsRevokedAt} stay, whatever
     * {@code change} says.
     *
     * @param precondition what must hold of the application for the change to be made
     * @param change makes the new one, knowing what is configured now and the application as it is; may be called more
     *     than once
     * @throws dev.latchkey.configuration.ConfigurationException naming every member that is at fault, as pointers into
     *     the application
     */
    public Changed<Application> replace(
            UUID id,
            Predicate<Application> precondition,
            BiFunction<AccessConfiguration, Application, Application> change)
            throws Exception {
        return context.change(draft -> draft.configuration().application(id), precondition, (draft, before) -> {
            AccessConfiguration configuration = draft.configuration();
            Application wanted = change.apply(configuration, before);
            Application made = wanted.toBuilder()
                    .id(before.id())
                    .aud(before.aud())
                    .policies(new OwnPolicies(context, configuration, before.policies()).settled(wanted.policies()))
                    .createdAt(before.createdAt())
                    .updatedAt(context.nowAfter(before.updatedAt()))
                    .sessionsRevokedAt(before.sessionsRevokedAt())
                    .build();
            draft.put(ConfigurationPart.with(configuration, made));
            return Outcome.of(new Changed.Done<>(made), event(made, Action.UPDATED));
        });
    }

    /** Deletes an application. */
    public Changed<Application> delete(UUID id, Predicate<Application> precondition) throws Exception {
        return context.change(draft -> draft.configuration().application(id), precondition, (draft, before) -> {
            draft.put(draft.configuration().withoutApplication(id));
            return Outcome.of(new Changed.Done<>(before), event(before, Action.DELETED));
        });
    }

    /** Ends all sessions of an application, from the next request on. Service tokens go on working. */
    public Changed<Application> revokeSessions(UUID id) throws Exception {
        return context.change(draft -> draft.configuration().application(id), application -> true, (draft, before) -> {
            Application made = before.toBuilder()
                    .sessionsRevokedAt(context.nowAfter(before.sessionsRevokedAt()))
                    .build();
            draft.put(draft.configuration().with(made));
            return Outcome.of(new Changed.Done<>(made), event(made, Action.SESSIONS_REVOKED));
        });
    }

    private ChangeEvent event(Application application, Action action) {
        return context.event(Subject.APPLICATION, action, application.id(), application.name(), null);
    }
}
