package dev.latchkey.store;

import dev.latchkey.model.ServiceToken;
import org.jspecify.annotations.Nullable;

/**
 * Where service tokens are looked up: client id in, stored token out. A lambda over whatever you have will do:
 *
 * {@snippet :
 * CredentialStore credentials = clientId -> {
 *     Row row = table.find(clientId);
 *     return row == null ? null : ServiceToken.of(clientId, SecretDigest.parse(row.digest()));
 * };
 * }
 *
 * <p>It is asked on each request that presents something, by many threads at once, so that a change counts from the
 * next request on. It must never return a token with another client id than it was asked for, compare client ids in
 * any other way than exactly, or answer null because it is down.
 */
@FunctionalInterface
public interface CredentialStore {

    /**
     * Looks up a service token.
     *
     * @param clientId what the client presented: 1 to 256 characters of RFC 9110's token68 set
     * @return the token with exactly this client id, disabled and expired ones included; null if there is none
     * @throws Exception if it cannot be known now; the request is answered 503, never 401
     */
    @Nullable
    ServiceToken findByClientId(String clientId) throws Exception;
}
