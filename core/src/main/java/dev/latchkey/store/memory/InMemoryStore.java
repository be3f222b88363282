package dev.latchkey.store.memory;

import dev.latchkey.store.AccessConfiguration;
import dev.latchkey.store.AccessDocument;
import dev.latchkey.store.AccessStore;
import dev.latchkey.store.StoredSigningKey;
import dev.latchkey.token.IssuedServiceToken;
import dev.latchkey.token.ServiceToken;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Keeps everything in memory. Thread-safe; no read waits for a write. */
public final class InMemoryStore implements AccessStore {

    /** A document with its service tokens by client id. */
    private record Contents(AccessDocument document, Map<String, ServiceToken> byClientId) {

        static Contents of(AccessDocument document) {
            return new Contents(
                    document,
                    document.serviceTokens().stream()
                            .collect(Collectors.toUnmodifiableMap(ServiceToken::clientId, Function.identity())));
        }
    }

    private final InstantSource clock;
    private final AtomicReference<Contents> contents;
    private final AtomicReference<List<StoredSigningKey>> keys = new AtomicReference<>(List.of());
    private final Map<String, Instant> revoked = new ConcurrentHashMap<>();

    /** Creates an empty store. */
    public InMemoryStore() {
        this(AccessDocument.EMPTY, InstantSource.system());
    }

    /**
     * Creates a store that holds {@code document}.
     *
     * @param clock tells when a revoked session may be forgotten
     */
    public InMemoryStore(AccessDocument document, InstantSource clock) {
        this.clock = clock;
        this.contents = new AtomicReference<>(Contents.of(document));
    }

    /** {@return all that is configured now} */
    public AccessDocument document() {
        return contents().document();
    }

    /**
     * Changes what is configured. The change counts from the next request on; of two changes at once neither is lost.
     *
     * @param change makes the new document out of the one before; may be called more than once
     * @return the new document
     * @throws dev.latchkey.configuration.ConfigurationException from {@code change}; nothing is changed then
     */
    public AccessDocument update(UnaryOperator<AccessDocument> change) {
        return contents.updateAndGet(before -> Contents.of(change.apply(before.document())))
                .document();
    }

    /**
     * Makes a service token that lasts for ever and adds it. For tests, where the line is all it takes.
     *
     * @param name its name for people
     * @return the token with its secret, which is nowhere else
     */
    public IssuedServiceToken issue(String name) {
        IssuedServiceToken issued = IssuedServiceToken.issue(name, null, clock.instant());
        update(document -> document.with(issued.token()));
        return issued;
    }

    private Contents contents() {
        return Objects.requireNonNull(contents.get());
    }

    @Override
    public @Nullable ServiceToken findByClientId(String clientId) {
        return contents().byClientId().get(clientId);
    }

    @Override
    public AccessConfiguration configuration() {
        return contents().document().configuration();
    }

    @Override
    public List<StoredSigningKey> signingKeys() {
        return Objects.requireNonNull(keys.get());
    }

    @Override
    public List<StoredSigningKey> replaceSigningKeys(
            @Nullable String expectedNewest, List<StoredSigningKey> replacement) {
        return keys.updateAndGet(before -> {
            String newest = before.isEmpty() ? null : before.get(0).kid();
            return Objects.equals(newest, expectedNewest) ? List.copyOf(replacement) : before;
        });
    }

    @Override
    public boolean isRevoked(String sessionId) {
        return revoked.containsKey(sessionId);
    }

    @Override
    public void revoke(String sessionId, Instant until) {
        Instant now = clock.instant();
        revoked.values().removeIf(end -> end.isBefore(now));
        revoked.merge(sessionId, until, (known, given) -> known.isAfter(given) ? known : given);
    }
}
