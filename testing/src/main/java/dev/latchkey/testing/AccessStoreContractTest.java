package dev.latchkey.testing;

import static dev.latchkey.testing.internal.SampleSessions.session;
import static dev.latchkey.testing.internal.TestThreads.THREADS;
import static dev.latchkey.testing.internal.TestThreads.atOnce;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.model.Application;
import dev.latchkey.model.ClientSecret;
import dev.latchkey.model.Organization;
import dev.latchkey.model.Policy;
import dev.latchkey.model.SecretDigest;
import dev.latchkey.model.SecretHasher;
import dev.latchkey.model.ServiceToken;
import dev.latchkey.store.AccessConfiguration;
import dev.latchkey.store.AccessDocument;
import dev.latchkey.store.AccessStore;
import dev.latchkey.store.RevocableSession;
import dev.latchkey.store.StoredSigningKey;
import dev.latchkey.testing.internal.SampleKeys;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/**
 * The contract test of every {@link AccessStore}, Latchkey's and yours. Extend it, and provide a store and a way to
 * change it.
 */
public abstract class AccessStoreContractTest extends CredentialStoreContractTest {

    private static final Instant SOON = Instant.parse("2026-11-20T12:00:00Z");

    /** Creates the test. */
    protected AccessStoreContractTest() {}

    @Override
    protected abstract AccessStore store() throws Exception;

    /**
     * Changes the content of the store. When it returns, the change is in effect. Concurrent changes must not be lost.
     * If {@code change} throws, the method throws the same, and nothing is changed.
     */
    protected abstract void change(UnaryOperator<AccessDocument> change) throws Exception;

    @Override
    protected void put(String clientId, SecretDigest digest) throws Exception {
        put(ServiceToken.of(clientId, digest));
    }

    @Override
    protected boolean disable(String clientId) throws Exception {
        put(found(clientId).toBuilder().enabled(false).build());
        return true;
    }

    /** Adds a service token, or replaces the one with the same ID. */
    protected void put(ServiceToken token) throws Exception {
        change(document -> document.with(token));
    }

    /** Adds an application, or replaces the one with the same ID. */
    protected void put(Application application) throws Exception {
        change(document -> document.with(application));
    }

    /** Sets the organization. */
    protected void put(Organization organization) throws Exception {
        change(document -> document.with(organization));
    }

    /** Deletes a service token. */
    protected void delete(String clientId) throws Exception {
        change(document -> document.withoutServiceToken(clientId));
    }

    private static ServiceToken.Builder token(String clientId) {
        return ServiceToken.builder(clientId).digest(DIGEST);
    }

    private static Application application(String name, String domain) {
        return Application.named(name)
                .domain(domain)
                .policy(Policy.anyValidServiceToken())
                .build();
    }

    // Service tokens

    @Test
    void keepsClientIdsThatDifferInLetterCase() throws Exception {
        put(token("abc.access").name("lower").build());
        put(token("ABC.access").name("upper").build());

        assertThat(found("abc.access").name()).isEqualTo("lower");
        assertThat(found("ABC.access").name()).isEqualTo("upper");
    }

    @Test
    void keepsLongestClientIdWithAllCharacters() throws Exception {
        String longest = "-._~+/=09azAZ" + "x".repeat(ServiceToken.MAX_CREDENTIAL_LENGTH - 13);
        put(token(longest).build());

        assertThat(found(longest).clientId()).isEqualTo(longest);
    }

    @Test
    void returnsExpiredServiceToken() throws Exception {
        put(token("old.access").expiresAt(Instant.parse("2001-01-01T00:00:00Z")).build());

        assertThat(found("old.access").expiresAt()).isEqualTo("2001-01-01T00:00:00Z");
    }

