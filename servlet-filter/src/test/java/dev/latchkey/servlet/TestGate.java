package dev.latchkey.servlet;

import dev.latchkey.AccessGate;
import dev.latchkey.model.Application;
import dev.latchkey.model.ClientSecret;
import dev.latchkey.model.Organization;
import dev.latchkey.model.Policy;
import dev.latchkey.model.Rule;
import dev.latchkey.model.SecretHasher;
import dev.latchkey.model.ServiceToken;
import dev.latchkey.store.AccessConfiguration;
import dev.latchkey.store.AccessDocument;
import dev.latchkey.store.memory.InMemoryStore;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;

/** Gates with service tokens that all tests share. */
final class TestGate {

    static final String ID = "0123456789abcdef0123456789abcdef.access";
    static final String SECRET = "only-for-tests-0123456789-0123456789-abcdef";
    static final String OTHER_ID = "fedcba9876543210fedcba9876543210.access";
    static final String OTHER_SECRET = "only-for-tests-too-0123456789-0123456789-abc";

    static final ServiceToken TOKEN =
            token(ID, SECRET).name("nightly job").roles(Set.of("reader")).build();
    static final ServiceToken OTHER_TOKEN = token(OTHER_ID, OTHER_SECRET).build();

    static final String[] PAIR = {"CF-Access-Client-Id: " + ID, "CF-Access-Client-Secret: " + SECRET};
    static final String[] OTHER_PAIR = {"CF-Access-Client-Id: " + OTHER_ID, "CF-Access-Client-Secret: " + OTHER_SECRET};

    // Generating a key is slow, so all gates share one.
    private static final InMemoryStore KEYS = new InMemoryStore();

    private TestGate() {}

    static ServiceToken.Builder token(String id, String secret) {
        return ServiceToken.builder(id).digest(SecretHasher.sha256().digest(ClientSecret.of(secret)));
    }

    static AccessGate of(Application... applications) {
        return of(Organization.DEFAULT, applications);
    }

    static AccessGate of(Organization organization, Application... applications) {
        return builder(organization, applications).build();
    }

    static AccessGate.Builder builder(Organization organization, Application... applications) {
        return AccessGate.builder().store(store(organization, applications)).signingKeyStore(KEYS);
    }

    static InMemoryStore store(Organization organization, Application... applications) {
        AccessDocument document = new AccessDocument(
                new AccessConfiguration(organization, List.of(applications)), List.of(TOKEN, OTHER_TOKEN));
        return new InMemoryStore(document, InstantSource.system());
    }

    /** An application that admits {@link #TOKEN}. */
    static Application.Builder application(String name, String domain) {
        return application(name, domain, new Rule.OneServiceToken(TOKEN.id()));
    }

    static Application.Builder application(String name, String domain, Rule include) {
        return Application.named(name)
                .domain(domain)
                .policy(Policy.builder(name + " policy", Policy.Decision.NON_IDENTITY)
                        .include(include)
                        .build());
    }

    /** An application that admits everybody anonymously. */
    static Application.Builder bypassed(String name, String domain) {
        return Application.named(name)
                .domain(domain)
                .policy(Policy.builder(name + " policy", Policy.Decision.BYPASS)
                        .include(new Rule.Everyone())
                        .build());
    }
}
