package dev.latchkey.testing;

import static dev.latchkey.testing.internal.TestThreads.THREADS;
import static dev.latchkey.testing.internal.TestThreads.atOnce;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.configuration.ConfigurationException;
import dev.latchkey.configuration.Fault;
import dev.latchkey.model.Application;
import dev.latchkey.model.ClientSecret;
import dev.latchkey.model.Organization;
import dev.latchkey.model.Policy;
import dev.latchkey.model.SecretDigest;
import dev.latchkey.model.SecretHasher;
import dev.latchkey.model.ServiceToken;
import dev.latchkey.store.AccessConfiguration;
import dev.latchkey.store.ServiceTokenQuery;
import dev.latchkey.store.WritableStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The contract test of every {@link WritableStore}, Latchkey's and yours, in addition to {@link
 * AccessStoreContractTest}. Extend it, and provide a store.
 *
 * <p>If several processes may use the store, {@link #another()} must return another instance. Many tests then write
 * through both.
 */
@Timeout(60)
public abstract class WritableStoreContractTest {

    private static final Instant MADE = Instant.parse("2020-01-01T00:00:00Z");
    private static final Instant END = Instant.parse("2021-01-01T00:00:00Z");
    private static final Instant SEEN = Instant.parse("2020-11-20T12:00:00Z");
    private static final UUID NOBODY = UUID.fromString("00000000-0000-4000-8000-000000000000");

    /** Creates the test. */
    protected WritableStoreContractTest() {}

    /** Returns the store under test. Within one test it is the same, and each test has a new, empty one. */
    protected abstract WritableStore store() throws Exception;

    /**
     * Returns a new store over the same data, as another process or the next start would open it. Close it, if
     * necessary, after the test. A store that exists only in one process returns {@link #store()}.
     */
    protected abstract WritableStore another() throws Exception;

    // Changes

    @Test
    void returnsChangeAtOnce() throws Exception {
        ServiceToken made = token("one");
        store().change(draft -> {
            draft.put(made);
            draft.put(draft.configuration().with(application("api")));
            return null;
        });

        assertThat(named(store(), "one")).isEqualTo(made.id());
        assertThat(found(store(), made.id()).clientId()).isEqualTo("one.access");
        assertThat(store().configuration().applications())
                .extracting(Application::name)
                .containsExactly("api");

        put(store(), made.toBuilder().enabled(false).build());
        assertThat(found(store(), made.id()).enabled()).isFalse();
        assertThat(Objects.requireNonNull(store().findByClientId("one.access")).enabled())
                .isFalse();

        remove(store(), made.id());
        assertThat(store().findById(made.id())).isNull();
        assertThat(store().findByClientId("one.access")).isNull();
        assertThat(store().serviceTokens(ServiceTokenQuery.ALL).totalCount()).isZero();
    }

    @Test
    void keepsChangeForTheNextInstance() throws Exception {
        ServiceToken made = token("one");
        put(store(), made);
        store().change(draft -> {
            draft.put(draft.configuration()
                    .with(Organization.builder().name("ours").build()));
            return null;
        });

        WritableStore another = another();
        assertThat(found(another, made.id()).name()).isEqualTo("one");
        assertThat(another.configuration().organization().name()).isEqualTo("ours");
    }

    @Test
    void returnsResultOfChange() throws Exception {
        String made = store().change(draft -> {
            draft.put(token("one"));
            return "made";
        });
        Object nothing = store().<Object>change(draft -> null);

        assertThat(made).isEqualTo("made");
        assertThat(nothing).isNull();
    }

    @Test
    void draftShowsItsOwnChanges() throws Exception {
        ServiceToken one = token("one");
        ServiceToken two = token("two");
        put(store(), one);

        store().change(draft -> {
            assertThat(Objects.requireNonNull(draft.serviceToken(one.id())).clientId())
                    .isEqualTo("one.access");
            draft.put(two);
            draft.put(one.toBuilder().name("renamed").build());
            assertThat(draft.serviceToken("two.access")).isNotNull();
            assertThat(Objects.requireNonNull(draft.serviceToken("one.access")).name())
                    .isEqualTo("renamed");

            draft.remove(one.id());
            assertThat(draft.serviceToken(one.id())).isNull();
            assertThat(draft.serviceToken("one.access")).isNull();

            draft.put(draft.configuration().with(application("api")));
            assertThat(draft.configuration().applications()).hasSize(1);
            return null;
        });

        assertThat(names(store(), ServiceTokenQuery.ALL)).containsExactly("two");
    }

    @Test
    void throwingChangeHasNoEffect() throws Exception {
        ServiceToken one = token("one");
        put(store(), one);
        AccessConfiguration before = store().configuration();
        Exception onPurpose = new Exception("on purpose");

        assertThatThrownBy(() -> store().change(draft -> {
                    draft.remove(one.id());
                    draft.put(token("two"));
                    draft.put(draft.configuration().with(application("api")));
                    throw onPurpose;
                }))
                .isSameAs(onPurpose);

        assertThat(names(store(), ServiceTokenQuery.ALL)).containsExactly("one");
        assertThat(store().findByClientId("two.access")).isNull();
        assertThat(store().configuration()).isSameAs(before);
        assertThat(names(another(), ServiceTokenQuery.ALL)).containsExactly("one");
    }

    @Test
    void rejectsClientIdOfAnotherToken() throws Exception {
        put(store(), token("one"));

        assertThatThrownBy(() -> store().change(draft -> {
                    draft.put(token("two"));
                    draft.put(builder("one").id(NOBODY).build());
                    return null;
                }))
                .isInstanceOfSatisfying(
                        ConfigurationException.class,
                        refused -> assertThat(refused.faults())
                                .singleElement()
                                .extracting(Fault::pointer)
                                .isEqualTo("/client_id"));

        assertThat(names(store(), ServiceTokenQuery.ALL)).containsExactly("one");
    }

    @Test
    void acceptsClientIdThatIsFreeAgain() throws Exception {
        ServiceToken one = token("one");
        put(store(), one);

        store().change(draft -> {
            draft.remove(one.id());
            draft.put(builder("one").id(NOBODY).build());
            return null;
        });

        assertThat(named(store(), "one")).isEqualTo(NOBODY);
        assertThat(store().findById(one.id())).isNull();
    }

    @Test
    void replacesServiceTokenWithSameId() throws Exception {
        ServiceToken one = token("one");
        put(store(), one);

        put(
                store(),
                ServiceToken.builder("other.access")
                        .id(one.id())
                        .digest(digest("other"))
                        .build());

        assertThat(store().findByClientId("one.access")).isNull();
        assertThat(named(store(), "other")).isEqualTo(one.id());
        assertThat(store().serviceTokens(ServiceTokenQuery.ALL).totalCount()).isEqualTo(1);
    }

    @Test
    void ignoresRemovalOfMissingServiceToken() throws Exception {
        put(store(), token("one"));

        remove(store(), NOBODY);

        assertThat(names(store(), ServiceTokenQuery.ALL)).containsExactly("one");
    }

    @Test
    void keepsConfigurationObjectWhenOnlyTokensChange() throws Exception {
        ServiceToken one = token("one");
        store().change(draft -> {
            draft.put(draft.configuration().with(application("api")));
            return null;
        });
        AccessConfiguration before = store().configuration();

        put(store(), one);
        put(store(), one.toBuilder().enabled(false).build());
        store().recordLastSeen(Map.of(one.id(), SEEN));
        remove(store(), one.id());

        assertThat(store().configuration()).isSameAs(before);
    }

    // Many at once

    @Test
    void losesNoConcurrentChangeOfServiceToken() throws Exception {
        int each = 5;
        ServiceToken one = token("one");
        put(store(), one);
        List<WritableStore> stores = List.of(store(), another());

        atOnce(thread -> {
            for (int i = 0; i < each; i++) {
                stores.get(thread % 2).change(draft -> {
                    ServiceToken now = Objects.requireNonNull(draft.serviceToken(one.id()));
                    draft.put(now.toBuilder()
                            .clientSecretVersion(now.clientSecretVersion() + 1)
                            .build());
                    return null;
                });
            }
            return null;
        });

        assertThat(found(another(), one.id()).clientSecretVersion()).isEqualTo(1 + THREADS * each);
    }

    @Test
    void losesNoConcurrentChangeOfConfiguration() throws Exception {
        List<WritableStore> stores = List.of(store(), another());

        atOnce(thread -> stores.get(thread % 2).change(draft -> {
            draft.put(draft.configuration().with(application("api-" + thread)));
            return null;
        }));

        assertThat(another().configuration().applications()).hasSize(THREADS);
    }

    @Test
    void keepsOneOfManyTokensWithSameClientId() throws Exception {
        List<WritableStore> stores = List.of(store(), another());

        List<Boolean> taken = atOnce(thread -> {
            try {
                put(
                        stores.get(thread % 2),
                        builder("one").id(new UUID(0, thread + 1)).build());
                return true;
            } catch (ConfigurationException refused) {
                return false;
            }
        });

        assertThat(taken).containsOnlyOnce(true);
        assertThat(another().serviceTokens(ServiceTokenQuery.ALL).totalCount()).isEqualTo(1);
    }

    @Test
    void appliesChangeToStateOfAnotherInstance() throws Exception {
        WritableStore one = store();
        WritableStore other = another();
        put(one, token("one"));

        List<String> seen = other.change(draft -> {
            List<String> names = new ArrayList<>();
            ServiceToken there = draft.serviceToken("one.access");
            if (there != null) {
                names.add(there.name());
            }
            draft.put(token("two"));
            return names;
        });
        remove(one, token("one").id());

        assertThat(seen).containsExactly("one");
        assertThat(names(another(), ServiceTokenQuery.ALL)).containsExactly("two");
    }

    @Test
    void showsReadersAChangeAsAWhole() throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        put(store(), pair("left", 1));
        put(store(), pair("right", 1));

        atOnce(thread -> {
            if (thread == 0) {
                for (int version = 2; version <= 20; version++) {
                    int next = version;
                    store().change(draft -> {
                        draft.put(pair("left", next));
                        draft.put(pair("right", next));
                        return null;
                    });
                }
                over.set(true);
            } else {
                do {
                    List<ServiceToken> both =
                            store().serviceTokens(ServiceTokenQuery.ALL).tokens();
                    assertThat(both).extracting(ServiceToken::name).containsExactly("left", "right");
                    assertThat(both.get(0).clientSecretVersion())
                            .isEqualTo(both.get(1).clientSecretVersion());
                } while (!over.get());
            }
            return null;
        });
    }

    private static ServiceToken pair(String name, int version) {
        return builder(name).clientSecretVersion(version).build();
    }

    // Queries

    @Test
    void findsServiceTokenById() throws Exception {
        put(store(), token("one"));
        put(store(), token("two"));

        assertThat(found(store(), token("two").id()).name()).isEqualTo("two");
        assertThat(store().findById(NOBODY)).isNull();
    }

    @Test
    void listsServiceTokensInOrderOfAddition() throws Exception {
        for (String name : List.of("c", "a", "b")) {
            put(store(), token(name));
        }
        put(store(), token("a").toBuilder().enabled(false).build());

        assertThat(names(store(), ServiceTokenQuery.ALL)).containsExactly("c", "a", "b");
        assertThat(names(another(), ServiceTokenQuery.ALL)).containsExactly("c", "a", "b");
    }

    @Test
    void findsServiceTokensByExactName() throws Exception {
        put(store(), builder("one").name("build").build());
        put(store(), builder("two").name("build").build());
        put(store(), builder("three").name("Build").build());
        put(store(), builder("four").name("build servers").build());

        ServiceTokenQuery.Page found =
                store().serviceTokens(ServiceTokenQuery.builder().name("build").build());

        assertThat(found.tokens()).extracting(ServiceToken::clientId).containsExactly("one.access", "two.access");
        assertThat(found.totalCount()).isEqualTo(2);
    }

    @Test
    void searchesNameClientIdAndIdInAnyLetterCase() throws Exception {
        put(store(), builder("one").name("Nightly 100%_export").build());
        put(
                store(),
                builder("two")
                        .id(UUID.fromString("abcdefab-0000-4000-8000-000000000001"))
                        .build());

        assertThat(search("nIGHTLY")).containsExactly("one.access");
        assertThat(search("TWO.acc")).containsExactly("two.access");
        assertThat(search("ABCDEFAB-0000")).containsExactly("two.access");
        assertThat(search(".access")).containsExactly("one.access", "two.access");
        assertThat(search("nobody")).isEmpty();
        // Wildcards and quotes of SQL have no special meaning.
        assertThat(search("100%_e")).containsExactly("one.access");
        assertThat(search("%")).containsExactly("one.access");
        assertThat(search("_")).containsExactly("one.access");
        assertThat(search("'")).isEmpty();
    }

    private List<String> search(String text) throws Exception {
        ServiceTokenQuery query = ServiceTokenQuery.builder().search(text).build();
        return store().serviceTokens(query).tokens().stream()
                .map(ServiceToken::clientId)
                .toList();
    }

    @Test
    void findsServiceTokensByExpiry() throws Exception {
        put(store(), builder("soon").expiresAt(END).build());
        put(store(), builder("later").expiresAt(END.plusSeconds(1)).build());
        put(store(), builder("never").build());

        assertThat(names(store(), ServiceTokenQuery.builder().expiresBefore(END).build()))
                .isEmpty();
        assertThat(names(
                        store(),
                        ServiceTokenQuery.builder()
                                .expiresBefore(END.plusSeconds(1))
                                .build()))
                .containsExactly("soon");
        assertThat(names(
                        store(),
                        ServiceTokenQuery.builder()
                                .expiresBefore(ServiceToken.FOREVER)
                                .build()))
                .containsExactly("soon", "later");
        assertThat(names(
                        store(),
                        ServiceTokenQuery.builder()
                                .expiresAfter(END)
                                .expiresBefore(ServiceToken.FOREVER)
                                .build()))
                .containsExactly("later");
        assertThat(names(
                        store(),
                        ServiceTokenQuery.builder()
                                .expiresAfter(END.minusSeconds(1))
                                .expiresBefore(END.plusSeconds(1))
                                .build()))
                .containsExactly("soon");
    }

    @Test
    void findsUnusedServiceTokens() throws Exception {
        Instant threshold = MADE.plusSeconds(60);
        put(store(), builder("unused").createdAt(MADE).build());
        put(store(), builder("new").createdAt(threshold).build());
        put(store(), builder("used").createdAt(MADE).build());
        put(store(), builder("used long ago").createdAt(MADE).build());
        put(store(), builder("from old times").build());
        put(store(), builder("changed").createdAt(MADE).updatedAt(threshold).build());
        put(
                store(),
                builder("changed long ago")
                        .createdAt(MADE)
                        .updatedAt(threshold.minusMillis(1))
                        .build());
        store().recordLastSeen(Map.of(
                token("used").id(), threshold, token("used long ago").id(), MADE.plusSeconds(59)));

        assertThat(names(
                        store(),
                        ServiceTokenQuery.builder().unusedSince(threshold).build()))
                .containsExactly("unused", "used long ago", "changed long ago");
    }

    @Test
    void returnsEmptyPageAfterTheLast() throws Exception {
        for (int i = 0; i < 5; i++) {
            put(store(), builder("token-" + i).name(i == 2 ? "other" : "same").build());
        }
        ServiceTokenQuery same =
                ServiceTokenQuery.builder().name("same").page(0, 1).build();

        List<List<String>> pages = new ArrayList<>();
        for (int offset = 0; offset <= 4; offset += 2) {
            ServiceTokenQuery.Page page = store().serviceTokens(same.page(offset, 2));
            assertThat(page.totalCount()).isEqualTo(4);
            pages.add(page.tokens().stream().map(ServiceToken::clientId).toList());
        }

        assertThat(pages)
                .containsExactly(
                        List.of("token-0.access", "token-1.access"),
                        List.of("token-3.access", "token-4.access"),
                        List.of());
        assertThat(store().serviceTokens(same.page(Long.MAX_VALUE, Integer.MAX_VALUE))
                        .tokens())
                .isEmpty();
    }

    // Use

    @Test
    void recordsLastUse() throws Exception {
        ServiceToken one = builder("one").updatedAt(MADE).build();
        put(store(), one);
        put(store(), token("two"));
        assertThat(found(store(), one.id()).lastSeenAt()).isNull();

        store().recordLastSeen(Map.of(one.id(), SEEN));

        assertThat(found(store(), one.id()).lastSeenAt()).isEqualTo(SEEN);
        assertThat(found(store(), one.id()).updatedAt()).isEqualTo(MADE);
        assertThat(found(store(), token("two").id()).lastSeenAt()).isNull();
        assertThat(store().serviceTokens(ServiceTokenQuery.ALL).tokens())
                .extracting(ServiceToken::lastSeenAt)
                .containsExactly(SEEN, null);
        Instant inDraft = store().change(draft ->
                Objects.requireNonNull(draft.serviceToken(one.id())).lastSeenAt());
        assertThat(inDraft).isEqualTo(SEEN);
        assertThat(found(another(), one.id()).lastSeenAt()).isEqualTo(SEEN);
    }

    @Test
    void keepsLaterOfTwoUses() throws Exception {
        ServiceToken one = token("one");
        ServiceToken imported = builder("imported").lastSeenAt(SEEN).build();
        put(store(), one);
        put(store(), imported);

        store().recordLastSeen(Map.of(one.id(), SEEN, imported.id(), SEEN.minusSeconds(60)));
        store().recordLastSeen(Map.of(one.id(), SEEN.minusSeconds(60)));

        assertThat(found(store(), one.id()).lastSeenAt()).isEqualTo(SEEN);
        assertThat(found(store(), imported.id()).lastSeenAt()).isEqualTo(SEEN);
        store().recordLastSeen(Map.of(imported.id(), SEEN.plusSeconds(60)));
        assertThat(found(store(), imported.id()).lastSeenAt()).isEqualTo(SEEN.plusSeconds(60));
    }

    /** A use recorded while a clock was ahead would otherwise hide all later ones. */
    @Test
    void replacesUseInTheFarFuture() throws Exception {
        ServiceToken one = token("one");
        put(store(), one);
        store().recordLastSeen(Map.of(one.id(), Instant.parse("9000-01-01T00:00:00Z")));

        store().recordLastSeen(Map.of(one.id(), SEEN));

        assertThat(found(store(), one.id()).lastSeenAt()).isEqualTo(SEEN);
    }

    @Test
    void keepsLatestOfManyConcurrentUses() throws Exception {
        ServiceToken one = token("one");
        put(store(), one);
        List<WritableStore> stores = List.of(store(), another());

        atOnce(thread -> {
            stores.get(thread % 2).recordLastSeen(Map.of(one.id(), SEEN.plusSeconds(thread)));
            return null;
        });

        assertThat(found(another(), one.id()).lastSeenAt()).isEqualTo(SEEN.plusSeconds(THREADS - 1));
    }

    @Test
    void keepsLastUseWhenTokenChanges() throws Exception {
        ServiceToken one = token("one");
        put(store(), one);
        store().recordLastSeen(Map.of(one.id(), SEEN));

        // These copies are older than the use, like cached tokens.
        put(store(), one.toBuilder().enabled(false).build());
        put(store(), one.toBuilder().lastSeenAt(SEEN.plusSeconds(60)).build());

        assertThat(found(store(), one.id()).lastSeenAt()).isEqualTo(SEEN);
    }

    @Test
    void ignoresUseOfDeletedServiceToken() throws Exception {
        ServiceToken one = token("one");
        ServiceToken gone = token("gone");
        put(store(), one);
        put(store(), gone);
        remove(store(), gone.id());

        store().recordLastSeen(Map.of(gone.id(), SEEN, one.id(), SEEN));
        store().recordLastSeen(Map.of());

        assertThat(found(store(), one.id()).lastSeenAt()).isEqualTo(SEEN);
        put(store(), gone);
        assertThat(found(store(), gone.id()).lastSeenAt()).isNull();
    }

    @Test
    void recordsUseOfTokenCreatedByAnotherInstance() throws Exception {
        WritableStore other = another();
        ServiceToken one = token("one");
        put(store(), one);

        other.recordLastSeen(Map.of(one.id(), SEEN));

        assertThat(found(another(), one.id()).lastSeenAt()).isEqualTo(SEEN);
    }

    @Test
    void returnsStartOfUseRecords() throws Exception {
        ServiceToken one = token("one");
        put(store(), one);

        Instant since = store().usesRecordedSince();
        assertThat(since).isBeforeOrEqualTo(Instant.now());

        store().recordLastSeen(Map.of(one.id(), since.minusSeconds(60)));
        store().recordLastSeen(Map.of(one.id(), since.plusSeconds(60)));
        store().claimExpiryNotice(one.id(), END);
        put(store(), one.toBuilder().enabled(false).build());
        assertThat(store().usesRecordedSince()).isEqualTo(since);
        assertThat(another().usesRecordedSince()).isEqualTo(since);
    }

    @Test
    void returnsSameStartOfUseRecordsToAll() throws Exception {
        List<WritableStore> stores = List.of(store(), another());

        List<Instant> told = atOnce(thread -> stores.get(thread % 2).usesRecordedSince());

        assertThat(told).containsOnly(another().usesRecordedSince());
    }

    // Expiry notices

    @Test
    void grantsExpiryNoticeOnce() throws Exception {
        ServiceToken one = token("one");
        ServiceToken two = token("two");
        put(store(), one);
        put(store(), two);

        assertThat(store().claimExpiryNotice(one.id(), END)).isTrue();
        assertThat(store().claimExpiryNotice(one.id(), END)).isFalse();
        assertThat(store().claimExpiryNotice(two.id(), END)).isTrue();
        assertThat(another().claimExpiryNotice(one.id(), END)).isFalse();
    }

    @Test
    void grantsExpiryNoticeAgainForNewExpiry() throws Exception {
        ServiceToken one = token("one");
        put(store(), one);
        store().claimExpiryNotice(one.id(), END);

        assertThat(store().claimExpiryNotice(one.id(), END.plusSeconds(1))).isTrue();
        assertThat(store().claimExpiryNotice(one.id(), END.plusSeconds(1))).isFalse();
        // As a node that has not read the new expiry yet.
        assertThat(store().claimExpiryNotice(one.id(), END)).isFalse();
    }

    @Test
    void grantsExpiryNoticeToOneOfMany() throws Exception {
        ServiceToken one = token("one");
        put(store(), one);
        List<WritableStore> stores = List.of(store(), another());

        List<Boolean> first = atOnce(thread -> stores.get(thread % 2).claimExpiryNotice(one.id(), END));

        assertThat(first).containsOnlyOnce(true);
    }

    @Test
    void keepsExpiryNoticeWhenTokenChangesOrIsUsed() throws Exception {
        ServiceToken one = token("one");
        put(store(), one);
        store().claimExpiryNotice(one.id(), END);

        put(store(), one.toBuilder().name("renamed").build());
        store().recordLastSeen(Map.of(one.id(), SEEN));

        assertThat(store().claimExpiryNotice(one.id(), END)).isFalse();
        assertThat(found(store(), one.id()).lastSeenAt()).isEqualTo(SEEN);
    }

    @Test
    void grantsNoExpiryNoticeForDeletedToken() throws Exception {
        assertThat(store().claimExpiryNotice(NOBODY, END)).isFalse();
    }

    // Helpers

    private static ServiceToken token(String name) {
        return builder(name).build();
    }

    private static ServiceToken.Builder builder(String name) {
        String clientId = name.replace(' ', '-') + ".access";
        return ServiceToken.builder(clientId).name(name).digest(digest(name));
    }

    private static SecretDigest digest(String name) {
        return SecretHasher.sha256().digest(ClientSecret.of("a secret of nobody called " + name));
    }

    private static Application application(String name) {
        return Application.named(name)
                .domain(name + ".example.com")
                .policy(Policy.anyValidServiceToken())
                .build();
    }

    private static void put(WritableStore store, ServiceToken token) throws Exception {
        store.change(draft -> {
            draft.put(token);
            return null;
        });
    }

    private static void remove(WritableStore store, UUID id) throws Exception {
        store.change(draft -> {
            draft.remove(id);
            return null;
        });
    }

    private static ServiceToken found(WritableStore store, UUID id) throws Exception {
        ServiceToken token = store.findById(id);
        assertThat(token).as(id.toString()).isNotNull();
        return token;
    }

    /** Returns the ID of the service token with the Client ID {@code <name>.access}. */
    private static UUID named(WritableStore store, String name) throws Exception {
        ServiceToken token = store.findByClientId(name + ".access");
        assertThat(token).as(name).isNotNull();
        return token.id();
    }

    private static List<String> names(WritableStore store, ServiceTokenQuery query) throws Exception {
        return store.serviceTokens(query).tokens().stream()
                .map(ServiceToken::name)
                .toList();
    }
}
