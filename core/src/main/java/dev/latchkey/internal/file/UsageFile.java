package dev.latchkey.internal.file;

import dev.latchkey.internal.file.WatchedFile.WhenMissing;
import dev.latchkey.internal.store.ServiceTokenUsage;
import dev.latchkey.model.ServiceToken;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;

/**
 * Remembers in a file when service tokens were last used, and of which ends notice was given. It is apart from the
 * configuration file, which belongs to people. Thread-safe; reads answer from memory.
 */
public final class UsageFile implements AutoCloseable {

    private final WatchedFile<RecordedUse> file;
    private final InstantSource clock;
    private final UnaryOperator<Set<UUID>> gone;

    private UsageFile(WatchedFile<RecordedUse> file, InstantSource clock, UnaryOperator<Set<UUID>> gone) {
        this.file = file;
        this.clock = clock;
        this.gone = gone;
    }

    /**
     * Opens the file, which comes into being with the first use.
     *
     * @param clock tells since when uses are recorded, where the file does not
     * @param gone answers those of some ids that no service token has any more; may touch the disk
     * @throws IOException if it cannot be read
     * @throws dev.latchkey.configuration.ConfigurationException if it is broken
     */
    public static UsageFile open(Path path, InstantSource clock, UnaryOperator<Set<UUID>> gone) throws IOException {
        return new UsageFile(WatchedFile.open(path, new UsageFormat(), WhenMissing.WAIT), clock, gone);
    }

    public WatchedFile<?> file() {
        return file;
    }

    /** {@return {@code token} with the moment when it was last used, the later one of what both say} */
    public ServiceToken seen(ServiceToken token) {
        return file.contents().of(token.id()).of(token);
    }

    /** {@return since when uses are recorded without a gap} Where the file does not say, it is now, and is written. */
    public Instant recordedSince() throws IOException {
        Instant known = file.contents().since();
        if (known != null) {
            return known;
        }
        RecordedUse now = file.update(before -> before.since(clock.instant()));
        return Objects.requireNonNull(now.since());
    }

    /** Keeps moments of use, each unless a later one is known; passes over those of service tokens that are gone. */
    public void recordLastSeen(Map<UUID, Instant> lastSeen) throws IOException {
        file.update(before -> {
            Map<UUID, ServiceTokenUsage> after = new HashMap<>(before.byToken());
            lastSeen.forEach((id, moment) -> after.put(id, before.of(id).seen(moment, clock.instant())));
            return pruned(before, after);
        });
    }

    /** {@return whether notice of that end was not given before; false for a service token that is gone} */
    public boolean claimExpiryNotice(UUID tokenId, Instant expiresAt) throws IOException {
        if (file.contents().of(tokenId).noticedEnds().contains(expiresAt)) {
            return false;
        }
        Claim claim = new Claim(tokenId, expiresAt);
        file.update(claim);
        return claim.isFirst;
    }

    @SuppressWarnings("ReferenceEquality") // The same object is how it says that there is no news.
    private RecordedUse pruned(RecordedUse before, Map<UUID, ServiceTokenUsage> after) {
        after.keySet().removeAll(gone.apply(new HashSet<>(after.keySet())));
        RecordedUse pruned = before.with(after);
        return pruned == before ? before : pruned.since(clock.instant());
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    /** A claim to give notice. It may be worked out more than once. */
    private final class Claim implements WatchedFile.Change<RecordedUse, RuntimeException> {

        private final UUID tokenId;
        private final Instant expiresAt;
        private boolean isFirst;

        Claim(UUID tokenId, Instant expiresAt) {
            this.tokenId = tokenId;
            this.expiresAt = expiresAt;
        }

        @Override
        public RecordedUse apply(RecordedUse before) {
            Map<UUID, ServiceTokenUsage> after = new HashMap<>(before.byToken());
            after.put(tokenId, before.of(tokenId).noticed(expiresAt));
            RecordedUse pruned = pruned(before, after);
            isFirst = pruned.byToken().containsKey(tokenId)
                    && !before.of(tokenId).noticedEnds().contains(expiresAt);
            return pruned;
        }
    }
}
