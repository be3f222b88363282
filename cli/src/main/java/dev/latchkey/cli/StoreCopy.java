package dev.latchkey.cli;

import dev.latchkey.model.ServiceToken;
import dev.latchkey.store.AccessConfiguration;
import dev.latchkey.store.RevocableSession;
import dev.latchkey.store.ServiceTokenQuery;
import dev.latchkey.store.StoredSigningKey;
import dev.latchkey.store.WritableStore;
import dev.latchkey.store.file.JsonFileStore;
import java.util.Comparator;
import java.util.List;

/**
 * Copies all that a file store holds into a store with nothing in it, with ids, digests and moments as they are, so that
 * service tokens and sessions go on working. Used once.
 *
 * <p>What is configured comes last, in one change: until then the other store counts as empty, and whatever went wrong,
 * the same can be done again.
 */
final class StoreCopy {

    private final JsonFileStore from;
    private final WritableStore to;

    StoreCopy(JsonFileStore from, WritableStore to) {
        this.from = from;
        this.to = to;
    }

    /**
     * What is copied.
     *
     * @param keys the newest first
     * @param ended the sessions that were ended, as far as they are remembered one by one
     */
    record Contents(
            AccessConfiguration configuration,
            List<ServiceToken> tokens,
            List<StoredSigningKey> keys,
            List<RevocableSession> ended) {}

    /**
     * Copies everything.
     *
     * @return what was copied
     * @throws CommandException if there is something in the other store
     */
    Contents copy() throws Exception {
        Contents contents = contents();
        to.change(this::requireEmpty);
        copyKeys(contents.keys());
        for (RevocableSession session : contents.ended()) {
            to.revoke(session);
        }
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
        List<RevocableSession> ended = from.endedSessions().byId().values().stream()
                .sorted(Comparator.comparing(RevocableSession::id))
                .toList();
        return new Contents(
                from.configuration(), from.serviceTokens(ServiceTokenQuery.ALL).tokens(), from.signingKeys(), ended);
    }

    /** {@return the settings, which are the defaults} No other change comes in between: they wait for this one. */
    private AccessConfiguration requireEmpty(WritableStore.Draft draft) throws Exception {
        AccessConfiguration configuration = draft.configuration();
        boolean hasTokens = to.serviceTokens(ServiceTokenQuery.ALL.page(0, 1)).totalCount() > 0;
        if (hasTokens || !configuration.equals(AccessConfiguration.EMPTY)) {
            throw new CommandException(
                    ExitStatus.FAILED,
                    "there is something in the database already: nothing was copied; an import needs one with empty"
                            + " tables");
        }
        return configuration;
    }

    // Keys that are there open nothing, as no application is: those of an app that was started too early.
    private void copyKeys(List<StoredSigningKey> keys) throws Exception {
        if (keys.isEmpty()) {
            return;
        }
        List<StoredSigningKey> there = to.signingKeys();
        List<StoredSigningKey> kept =
                to.replaceSigningKeys(there.isEmpty() ? null : there.get(0).kid(), keys);
        if (!kept.equals(keys)) {
            throw new CommandException(
                    ExitStatus.CHANGED, "an app that uses the database has just made signing keys: stop it first");
        }
    }
}
