package dev.latchkey.testing;

import static dev.latchkey.testing.internal.TestThreads.atOnce;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.latchkey.model.ClientSecret;
import dev.latchkey.model.SecretDigest;
import dev.latchkey.model.SecretHasher;
import dev.latchkey.model.ServiceToken;
import dev.latchkey.store.CredentialStore;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The contract test of every {@link CredentialStore}. Extend it, and provide a store and a way to fill it.
 *
 * <p>The store that {@link #store()} returns is empty at the start of each test.
 */
@Timeout(60)
public abstract class CredentialStoreContractTest {

    static final SecretDigest DIGEST = SecretHasher.sha256().digest(ClientSecret.of("a secret of nobody"));

    /** Creates the test. */
    protected CredentialStoreContractTest() {}

    /** Returns the store under test. Within one test it is the same, and each test has a new, empty one. */
    protected abstract CredentialStore store() throws Exception;

    /** Adds an enabled service token that has not expired. When the method returns, the store finds the token. */
    protected abstract void put(String clientId, SecretDigest digest) throws Exception;

    /** Returns a Client ID with letters that the store can hold. Override it if yours have a certain form. */
    protected String clientId() {
        return "Abc.access";
    }

    /**
     * Disables a service token.
     *
     * @return whether it is disabled; false, as by default, skips the test, for stores that cannot disable tokens
     */
    protected boolean disable(String clientId) throws Exception {
        return false;
    }

    /**
     * Makes the store unable to answer, as if its database were down.
     *
     * @return whether it cannot answer now; false, as by default, skips the test
     */
    protected boolean makeUnavailable() throws Exception {
        return false;
    }

    /** Returns the service token with this Client ID, which must exist. */
    final ServiceToken found(String clientId) throws Exception {
        ServiceToken token = store().findByClientId(clientId);
        assertThat(token).as(clientId).isNotNull();
        return token;
    }

    @Test
    void findsServiceTokenByClientId() throws Exception {
        put(clientId(), DIGEST);

        ServiceToken found = found(clientId());
        assertThat(found.clientId()).isEqualTo(clientId());
        assertThat(found.digest()).isEqualTo(DIGEST);
        assertThat(found.enabled()).isTrue();
    }

    @Test
    void returnsNullForUnknownClientId() throws Exception {
        assertThat(store().findByClientId("nobody.access")).isNull();
        put(clientId(), DIGEST);
        assertThat(store().findByClientId("nobody.access")).isNull();
    }

    /** Databases may ignore letter case and trailing blanks, and treat some characters as wildcards. */
    @Test
    void comparesClientIdsExactly() throws Exception {
        String clientId = clientId();
        put(clientId, DIGEST);

        List<String> others = List.of(
                clientId.toLowerCase(Locale.ROOT),
                clientId.toUpperCase(Locale.ROOT),
                clientId.substring(0, clientId.length() - 1),
                clientId + "=",
                clientId + " ",
                clientId + "%",
                "_".repeat(clientId.length()),
                "%");
        for (String other : others) {
            if (!other.equals(clientId)) {
                assertThat(store().findByClientId(other)).as(other).isNull();
            }
        }
        assertThat(found(clientId).clientId()).isEqualTo(clientId);
    }

    @Test
    void returnsDisabledServiceToken() throws Exception {
        put(clientId(), DIGEST);
        assumeTrue(disable(clientId()), "this store cannot disable service tokens");

        assertThat(found(clientId()).enabled()).isFalse();
    }

    /** Null would turn an outage into a 401. */
    @Test
    void throwsIfItCannotAnswer() throws Exception {
        put(clientId(), DIGEST);
        assumeTrue(makeUnavailable(), "this test cannot make the store unavailable");

        assertThatThrownBy(() -> store().findByClientId(clientId())).isInstanceOf(Exception.class);
        assertThatThrownBy(() -> store().findByClientId("nobody.access")).isInstanceOf(Exception.class);
    }

    @Test
    void answersManyThreadsAtOnce() throws Exception {
        put(clientId(), DIGEST);

        List<ServiceToken> answers = atOnce(thread -> found(clientId()));

        assertThat(answers).extracting(ServiceToken::digest).containsOnly(DIGEST);
    }
}
