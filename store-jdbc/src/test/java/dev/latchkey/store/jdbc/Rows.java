package dev.latchkey.store.jdbc;

import dev.latchkey.model.Application;
import dev.latchkey.model.ClientSecret;
import dev.latchkey.model.Policy;
import dev.latchkey.model.SecretDigest;
import dev.latchkey.model.SecretHasher;
import dev.latchkey.model.ServiceToken;
import dev.latchkey.store.AccessConfiguration;
import dev.latchkey.store.WritableStore;

/** Test data for stores. */
final class Rows {

    private static final SecretDigest DIGEST = SecretHasher.sha256().digest(ClientSecret.of("a secret of nobody"));

    private Rows() {}

    static ServiceToken token(String clientId) {
        return ServiceToken.of(clientId, DIGEST);
    }

    static Application application(String name) {
        return Application.named(name)
                .domain(name + ".example.com")
                .policy(Policy.anyValidServiceToken())
                .build();
    }

    static void put(WritableStore store, ServiceToken token) throws Exception {
        store.change(draft -> {
            draft.put(token);
            return token;
        });
    }

    static void remove(WritableStore store, ServiceToken token) throws Exception {
        store.change(draft -> {
            draft.remove(token.id());
            return token;
        });
    }

    static void put(WritableStore store, Application application) throws Exception {
        store.change(draft -> {
            AccessConfiguration now = draft.configuration().with(application);
            draft.put(now);
            return now;
        });
    }
}
