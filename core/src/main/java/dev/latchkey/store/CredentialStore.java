package dev.latchkey.store;

import dev.latchkey.model.ServiceToken;
import org.jspecify.annotations.Nullable;

/**
 * Finds service tokens by their Client ID. A lambda is enough:
 *
 * {@snippet :
 * CredentialStore credentials = clientId -> {
 *     Row row = table.find(clientId);
 *     return row == null ? null : ServiceToken.of(row.clientId(), SecretDigest.parse(row.digest()));
 * };
 * }
 *
 * <p>Take the Client ID from the row, so that the gate notices a database that ignores letter case.
 *
 * <p>It is called on each request that presents something, by many threads at once. It must compare Client IDs exactly,
 * and must not return null if it cannot answer.
 */
@FunctionalInterface
public interface CredentialStore {

    /**
     * Looks up a service token.
     *
     * @param clientId the presented Client ID: 1 to 256 characters of RFC 9110's token68 set
     * @return the token with exactly this Client ID, even if it is disabled or expired; null if there is none
     * @throws Exception if the store cannot answer; the request gets 503, never 401
     */
    @Nullable
    ServiceToken findByClientId(String clientId) throws Exception;
}
