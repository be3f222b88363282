package dev.latchkey;

import dev.latchkey.application.Application;
import dev.latchkey.event.Presentation;
import dev.latchkey.token.ServiceToken;
import java.security.Principal;
import java.util.Set;
import java.util.UUID;

/**
 * Who was let in: a machine with a service token. Immutable.
 *
 * @param serviceToken the service token; its {@code toString} and this one's hold no secret and no digest
 * @param application what it was let in to
 * @param presentedAs how it came in
 */
public record ServiceIdentity(ServiceToken serviceToken, Application application, Presentation presentedAs)
        implements Principal {

    /** {@return the client id, which is the principal's name} */
    @Override
    public String getName() {
        return serviceToken.clientId();
    }

    /** {@return the client id} */
    public String clientId() {
        return serviceToken.clientId();
    }

    /** {@return the service token's id} */
    public UUID tokenId() {
        return serviceToken.id();
    }

    /** {@return the service token's name for people} */
    public String tokenName() {
        return serviceToken.name();
    }

    /** {@return the roles that configuration maps to the service token} */
    public Set<String> roles() {
        return serviceToken.roles();
    }
}
