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
 * Stores uses of service tokens and expiry notices in a file, apart from the configuration file, which people edit.
 * Thread-safe; reads answer from memory.
 */
public final class UsageFile implements AutoCloseable {

    private final WatchedFile<UsageRecords> file;
    private final InstantSource clock;
    private final UnaryOperator<Set<UUID>> gone;

    private UsageFile(WatchedFile<UsageRecords> file, InstantSource clock, UnaryOperator<Set<UUID>> gone) {
        this.file = file;
        this.clock = clock;
        this.gone = gone;
    }

    /**
     * Opens the file; the first use creates it.
     *
     * @param clock the start of recording if the file does not contain it
     * @param gone returns those IDs that no longer belong to a service token; may access the disk
     * @throws IOException if the file cannot be read
     * @throws dev.latchkey.configuration.ConfigurationException if the file is invalid
     */
    public static UsageFile open(Path path, InstantSource clock, UnaryOperator<Set<UUID>> gone) throws IOException {
        return new UsageFile(WatchedFile.open(path, new UsageFormat(), WhenMissing.WAIT), clock, gone);
    }

    public WatchedFile<?> file() {
        return file;
    }

    /** Returns {@code token} with the later last use of token and file. */
    public ServiceToken seen(ServiceToken token) {
        return file.contents().of(token.id()).of(token);
    }

    /**
     * Returns since when uses are recorded without a gap. If the file does not contain that, it is now, and is written.
     */
    public Instant recordedSince() throws IOException {
        Instant known = file.contents().since();
        if (known != null) {
            return known;
        }
        UsageRecords now = file.update(before -> before.since(clock.instant()));
        return Objects.requireNonNull(now.since());
    }

    /** Records uses that are later than the known ones, and drops deleted service tokens. */
    public void recordLastSeen(Map<UUID, Instant> lastSeen) throws IOException {
        file.update(before -> {
            Map<UUID, ServiceTokenUsage> after = new HashMap<>(before.byToken());
            lastSeen.forEach((id, moment) -> after.put(id, before.of(id).seen(moment, clock.instant())));
            return pruned(before, after);
        });
    }

    /** Returns whether this is the first claim for that expiry; false for a deleted service token. */
    public boolean claimExpiryNotice(UUID tokenId, Instant expiresAt) throws IOException {
        if (file.contents().of(tokenId).noticedEnds().contains(expiresAt)) {
            return false;
        }
        Claim claim = new Claim(tokenId, expiresAt);
        file.update(claim);
        return claim.isFirst;
    }

    @SuppressWarnings("ReferenceEquality") // The same object means no change.
    private UsageRecords pruned(UsageRecords before, Map<UUID, ServiceTokenUsage> after) {
        after.keySet().removeAll(gone.apply(new HashSet<>(after.keySet())));
        UsageRecords pruned = before.with(after);
        return pruned == before ? before : pruned.since(clock.instant());
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    /** A claim of an expiry notice. It may be applied more than once. */
    private final class Claim implements WatchedFile.Change<UsageRecords, RuntimeException> {

        private final UUID tokenId;
        private final Instant expiresAt;
        private boolean isFirst;

        Claim(UUID tokenId, Instant expiresAt) {
            this.tokenId = tokenId;
            this.expiresAt = expiresAt;
        }

        @Override
        public UsageRecords apply(UsageRecords before) {
            Map<UUID, ServiceTokenUsage> after = new HashMap<>(before.byToken());
            after.put(tokenId, before.of(tokenId).noticed(expiresAt));
            UsageRecords pruned = pruned(before, after);
            isFirst = pruned.byToken().containsKey(tokenId)
                    && !before.of(tokenId).noticedEnds().contains(expiresAt);
            return pruned;
        }
    }
}
