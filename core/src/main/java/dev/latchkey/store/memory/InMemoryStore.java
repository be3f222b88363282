package dev.latchkey.store.memory;

import dev.latchkey.internal.store.DocumentDraft;
import dev.latchkey.internal.store.RevokedSessions;
import dev.latchkey.internal.store.ServiceTokenUsage;
import dev.latchkey.model.IssuedServiceToken;
import dev.latchkey.model.ServiceToken;
import dev.latchkey.store.AccessConfiguration;
import dev.latchkey.store.AccessDocument;
import dev.latchkey.store.RevocableSession;
import dev.latchkey.store.ServiceTokenQuery;
import dev.latchkey.store.StoredSigningKey;
import dev.latchkey.store.WritableStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A store in memory. Thread-safe; reads never wait for writes. */
public final class InMemoryStore implements WritableStore {

    private static final int REVOCATIONS_BETWEEN_SWEEPS = 1_000;

    private final InstantSource clock;
    private final Instant made;
    private volatile AccessDocument document;
    private final AtomicReference<List<StoredSigningKey>> keys = new AtomicReference<>(List.of());
    private final RevokedSessions revoked = new RevokedSessions();
    private final AtomicInteger revocations = new AtomicInteger();
    private final Map<UUID, ServiceTokenUsage> usage = new ConcurrentHashMap<>();
    private final ReentrantLock turn = new ReentrantLock();

    /** Creates an empty store. */
    public InMemoryStore() {
        this(AccessDocument.EMPTY, InstantSource.system());
    }

    /**
     * Creates a store with this content.
     *
     * @param clock decides when ended sessions can be forgotten, and since when uses are recorded
     */
    public InMemoryStore(AccessDocument document, InstantSource clock) {
        this.clock = clock;
        this.made = clock.instant();
        this.document = document;
    }

    @Override
    public String location() {
        return "memory";
    }

    @Override
    public Duration age() {
        return Duration.ZERO;
    }

    /** Returns the current content. */
    public AccessDocument document() {
        return document;
    }

    /**
     * Changes the content. The change takes effect with the next request. Concurrent changes are never lost.
     *
     * @param change returns the new document; it must not change this store
     * @return the new document
     * @throws dev.latchkey.configuration.ConfigurationException from {@code change}; nothing is changed then
     * @throws IllegalStateException if it is called from within a change
     */
    public AccessDocument update(UnaryOperator<AccessDocument> change) {
        takeTurn();
        try {
            document = change.apply(document);
            return document;
        } finally {
            turn.unlock();
        }
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalStateException if it is called from within a change
     */
    @Override
    public <R extends @Nullable Object> R change(Change<R> change) throws Exception {
        takeTurn();
        try {
            DocumentDraft draft = new DocumentDraft(document, this::seen);
            R result = change.apply(draft);
            document = draft.document();
            return result;
        } finally {
            turn.unlock();
        }
    }

    // Changes run one at a time, and each is computed once.
    private void takeTurn() {
        refuseWithinAChange("make another one");
        turn.lock();
    }

    private void refuseWithinAChange(String what) {
        if (turn.isHeldByCurrentThread()) {
            throw new IllegalStateException("a change of the store must not " + what);
        }
    }

    @Override
    public @Nullable ServiceToken findById(UUID id) {
        ServiceToken token = document.serviceToken(id);
        return token == null ? null : seen(token);
    }

    @Override
    public ServiceTokenQuery.Page serviceTokens(ServiceTokenQuery query) {
        return ServiceTokenQuery.Page.of(document.serviceTokens().stream().map(this::seen), query);
    }

    private ServiceToken seen(ServiceToken token) {
        return usage.getOrDefault(token.id(), ServiceTokenUsage.NONE).of(token);
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalStateException if it is called from within a change
     */
    @Override
    public void recordLastSeen(Map<UUID, Instant> lastSeen) {
        refuseWithinAChange("record a use");
        Instant now = clock.instant();
        lastSeen.forEach((id, moment) ->
                usage.merge(id, ServiceTokenUsage.NONE.seen(moment, now), (known, one) -> known.seen(moment, now)));
        forgetTokensThatAreGone();
    }

    /** {@inheritDoc} It is the time of the store's creation. */
    @Override
    public Instant usesRecordedSince() {
        return made;
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalStateException if it is called from within a change
     */
    @Override
    public boolean claimExpiryNotice(UUID tokenId, Instant expiresAt) {
        refuseWithinAChange("give notice");
        AtomicBoolean first = new AtomicBoolean();
        usage.compute(tokenId, (id, known) -> {
            ServiceTokenUsage before = known == null ? ServiceTokenUsage.NONE : known;
            ServiceTokenUsage after = before.noticed(expiresAt);
            first.set(!after.equals(before));
            return after;
        });
        forgetTokensThatAreGone();
        return first.get() && document.serviceToken(tokenId) != null;
    }

    private void forgetTokensThatAreGone() {
        // Reads the field each time, because an older document lacks tokens that were created and used since.
        usage.keySet().removeIf(id -> document.serviceToken(id) == null);
    }

    /**
     * Creates and adds a service token without expiry, for tests.
     *
     * @param name the display name
     * @return the token with its secret, which is stored nowhere else
     */
    public IssuedServiceToken issue(String name) {
        IssuedServiceToken issued = IssuedServiceToken.issue(name, null, clock.instant());
        update(before -> before.with(issued.token()));
        return issued;
    }

    @Override
    public @Nullable ServiceToken findByClientId(String clientId) {
        return document.serviceToken(clientId);
    }

    @Override
    public AccessConfiguration configuration() {
        return document.configuration();
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
    public boolean isRevoked(RevocableSession session) {
        return revoked.contain(session);
    }

    @Override
    public void revoke(RevocableSession session) {
        revoked.add(session);
        if (revocations.incrementAndGet() % REVOCATIONS_BETWEEN_SWEEPS == 0) {
            revoked.sweep(clock.instant());
        }
    }
}
