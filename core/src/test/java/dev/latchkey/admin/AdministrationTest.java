package dev.latchkey.admin;

import static dev.latchkey.admin.LifecycleFixture.FOREIGN;
import static dev.latchkey.admin.LifecycleFixture.done;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;
import static org.mockito.AdditionalAnswers.delegatesTo;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;

import dev.latchkey.event.AccessEvent;
import dev.latchkey.internal.credential.SecretVerifier.Status;
import dev.latchkey.model.Application;
import dev.latchkey.model.IssuedServiceToken;
import dev.latchkey.model.Policy;
import dev.latchkey.model.SecretFormat;
import dev.latchkey.model.SecretHasher;
import dev.latchkey.model.ServiceToken;
import dev.latchkey.store.AccessDocument;
import dev.latchkey.store.ServiceTokenQuery;
import dev.latchkey.store.StoreUnavailableException;
import dev.latchkey.store.WritableStore;
import dev.latchkey.store.memory.InMemoryStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("Changes as such: kept, told, and made by many at once (management contract, section 1)")
final class AdministrationTest {

    private static final UUID ANY_ID = UUID.fromString("00000000-0000-4000-8000-000000000000");

    @RegisterExtension
    final LifecycleFixture fixture = new LifecycleFixture();

    @FunctionalInterface
    interface Operation {
        void run(Administration administration) throws Exception;
    }

    static Stream<Arguments> changes() {
        return Stream.of(
                arguments("create", (Operation) a -> a.serviceTokens().create("ci", null)),
                arguments("import digest", (Operation) a -> a.serviceTokens()
                        .importDigest(
                                "job",
                                SecretHasher.sha256().digest(FOREIGN),
                                NewServiceToken.builder().forever().build())),
                arguments("import secret", (Operation) a -> a.serviceTokens()
                        .importSecret(
                                "job",
                                FOREIGN,
                                NewServiceToken.builder().forever().build())),
                arguments("rotate", (Operation) a -> a.serviceTokens().rotate(ANY_ID, null, each -> true)),
                arguments("refresh", (Operation) a -> a.serviceTokens().refresh(ANY_ID, each -> true)),
                arguments("update", (Operation) a -> a.serviceTokens()
                        .update(ANY_ID, ServiceTokenUpdate.builder().build(), each -> true)),
                arguments("delete", (Operation) a -> a.serviceTokens().delete(ANY_ID, each -> true)),
                arguments("create application", (Operation) a -> a.applications()
                        .create(any -> Application.named("jobs").domain("*").build())),
                arguments("replace application", (Operation)
                        a -> a.applications().replace(ANY_ID, each -> true, (all, before) -> before)),
                arguments(
                        "delete application", (Operation) a -> a.applications().delete(ANY_ID, each -> true)),
                arguments("revoke sessions", (Operation) a -> a.applications().revokeSessions(ANY_ID)),
                arguments("create policy", (Operation) a -> a.policies().create(Policy.anyValidServiceToken())),
                arguments("replace policy", (Operation)
                        a -> a.policies().replace(ANY_ID, each -> true, before -> before)),
                arguments("delete policy", (Operation) a -> a.policies().delete(ANY_ID, each -> true)),
                arguments("organization", (Operation) a -> a.organization()
                        .replace(
                                each -> true,
                                before -> before.toBuilder().name("ACME").build())),
                arguments("key interval", (Operation) a -> a.keys().rotateEvery(30)));
    }

    private WritableStore storeBefore() {
        return mock(WritableStore.class, delegatesTo(fixture.store));
    }

