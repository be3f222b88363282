package dev.latchkey.cli;

import dev.latchkey.admin.Administration;
import dev.latchkey.internal.json.JsonMembers;
import dev.latchkey.model.ServiceToken;
import dev.latchkey.store.ServiceTokenQuery;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Finds the service token that somebody names: by its id, its client id, or its name if no other has it. */
final class TokenFinder {

    private final Administration administration;

    TokenFinder(Administration administration) {
        this.administration = administration;
    }

    /**
     * {@return the service token}
     *
     * @throws CommandException if there is none, or more than one has that name
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
        if (byName.isEmpty()) {
            throw new CommandException(ExitStatus.NOT_FOUND, "there is no service token " + Typed.shown(named));
        } else if (byName.size() > 1) {
            throw new CommandException(
                    ExitStatus.AMBIGUOUS,
                    byName.size() + " service tokens have the name " + named + ", name one by its id: "
                            + byName.stream()
                                    .map(token -> token.id() + " (" + token.clientId() + ")")
                                    .collect(Collectors.joining(", ")));
        }
        return byName.get(0);
    }

    /** {@return what must still hold when a token that was named so is changed} */
    static Predicate<ServiceToken> stillGoesBy(ServiceToken seen) {
        return now -> now.name().equals(seen.name()) && now.clientId().equals(seen.clientId());
    }

    private @Nullable ServiceToken byClientId(String named) throws Exception {
        // A store is asked for nothing that can be no client id.
        return named.length() <= ServiceToken.MAX_CREDENTIAL_LENGTH && ServiceToken.isToken68(named)
                ? administration.store().findByClientId(named)
                : null;
    }

    private @Nullable ServiceToken byId(String named) throws Exception {
        UUID id;
        try {
            id = JsonMembers.uuid(named);
        } catch (IllegalArgumentException e) {
            return null;
        }
        return administration.serviceTokens().find(id);
    }
}
