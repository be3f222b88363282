package dev.latchkey.store.json;

import dev.latchkey.store.ServiceTokenUsage;
import dev.latchkey.store.json.WatchedFile.WhenMissing;
import dev.latchkey.token.ServiceToken;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;

/**
 * Remembers in a file when service tokens were last used, and of which ends notice was given. It is apart from the
 * configuration file, which belongs to people. Thread-safe; reads answer from memory.
 */
final class UsageFile implements AutoCloseable {

    private final WatchedFile<Map<UUID, ServiceTokenUsage>> file;
    private final UnaryOperator<Set<UUID>> gone;

    private UsageFile(WatchedFile<Map<UUID, ServiceTokenUsage>> file, UnaryOperator<Set<UUID>> gone) {
        this.file = file;
        this.gone = gone;
    }

    /**
     * Opens the file, which comes into being with the first use.
     *
     * @param gone answers those of some ids that no service token has any more; may touch the disk
     * @throws IOException if it cannot be read
     * @throws dev.latchkey.configuration.ConfigurationException if it is broken
     */
    static UsageFile open(Path path, UnaryOperator<Set<UUID>> gone) throws IOException {
        return new UsageFile(WatchedFile.open(path, new UsageFormat(), WhenMissing.WAIT), gone);
    }

    WatchedFile<?> file() {
        return file;
    }

    /** {@return {@code token} with the moment when it was last used, the later one of what both say} */
    ServiceToken seen(ServiceToken token) {
        return file.contents().getOrDefault(token.id(), ServiceTokenUsage.NONE).of(token);
    }

    /** Keeps moments of use, each unless a later one is known; passes over those of service tokens that are gone. */
    void recordLastSeen(Map<UUID, Instant> lastSeen) throws IOException {
        file.update(before -> {
            Map<UUID, ServiceTokenUsage> after = new HashMap<>(before);
            lastSeen.forEach((id, moment) -> after.put(id, usage(after, id).seen(moment)));
            return pruned(before, after);
        });
    }

    /** {@return whether notice of that end was not given before; false for a service token that is gone} */
    boolean claimExpiryNotice(UUID tokenId, Instant expiresAt) throws IOException {
        if (usage(file.contents(), tokenId).noticedEnds().contains(expiresAt)) {
            return false;
        }
        Claim claim = new Claim(tokenId, expiresAt);
        file.update(claim);
        return claim.isFirst;
    }

    private static ServiceTokenUsage usage(Map<UUID, ServiceTokenUsage> all, UUID id) {
        return all.getOrDefault(id, ServiceTokenUsage.NONE);
    }

    private Map<UUID, ServiceTokenUsage> pruned(
            Map<UUID, ServiceTokenUsage> before, Map<UUID, ServiceTokenUsage> after) {
        after.keySet().removeAll(gone.apply(new HashSet<>(after.keySet())));
        return after.equals(before) ? before : Map.copyOf(after);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    /** A claim to give notice. It may be worked out more than once. */
    private final class Claim implements WatchedFile.Change<Map<UUID, ServiceTokenUsage>, RuntimeException> {

        private final UUID tokenId;
        private final Instant expiresAt;
        private boolean isFirst;

        Claim(UUID tokenId, Instant expiresAt) {
            this.tokenId = tokenId;
            this.expiresAt = expiresAt;
        }

        @Override
        public Map<UUID, ServiceTokenUsage> apply(Map<UUID, ServiceTokenUsage> before) {
            Map<UUID, ServiceTokenUsage> after = new HashMap<>(before);
            after.put(tokenId, usage(before, tokenId).noticed(expiresAt));
            Map<UUID, ServiceTokenUsage> pruned = pruned(before, after);
            isFirst = pruned.containsKey(tokenId)
                    && !usage(before, tokenId).noticedEnds().contains(expiresAt);
            return pruned;
        }
    }
}
