package dev.latchkey.cli;

import dev.latchkey.model.ServiceToken;
import dev.latchkey.store.AccessConfiguration;
import dev.latchkey.store.EndedSessions;
import dev.latchkey.store.ServiceTokenQuery;
import dev.latchkey.store.StoredSigningKey;
import dev.latchkey.store.WritableStore;
import dev.latchkey.store.file.JsonFileStore;
import dev.latchkey.store.jdbc.JdbcStore;
import java.util.List;

/**
 * Copies a file store into an empty database, with its IDs, digests and times, so that service tokens and sessions stay
 * valid. Used once.
 *
 * <p>The configuration comes last, in one change. Until then the target counts as empty, so a failed copy can be
 * repeated.
 */
final class StoreCopy {

    private final JsonFileStore from;
    private final JdbcStore to;

    StoreCopy(JsonFileStore from, JdbcStore to) {
        this.from = from;
        this.to = to;
    }

    /**
     * The data to copy.
     *
     * @param keys the newest first
     * @param ended ended sessions, including the outlines of those that the file no longer has one by one
     */
    record Contents(
            AccessConfiguration configuration,
            List<ServiceToken> tokens,
            List<StoredSigningKey> keys,
            EndedSessions ended) {}

    /**
     * Copies everything.
     *
     * @return the copied data
     * @throws CommandException if the target is not empty
     */
    Contents copy() throws Exception {
        Contents contents = contents();
        to.change(this::requireEmpty);
        copyKeys(contents.keys());
        to.revokeAll(contents.ended());
        return to.change(draft -> {
            requireEmpty(draft);
            draft.put(contents.configuration());
            for (ServiceToken token : contents.tokens()) {
                draft.put(token);
            }
            return contents;
        });
    }

    private Contents contents() {
        return new Contents(
                from.configuration(),
                from.serviceTokens(ServiceTokenQuery.ALL).tokens(),
                from.signingKeys(),
                from.endedSessions());
    }

    /** Returns the default settings; throws if the target is not empty. Other changes wait for this one. */
    private AccessConfiguration requireEmpty(WritableStore.Draft draft) throws Exception {
        AccessConfiguration configuration = draft.configuration();
        boolean hasTokens = to.serviceTokens(ServiceTokenQuery.ALL.page(0, 1)).totalCount() > 0;
        if (hasTokens || !configuration.equals(AccessConfiguration.EMPTY)) {
            throw new CommandException(
                    ExitStatus.FAILED, "the database is not empty, so nothing was copied; import into empty tables");
        }
        return configuration;
    }

    // Existing keys belong to an app that was started too early. They admit no one, because there is no application.
    private void copyKeys(List<StoredSigningKey> keys) throws Exception {
        if (keys.isEmpty()) {
            return;
        }
        List<StoredSigningKey> there = to.signingKeys();
        List<StoredSigningKey> kept =
                to.replaceSigningKeys(there.isEmpty() ? null : there.get(0).kid(), keys);
        if (!kept.equals(keys)) {
            throw new CommandException(
                    ExitStatus.CHANGED,
                    "an app that uses the database has just created signing keys; stop it and try again");
        }
    }
}
