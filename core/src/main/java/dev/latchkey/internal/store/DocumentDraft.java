package dev.latchkey.internal.store;

import dev.latchkey.configuration.ConfigurationException;
import dev.latchkey.configuration.Fault;
import dev.latchkey.internal.tokens.ServiceTokenTable;
import dev.latchkey.model.ServiceToken;
import dev.latchkey.store.AccessConfiguration;
import dev.latchkey.store.AccessDocument;
import dev.latchkey.store.WritableStore;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A draft for stores that keep everything in one {@link AccessDocument}. It holds only the changes, so that changing
 * one of many service tokens is cheap until {@link #document()} is called. Not thread-safe.
 */
public final class DocumentDraft implements WritableStore.Draft {

    private final AccessDocument before;
    private final UnaryOperator<ServiceToken> seen;
    private AccessConfiguration configuration;

    /** Changed service tokens by ID; null if removed. */
    private final Map<UUID, @Nullable ServiceToken> changed = new LinkedHashMap<>();

    /** Changed service tokens by Client ID. */
    private final Map<String, ServiceToken> putByClientId = new HashMap<>();

    /**
     * Creates a draft that starts from {@code before}.
     *
     * @param seen adds the {@code lastSeenAt} of a service token, which is kept elsewhere
     */
    public DocumentDraft(AccessDocument before, UnaryOperator<ServiceToken> seen) {
        this.before = before;
        this.seen = seen;
        this.configuration = before.configuration();
    }

    /**
     * Returns the document with all changes, or the original if there are none. Replaced service tokens keep their
     * place; new ones come last.
     *
     * @throws ConfigurationException if the changes contradict each other
     */
    @SuppressWarnings("ReferenceEquality")
    public AccessDocument document() {
        if (changed.isEmpty()) {
            return configuration == before.configuration() ? before : before.with(configuration);
        }
        return new AccessDocument(
                configuration, ServiceTokenTable.of(before.serviceTokens()).with(changed));
    }

    @Override
    public AccessConfiguration configuration() {
        return configuration;
    }

    @Override
    public @Nullable ServiceToken serviceToken(UUID id) {
        ServiceToken token = current(id);
        return token == null ? null : seen.apply(token);
    }

    private @Nullable ServiceToken current(UUID id) {
        return changed.containsKey(id) ? changed.get(id) : before.serviceToken(id);
    }

    @Override
    public @Nullable ServiceToken serviceToken(String clientId) {
        ServiceToken token = withClientId(clientId);
        return token == null ? null : seen.apply(token);
    }

    private @Nullable ServiceToken withClientId(String clientId) {
        ServiceToken put = putByClientId.get(clientId);
        if (put != null) {
            return put;
        }
        ServiceToken old = before.serviceToken(clientId);
        return old == null || changed.containsKey(old.id()) ? null : old;
    }

    @Override
    public void put(AccessConfiguration replacement) {
        configuration = replacement;
    }

    @Override
    public void put(ServiceToken token) {
        ServiceToken namesake = withClientId(token.clientId());
        if (namesake != null && !namesake.id().equals(token.id())) {
            throw new ConfigurationException(
                    "service token", List.of(new Fault("/client_id", "another service token has this Client ID")));
        }
        ServiceToken kept = withLastSeenAtOf(current(token.id()), token);
        change(token.id(), kept);
        putByClientId.put(token.clientId(), kept);
    }

    /** Returns {@code token} with the {@code lastSeenAt} of the token that it replaces, which changes never modify. */
    private static ServiceToken withLastSeenAtOf(@Nullable ServiceToken replaced, ServiceToken token) {
        return replaced == null || Objects.equals(replaced.lastSeenAt(), token.lastSeenAt())
                ? token
                : token.toBuilder().lastSeenAt(replaced.lastSeenAt()).build();
    }

    @Override
    public void remove(UUID tokenId) {
        if (current(tokenId) != null) {
            change(tokenId, null);
        }
    }

    private void change(UUID id, @Nullable ServiceToken now) {
        ServiceToken put = changed.put(id, now);
        if (put != null) {
            putByClientId.remove(put.clientId());
        }
    }
}