    private Administration over(WritableStore store) {
        return Administration.builder(store)
                .clock(fixture::now)
                .eventListener(fixture.events::add)
                .build();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("changes")
    void changesFailWithoutEventsIfStoreIsDown(String name, Operation change) throws Exception {
        WritableStore down = storeBefore();
        doThrow(new IOException("disk full")).when(down).change(any());

        assertThatExceptionOfType(StoreUnavailableException.class)
                .isThrownBy(() -> change.run(over(down)))
                .withMessageEndingWith("java.io.IOException")
                .withStackTraceContaining("disk full");
        assertThat(fixture.events).isEmpty();
        assertThat(fixture.lines()).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("changes")
    void aChangeThatWasWorkedOutAndCouldNotBeKeptIsNotTold(String name, Operation change) throws Exception {
        WritableStore failing = storeBefore();
        doAnswer(call -> {
                    ((WritableStore.Change<?>) call.getArgument(0)).apply(draft());
                    throw new IOException("disk full");
                })
                .when(failing)
                .change(any());

        assertThatExceptionOfType(StoreUnavailableException.class).isThrownBy(() -> change.run(over(failing)));
        assertThat(fixture.events).isEmpty();
        assertThat(fixture.store.document()).isEqualTo(AccessDocument.EMPTY);
    }

    private WritableStore.Draft draft() throws Exception {
        List<WritableStore.Draft> drafts = new ArrayList<>();
        new InMemoryStore().change(drafts::add);
        return drafts.get(0);
    }

    @Test
    void whatACallersFunctionThrowsIsNoFaultOfTheStore() throws Exception {
        UUID id = fixture.issue("ci").token().id();
        UUID app = fixture.administration
                .applications()
                .create(Application.named("app").domain("*").build())
                .id();
        RuntimeException own = new IllegalStateException("mine");
        Predicate<Object> failing = each -> {
            throw own;
        };

        Stream.<Operation>of(
                        a -> a.serviceTokens().delete(id, failing::test),
                        a -> a.applications().create(configuration -> {
                            throw own;
                        }),
                        a -> a.applications().replace(app, before -> {
                            throw own;
                        }),
                        a -> a.organization().replace(before -> {
                            throw own;
                        }))
                .forEach(change -> assertThatExceptionOfType(IllegalStateException.class)
                        .isThrownBy(() -> change.run(fixture.administration))
                        .isSameAs(own));
    }

    @Test
    void readsPassOnWhatTheStoreThrows() throws Exception {
        WritableStore down = mock(WritableStore.class, call -> {
            throw new IOException("down");
        });
        Administration administration = over(down);

        Stream.<Operation>of(
                        a -> a.serviceTokens().find(ANY_ID),
                        a -> a.serviceTokens().list(ServiceTokenQuery.ALL),
                        a -> a.applications().find(ANY_ID),
                        a -> a.applications().list(),
                        a -> a.policies().find(ANY_ID),
                        a -> a.policies().list(),
                        a -> a.organization().get(),
                        a -> a.keys().status(),
                        a -> a.keys().rotate())
                .forEach(read -> assertThatExceptionOfType(StoreUnavailableException.class)
                        .isThrownBy(() -> read.run(administration))
                        .withCauseInstanceOf(IOException.class));
    }

    @Test
    void sendsOneEventAndTheStoredSecretIfChangeRunsTwice() throws Exception {
        IssuedServiceToken old = fixture.issue("ci");
        fixture.events.clear();
        WritableStore contended = storeBefore();
        doAnswer(call -> {
                    WritableStore.Change<?> change = call.getArgument(0);
                    return fixture.store.change(draft -> {
                        // Worked out once on what turns out not to be the newest, and then on what is.
                        change.apply(throwAway(draft));
                        return change.apply(draft);
                    });
                })
                .when(contended)
                .change(any());

        IssuedServiceToken fresh = fixture.noted(
                done(over(contended).serviceTokens().rotate(old.token().id(), null, each -> true)));

        assertThat(fixture.status(fresh.clientId(), fresh.secret())).isEqualTo(Status.GOOD);
        assertThat(fixture.stored(old.token().id()).clientSecretVersion()).isEqualTo(2);
        assertThat(fixture.told()).containsExactly("service_token rotated");
    }

    /** Returns a draft that knows what that one knows and keeps nothing. */
    private static WritableStore.Draft throwAway(WritableStore.Draft draft) throws Exception {
        WritableStore.Draft copy = mock(WritableStore.Draft.class, delegatesTo(draft));
        doAnswer(call -> null).when(copy).put(any(ServiceToken.class));
        return copy;
    }

    @Test
    void aListenerThatFailsChangesNothing() throws Exception {
        for (Throwable failure : List.of(
                new IllegalStateException("lkst_secret"),
                new AssertionError("lkst_secret"),
                new NoClassDefFoundError("lkst_secret"),
                new OutOfMemoryError("lkst_secret"),
                new Error("lkst_secret"))) {
            Administration administration = Administration.builder(fixture.store)
                    .eventListener(event -> AdministrationTest.<RuntimeException>sneak(failure))
                    .build();

            IssuedServiceToken issued =
                    fixture.noted(administration.serviceTokens().create("ci", null));

            assertThat(fixture.status(issued.clientId(), issued.secret())).isEqualTo(Status.GOOD);
            assertThat(fixture.lines())
                    .last()
                    .asString()
                    .startsWith("the event listener dev.latchkey.admin.AdministrationTest")
                    .endsWith(" failed with " + failure.getClass().getName());
        }
        assertThat(fixture.lines()).noneMatch(line -> line.contains("lkst_secret"));
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> void sneak(Throwable failure) throws T {
        throw (T) failure;
    }

    @Test
    void eventsCannotForgeLogLines() throws Exception {
        Administration eve = fixture.administration.as("eve\r\nservice_token deleted");

        fixture.noted(eve.serviceTokens().create("a\nb \u202e" + "x".repeat(200), null));

        AccessEvent.Change event = fixture.lastChange();
        assertThat(event.actor()).isEqualTo("eve??service_token_deleted");
        assertThat(event.name()).isEqualTo("a?b_?" + "x".repeat(75) + "...");
        assertThat(fixture.lines())
                .singleElement()
                .isEqualTo("service_token created by=" + event.actor() + " id=" + event.id() + " client_id="
                        + event.clientId() + " name=" + event.name());
    }

    @Test
    void withoutANameOfItsOwnItIsLatchkey() throws Exception {
        over(fixture.store).policies().create(Policy.anyValidServiceToken());

        assertThat(fixture.lastChange().actor()).isEqualTo("latchkey");
    }

    @Test
    void theFormOfSecretsAndTheHasherAreTheBuilders() throws Exception {
        SecretHasher peppered = SecretHasher.peppered(new byte[16]);
        Administration administration = Administration.builder(fixture.store)
                .secretFormat(new SecretFormat("acme_"))
                .secretHasher(peppered)
                .build();

        IssuedServiceToken issued = administration.serviceTokens().create("ci", null);

        assertThat(administration.store()).isSameAs(fixture.store);
        assertThat(issued.secret().reveal()).startsWith("acme_");
        assertThat(fixture.stored(issued.token().id()).digest()).isEqualTo(peppered.digest(issued.secret()));
    }

    @Test
    void ofManyThreadsNoneUndoesWhatAnotherDid() throws Exception {
        int threads = 8;
        int each = 25;
        CyclicBarrier start = new CyclicBarrier(threads);
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        List<Future<List<IssuedServiceToken>>> results = new ArrayList<>();
        try {
            for (int i = 0; i < threads; i++) {
                results.add(executor.submit(() -> {
                    start.await();
                    List<IssuedServiceToken> kept = new ArrayList<>();
                    for (int n = 0; n < each; n++) {
                        UUID id = fixture.issue("ci").token().id();
                        if (n % 5 == 0) {
                            done(fixture.tokens().delete(id, token -> true));
                        } else {
                            kept.add(fixture.noted(done(fixture.tokens().rotate(id, null, token -> true))));
                        }
                    }
                    return kept;
                }));
            }
            int count = 0;
            for (Future<List<IssuedServiceToken>> result : results) {
                for (IssuedServiceToken issued : result.get()) {
                    assertThat(fixture.status(issued.clientId(), issued.secret()))
                            .isEqualTo(Status.GOOD);
                    count++;
                }
            }
            assertThat(fixture.tokens().list(ServiceTokenQuery.ALL).totalCount())
                    .isEqualTo(count)
                    .isEqualTo(threads * each * 4 / 5);
        } finally {
            executor.shutdownNow();
        }
        assertThat(fixture.events).hasSize(threads * each * 2);
    }

    @Test
    void ofManyRotationsAtOnceEachCounts() throws Exception {
        UUID id = fixture.issue("ci").token().id();
        ExecutorService executor = Executors.newFixedThreadPool(8);
        try {
            List<Future<Integer>> versions = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                versions.add(executor.submit(() -> fixture.noted(
                                done(fixture.tokens().rotate(id, null, token -> true)))
                        .token()
                        .clientSecretVersion()));
            }
            List<Integer> all = new ArrayList<>();
            for (Future<Integer> version : versions) {
                all.add(version.get());
            }
            assertThat(all).containsExactlyInAnyOrder(2, 3, 4, 5, 6, 7, 8, 9);
        } finally {
            executor.shutdownNow();
        }
    }
}
