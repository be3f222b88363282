package dev.latchkey.cli;

import dev.latchkey.admin.Administration;
import dev.latchkey.model.ServiceToken;
import dev.latchkey.store.ServiceTokenQuery;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Finds a service token by its ID, by its Client ID, or by its name if that is unique. */
final class TokenFinder {

    private final Administration administration;

    TokenFinder(Administration administration) {
        this.administration = administration;
    }

    /**
     * Returns the service token.
     *
     * @throws CommandException if there is none, or several have that name
     */
    ServiceToken find(String named) throws Exception {
        ServiceToken byId = byId(named);
        if (byId != null) {
            return byId;
        }
        ServiceToken byClientId = byClientId(named);
        if (byClientId != null) {
            return byClientId;
        }
        ServiceTokenQuery query = ServiceTokenQuery.builder().name(named).build();
        List<ServiceToken> byName = administration.serviceTokens().list(query).tokens();
        return Named.onlyOne(byName, "service token", named, token -> token.id() + " (" + token.clientId() + ")");
    }

    /** Returns the condition under which a token that was found can still be changed. */
    static Predicate<ServiceToken> stillGoesBy(ServiceToken seen) {
        return now -> now.name().equals(seen.name()) && now.clientId().equals(seen.clientId());
    }

    private @Nullable ServiceToken byClientId(String named) throws Exception {
        // Stores are never asked for anything that cannot be a Client ID.
        return named.length() <= ServiceToken.MAX_CREDENTIAL_LENGTH && ServiceToken.isToken68(named)
                ? administration.store().findByClientId(named)
                : null;
    }

    private @Nullable ServiceToken byId(String named) {
        UUID id = Named.id(named);
        return id == null ? null : administration.serviceTokens().find(id);
    }
}
