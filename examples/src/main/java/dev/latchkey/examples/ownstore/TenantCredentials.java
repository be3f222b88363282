package dev.latchkey.examples.ownstore;

import dev.latchkey.model.SecretDigest;
import dev.latchkey.model.ServiceToken;
import dev.latchkey.store.CredentialStore;
import java.io.IOException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Presents tenants as service tokens. Exceptions are passed on, so the client gets 503. */
final class TenantCredentials implements CredentialStore {

    private final TenantTable table;

    TenantCredentials(TenantTable table) {
        this.table = table;
    }

    @Override
    public @Nullable ServiceToken findByClientId(String clientId) throws IOException {
        Tenant tenant = table.findByApiKey(clientId);
        if (tenant == null) {
            return null;
        }
        return ServiceToken.builder(tenant.apiKey())
                .name(tenant.name())
                .digest(SecretDigest.parse(tenant.secretSha256()))
                .enabled(tenant.paid())
                .roles(Set.of("tenant"))
                .build();
    }
}