    @Test
    void returnsEveryMemberOfServiceToken() throws Exception {
        SecretDigest previous = SecretHasher.sha256().digest(ClientSecret.of("another secret of nobody"));
        ServiceToken token = token("full.access")
                .name("nightly export")
                .previous(previous, SOON)
                .clientSecretVersion(7)
                .duration(Duration.ofHours(24))
                .createdAt(SOON.minusSeconds(60))
                .expiresAt(SOON.plusSeconds(60))
                .roles(Set.of("reader", "writer"))
                .build();
        put(token);

        ServiceToken found = found("full.access");
        assertThat(found.id()).isEqualTo(token.id());
        assertThat(found.name()).isEqualTo("nightly export");
        assertThat(found.enabled()).isTrue();
        assertThat(found.digest()).isEqualTo(DIGEST);
        assertThat(found.previousDigest()).isEqualTo(previous);
        assertThat(found.previousExpiresAt()).isEqualTo(SOON);
        assertThat(found.clientSecretVersion()).isEqualTo(7);
        assertThat(found.duration()).isEqualTo(Duration.ofHours(24));
        assertThat(found.createdAt()).isEqualTo(SOON.minusSeconds(60));
        assertThat(found.expiresAt()).isEqualTo(SOON.plusSeconds(60));
        assertThat(found.roles()).containsExactlyInAnyOrder("reader", "writer");
    }

    @Test
    void returnsChangedServiceTokenAtOnce() throws Exception {
        ServiceToken token = token("one.access").build();
        put(token);
        assertThat(found("one.access").enabled()).isTrue();

        put(token.toBuilder().enabled(false).build());
        assertThat(found("one.access").enabled()).isFalse();

        delete("one.access");
        assertThat(store().findByClientId("one.access")).isNull();
    }

    // Applications

    @Test
    void returnsSameConfigurationUntilItChanges() throws Exception {
        put(application("api", "example.com/api"));

        assertThat(store().configuration()).isSameAs(store().configuration());
    }

    @Test
    void keepsConfigurationObjectWhenTokenChanges() throws Exception {
        put(application("api", "example.com/api"));
        AccessConfiguration before = store().configuration();

        put(token("one.access").build());

        assertThat(store().configuration()).isSameAs(before);
    }

    @Test
    void returnsChangedApplicationAtOnce() throws Exception {
        Application before = application("api", "example.com/api");
        put(before);
        AccessConfiguration old = store().configuration();

        put(before.toBuilder().readServiceTokensFromHeader("Authorization").build());

        assertThat(store().configuration()).isNotSameAs(old);
        assertThat(store().configuration().applications())
                .singleElement()
                .extracting(application -> application.settings().readServiceTokensFromHeader())
                .isEqualTo("Authorization");
        assertThat(old.applications())
                .singleElement()
                .extracting(application -> application.settings().readServiceTokensFromHeader())
                .isNull();
    }

    @Test
    void returnsChangedOrganizationAtOnce() throws Exception {
        put(Organization.builder().authDomain("team.example.com").build());

        assertThat(store().configuration().organization().issuer()).isEqualTo("https://team.example.com");
    }

    @Test
    void keepsOrderOfApplications() throws Exception {
        for (String name : List.of("c", "a", "b")) {
            put(application(name, name + ".example.com"));
        }

        assertThat(store().configuration().applications())
                .extracting(Application::name)
                .containsExactly("c", "a", "b");
    }

    // Changes

    @Test
    void losesNoConcurrentChange() throws Exception {
        int each = 5;
        atOnce(thread -> {
            for (int i = 0; i < each; i++) {
                put(token("t" + thread + "-" + i + ".access").build());
            }
            return null;
        });

        for (int thread = 0; thread < THREADS; thread++) {
            for (int i = 0; i < each; i++) {
                assertThat(store().findByClientId("t" + thread + "-" + i + ".access"))
                        .isNotNull();
            }
        }
    }

