package dev.latchkey.internal.tokens;

import dev.latchkey.internal.fault.Faults;
import dev.latchkey.model.ServiceToken;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.RandomAccess;
import java.util.UUID;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A list of service tokens that finds them by ID and by Client ID. Immutable.
 *
 * <p>A copy with a few changes reads the other tokens only when the tables grow.
 */
public final class ServiceTokenTable extends AbstractList<ServiceToken> implements RandomAccess {

    /** Up to this many tokens are searched for one by one. That compares references, and reads no other token. */
    private static final int FEW = 64;

    private final ServiceToken[] inOrder;
    private final TokenIndex<UUID> byId;
    private final TokenIndex<String> byClientId;

    private ServiceTokenTable(ServiceToken[] inOrder, TokenIndex<UUID> byId, TokenIndex<String> byClientId) {
        this.inOrder = inOrder;
        this.byId = byId;
        this.byClientId = byClientId;
    }

    /**
     * Returns a table of these tokens; itself, if {@code tokens} is one.
     *
     * @throws dev.latchkey.configuration.ConfigurationException with every ID and Client ID that occurs twice
     */
    public static ServiceTokenTable of(List<ServiceToken> tokens) {
        if (tokens instanceof ServiceTokenTable table) {
            return table;
        }
        ServiceToken[] inOrder = tokens.toArray(ServiceToken[]::new);
        TokenIndex<UUID> byId = new TokenIndex<>(ServiceToken::id, inOrder.length);
        TokenIndex<String> byClientId = new TokenIndex<>(ServiceToken::clientId, inOrder.length);
        Faults faults = new Faults();
        for (int i = 0; i < inOrder.length; i++) {
            int place = i;
            index(inOrder[i], () -> place, byId, byClientId, faults);
        }
        faults.throwIfAny("service tokens");
        return new ServiceTokenTable(inOrder, byId, byClientId);
    }

    private static void index(
            ServiceToken token,
            IntSupplier place,
            TokenIndex<UUID> byId,
            TokenIndex<String> byClientId,
            Faults faults) {
        if (!byClientId.putIfAbsent(token)) {
            faults.add(
                    "/service_tokens/" + place.getAsInt() + "/client_id", "another service token has this Client ID");
        } else if (!byId.putIfAbsent(token)) {
            faults.add("/service_tokens/" + place.getAsInt() + "/id", "another service token has this ID");
        }
    }

    /**
     * Returns a table with these changes. Replaced tokens keep their place; new ones come last.
     *
     * @param changes the new token by its ID; null to remove the one with that ID
     * @throws dev.latchkey.configuration.ConfigurationException if a Client ID occurs twice
     */
    public ServiceTokenTable with(Map<UUID, @Nullable ServiceToken> changes) {
        int room = inOrder.length + changes.size();
        @Nullable ServiceToken[] merged = Arrays.copyOf(inOrder, room);
        TokenIndex<UUID> ids = byId.copy(room);
        TokenIndex<String> clientIds = byClientId.copy(room);
        int end = inOrder.length;
        List<ServiceToken> replaced = new ArrayList<>();
        for (Map.Entry<UUID, @Nullable ServiceToken> change : changes.entrySet()) {
            ServiceToken old = byId.get(change.getKey());
            if (old == null) {
                merged[end++] = change.getValue();
            } else {
                replaced.add(old);
                ids.remove(old.id());
                clientIds.remove(old.clientId());
            }
        }
        replace(replaced, changes, merged);
        ServiceToken[] all = withoutGaps(merged, end);
        // After all removals, because a token may take over the Client ID of another one.
        Faults faults = new Faults();
        for (ServiceToken token : changes.values()) {
            if (token != null) {
                index(token, () -> Arrays.asList(all).indexOf(token), ids, clientIds, faults);
            }
        }
        faults.throwIfAny("service tokens");
        return new ServiceTokenTable(all, ids, clientIds);
    }

    private void replace(
            List<ServiceToken> replaced, Map<UUID, @Nullable ServiceToken> changes, @Nullable ServiceToken[] merged) {
        if (replaced.size() <= FEW) {
            replaced.forEach(old -> merged[placeOf(old)] = changes.get(old.id()));
            return;
        }
        for (int i = 0; i < inOrder.length; i++) {
            UUID id = inOrder[i].id();
            if (changes.containsKey(id)) {
                merged[i] = changes.get(id);
            }
        }
    }

    private static ServiceToken[] withoutGaps(@Nullable ServiceToken[] merged, int end) {
        ServiceToken[] all = new ServiceToken[end];
        int size = 0;
        for (int i = 0; i < end; i++) {
            ServiceToken token = merged[i];
            if (token != null) {
                all[size++] = token;
            }
        }
        return size == end ? all : Arrays.copyOf(all, size);
    }

    @SuppressWarnings("ReferenceEquality") // The token comes from this table.
    private int placeOf(ServiceToken token) {
        int place = 0;
        while (inOrder[place] != token) {
            place++;
        }
        return place;
    }

    /** Returns the token with this ID, or null. */
    public @Nullable ServiceToken withId(UUID id) {
        return byId.get(id);
    }

    /** Returns the token with exactly this Client ID, or null. */
    public @Nullable ServiceToken withClientId(String clientId) {
        return byClientId.get(clientId);
    }

    @Override
    public ServiceToken get(int index) {
        return inOrder[index];
    }

    @Override
    public int size() {
        return inOrder.length;
    }
}
