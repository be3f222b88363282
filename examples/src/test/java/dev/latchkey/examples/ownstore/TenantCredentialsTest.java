package dev.latchkey.examples.ownstore;

import dev.latchkey.model.SecretDigest;
import dev.latchkey.store.CredentialStore;
import dev.latchkey.testing.CredentialStoreContractTest;
import java.util.Objects;

/** To copy: the contract test of a store over the app's own table. */
final class TenantCredentialsTest extends CredentialStoreContractTest {

    private final TenantTable table = new TenantTable();
    private final TenantCredentials credentials = new TenantCredentials(table);

    @Override
    protected CredentialStore store() {
        return credentials;
    }

    @Override
    protected void put(String clientId, SecretDigest digest) {
        table.save(new Tenant("Acme", clientId, digest.toStoredText(), true));
    }

    @Override
    protected boolean disable(String clientId) throws Exception {
        Tenant tenant = Objects.requireNonNull(table.findByApiKey(clientId));
        table.save(new Tenant(tenant.name(), tenant.apiKey(), tenant.secretSha256(), false));
        return true;
    }

    @Override
    protected boolean makeUnavailable() {
        table.down(true);
        return true;
    }
}