    @Test
    void failedChangeHasNoEffect() throws Exception {
        put(token("one.access").build());
        put(application("api", "example.com/api"));
        AccessConfiguration before = store().configuration();

        assertThatThrownBy(() -> change(document -> {
                    document.withoutServiceToken("one.access").with(application("other", "example.com"));
                    throw new IllegalStateException("on purpose");
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("on purpose");

        assertThat(store().findByClientId("one.access")).isNotNull();
        assertThat(store().configuration()).isSameAs(before);
    }

    // Signing keys

    @Test
    void startsWithoutSigningKeys() throws Exception {
        assertThat(store().signingKeys()).isEmpty();
    }

    @Test
    void keepsOrderOfSigningKeys() throws Exception {
        StoredSigningKey first = SampleKeys.key("1", SOON);
        assertThat(store().replaceSigningKeys(null, List.of(first))).containsExactly(first);
        assertThat(store().signingKeys()).containsExactly(first);

        StoredSigningKey second = SampleKeys.key("2", SOON.plusSeconds(60));
        StoredSigningKey replaced = first.verifyingUntil(SOON.plusSeconds(3600));
        assertThat(store().replaceSigningKeys(first.kid(), List.of(second, replaced)))
                .containsExactly(second, replaced);
        assertThat(store().signingKeys()).containsExactly(second, replaced);
    }

    @Test
    void returnsSameSigningKeysUntilTheyChange() throws Exception {
        assertThat(store().signingKeys()).isSameAs(store().signingKeys());
        store().replaceSigningKeys(null, List.of(SampleKeys.key("1", SOON)));
        assertThat(store().signingKeys()).isSameAs(store().signingKeys());
    }

    @Test
    void replacesSigningKeysOnlyIfNewestIsExpected() throws Exception {
        StoredSigningKey mine = SampleKeys.key("1", SOON);
        StoredSigningKey other = SampleKeys.key("2", SOON);
        assertThat(store().replaceSigningKeys("f".repeat(64), List.of(other))).isEmpty();
        store().replaceSigningKeys(null, List.of(mine));

        assertThat(store().replaceSigningKeys(null, List.of(other))).containsExactly(mine);
        assertThat(store().replaceSigningKeys(other.kid(), List.of(other))).containsExactly(mine);
        assertThat(store().signingKeys()).containsExactly(mine);
    }

    @Test
    void keepsOneOfManyConcurrentFirstSigningKeys() throws Exception {
        List<List<StoredSigningKey>> answers = atOnce(
                thread -> store().replaceSigningKeys(null, List.of(SampleKeys.key(String.valueOf(thread), SOON))));

        assertThat(new HashSet<>(answers)).singleElement().isEqualTo(store().signingKeys());
        assertThat(store().signingKeys()).hasSize(1);
    }

    // Ended sessions

    @Test
    void revokesSessionAtOnce() throws Exception {
        assertThat(store().isRevoked(session("session-1"))).isFalse();

        store().revoke(session("session-1", Instant.parse("9999-01-01T00:00:00Z")));

        assertThat(store().isRevoked(session("session-1"))).isTrue();
        assertThat(store().isRevoked(session("session-2"))).isFalse();
        assertThat(store().isRevoked(session("SESSION-1"))).isFalse();
    }

    @Test
    void keepsSessionRevokedWhenOthersFollow() throws Exception {
        Instant end = Instant.parse("9999-01-01T00:00:00Z");
        store().revoke(session("session-1", end));
        store().revoke(session("session-1", end));
        store().revoke(session("session-2", end));

        assertThat(store().isRevoked(session("session-1"))).isTrue();
        assertThat(store().isRevoked(session("session-2"))).isTrue();
    }

    /** With a clock ahead, stores forget sessions, which would be valid again once the clock is corrected. */
    @Test
    void keepsSessionEndedAfterItsExpiry() throws Exception {
        Instant past = Instant.parse("2020-03-01T12:00:00Z");
        RevocableSession ended = new RevocableSession("ended", past, past.plusSeconds(3600));

        store().revoke(ended);
        for (int i = 0; i < 3; i++) {
            Instant later = past.plus(Duration.ofDays(i + 1));
            store().revoke(new RevocableSession("later-" + i, later, later.plusSeconds(3600)));
        }

        assertThat(store().isRevoked(ended)).isTrue();
        // Another session of the same second stays valid.
        assertThat(store().isRevoked(new RevocableSession("another", past, past.plusSeconds(3600))))
                .isFalse();
    }

    @Test
    void losesNoSessionEndedConcurrently() throws Exception {
        atOnce(thread -> {
            store().revoke(session("session-" + thread, Instant.parse("9999-01-01T00:00:00Z")));
            return null;
        });

        for (int thread = 0; thread < THREADS; thread++) {
            assertThat(store().isRevoked(session("session-" + thread))).isTrue();
        }
    }
}
