package dev.latchkey.admin;

import dev.latchkey.model.ServiceToken;
import dev.latchkey.store.AccessConfiguration;
import dev.latchkey.store.WritableStore;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A draft that remembers what its changes weaken. Not thread-safe. */
final class WatchedDraft implements WritableStore.Draft {

    private final WritableStore.Draft draft;
    private @Nullable AccessConfiguration before;
    private @Nullable AccessConfiguration after;

    WatchedDraft(WritableStore.Draft draft) {
        this.draft = draft;
    }

    List<Weakenings.Found> weakenings() {
        return before == null || after == null ? List.of() : Weakenings.find(before, after);
    }

    @Override
    public AccessConfiguration configuration() throws Exception {
        return draft.configuration();
    }

    @Override
    public @Nullable ServiceToken serviceToken(UUID id) throws Exception {
        return draft.serviceToken(id);
    }

    @Override
    public @Nullable ServiceToken serviceToken(String clientId) throws Exception {
        return draft.serviceToken(clientId);
    }

    @Override
    public void put(AccessConfiguration configuration) throws Exception {
        if (before == null) {
            before = draft.configuration();
        }
        draft.put(configuration);
        after = configuration;
    }

    @Override
    public void put(ServiceToken token) throws Exception {
        draft.put(token);
    }

    @Override
    public void remove(UUID tokenId) throws Exception {
        draft.remove(tokenId);
    }
}
