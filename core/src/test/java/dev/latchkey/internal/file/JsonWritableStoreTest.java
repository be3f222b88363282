package dev.latchkey.internal.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import dev.latchkey.configuration.ConfigurationException;
import dev.latchkey.model.SecretDigest;
import dev.latchkey.model.ServiceToken;
import dev.latchkey.store.WritableStore;
import dev.latchkey.store.file.JsonFileStore;
import dev.latchkey.testing.WritableStoreContractTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JsonWritableStoreTest extends WritableStoreContractTest {

    private static final Instant SEEN = Instant.parse("2026-11-20T12:00:00Z");
    private static final Instant END = Instant.parse("2027-01-01T00:00:00Z");
    private static final UUID ID = UUID.fromString("0d6e3f3a-63cf-4f0c-9a0e-4d6f5c1c2b11");

    @TempDir
    private Path directory;

    private Path path;
    private Path usage;
    private JsonFileStore store;
    private final List<JsonFileStore> opened = new ArrayList<>();

    @BeforeEach
    void open() throws IOException {
        path = directory.resolve("latchkey.json");
        usage = directory.resolve("latchkey.usage.json");
        store = another();
    }

    @AfterEach
    void close() throws IOException {
        for (JsonFileStore each : opened) {
            each.close();
        }
    }

    @Override
    protected WritableStore store() {
        return store;
    }

    @Override
    protected JsonFileStore another() throws IOException {
        JsonFileStore another =
                JsonFileStore.builder(path).createIfMissing(true).open();
        opened.add(another);
        return another;
    }

    @Test
    void keepsUsesInSeparateFile() throws Exception {
        put(token().build());
        byte[] before = Files.readAllBytes(path);
        store = at(SEEN.plusSeconds(30));

        store.recordLastSeen(Map.of(ID, SEEN));
        store.claimExpiryNotice(ID, END);

        assertThat(Files.readAllBytes(path)).isEqualTo(before);
        assertThat(Files.readString(usage)).isEqualTo("""
                {
                  "recorded_since": "2026-11-20T12:00:30Z",
                  "service_tokens": [
                    {
                      "id": "0d6e3f3a-63cf-4f0c-9a0e-4d6f5c1c2b11",
                      "last_seen_at": "2026-11-20T12:00:00Z",
                      "expiry_notices": [
                        "2027-01-01T00:00:00Z"
                      ]
                    }
                  ]
                }
                """);
        assertThat(OwnerOnlyPermissions.isWider(usage)).isFalse();
    }

    @Test
    void changeDoesNotCopyUseIntoConfiguration() throws Exception {
        put(token().build());
        store.recordLastSeen(Map.of(ID, SEEN));

        store.change(draft -> {
            draft.put(Objects.requireNonNull(draft.serviceToken(ID)).toBuilder()
                    .name("renamed")
                    .build());
            return null;
        });

        assertThat(Files.readString(path)).contains("renamed").doesNotContain("last_seen_at");
    }

    @Test
    void laterUseOfBothFilesCounts() throws Exception {
        put(token().lastSeenAt(SEEN).build());
        store.recordLastSeen(Map.of(ID, SEEN.minusSeconds(60)));
        assertThat(lastSeenAt(another())).isEqualTo(SEEN);

        store.recordLastSeen(Map.of(ID, SEEN.plusSeconds(60)));
        assertThat(lastSeenAt(another())).isEqualTo(SEEN.plusSeconds(60));
    }

    @Test
    void forgetsUseOfDeletedTokens() throws Exception {
        ServiceToken other = ServiceToken.of("other.access", digest());
        put(token().build());
        put(other);
        store.recordLastSeen(Map.of(ID, SEEN, other.id(), SEEN));
        store.claimExpiryNotice(ID, END);

        store.update(document -> document.withoutServiceToken("a.access"));
        store.recordLastSeen(Map.of(other.id(), SEEN.plusSeconds(1)));

        assertThat(Files.readString(usage)).contains(other.id().toString()).doesNotContain(ID.toString());
    }

    @Test
    void keepsUseOfTokensNotSeenYet() throws Exception {
        JsonFileStore stale = JsonFileStore.builder(path)
                .pollInterval(java.time.Duration.ofHours(1))
                .open();
        opened.add(stale);
        ServiceToken other = ServiceToken.of("other.access", digest());
        stale.update(document -> document.with(other));
        put(token().build());
        store.recordLastSeen(Map.of(ID, SEEN));

        stale.recordLastSeen(Map.of(other.id(), SEEN));

        assertThat(lastSeenAt(another())).isEqualTo(SEEN);
    }

    @Test
    void forgetsNothingWhileConfigurationIsUnreadable() throws Exception {
        ServiceToken other = ServiceToken.of("other.access", digest());
        put(other);
        byte[] good = Files.readAllBytes(path);
        put(token().build());
        store.recordLastSeen(Map.of(ID, SEEN));
        byte[] best = Files.readAllBytes(path);
        Files.write(path, good);
        JsonFileStore behind = another();
        Files.writeString(path, "{");

        behind.recordLastSeen(Map.of(other.id(), SEEN));

        Files.write(path, best);
        assertThat(lastSeenAt(another())).isEqualTo(SEEN);
    }

    @Test
    void doesNotWriteKnownUse() throws Exception {
        put(token().build());
        store.recordLastSeen(Map.of(UUID.randomUUID(), SEEN));
        assertThat(usage).doesNotExist();

        store.recordLastSeen(Map.of(ID, SEEN));
        Files.delete(usage);
        store.recordLastSeen(Map.of(ID, SEEN));
        assertThat(usage).doesNotExist();
    }

    @Test
    void recordsUsesSinceFirstReadOrWrite() throws Exception {
        store = at(SEEN);
        assertThat(store.usesRecordedSince()).isEqualTo(SEEN);
        assertThat(Files.readString(usage)).contains("\"recorded_since\": \"2026-11-20T12:00:00Z\"");
        assertThat(at(SEEN.plusSeconds(60)).usesRecordedSince()).isEqualTo(SEEN);

        Files.delete(usage);
        put(token().build());
        at(SEEN.plusSeconds(120)).recordLastSeen(Map.of(ID, SEEN));
        assertThat(at(SEEN.plusSeconds(180)).usesRecordedSince()).isEqualTo(SEEN.plusSeconds(120));
    }

    @Test
    void missingStartOfRecordingIsNow() throws Exception {
        put(token().build());
        Files.writeString(
                usage, "{\"service_tokens\": [{\"id\": \"" + ID + "\", \"last_seen_at\": \"" + SEEN + "\"}]}");

        store = at(SEEN.plusSeconds(60));

        assertThat(store.usesRecordedSince()).isEqualTo(SEEN.plusSeconds(60));
        assertThat(lastSeenAt(another())).isEqualTo(SEEN);
        assertThat(another().usesRecordedSince()).isEqualTo(SEEN.plusSeconds(60));
    }

    @Test
    void rejectsInvalidUsageFile() throws Exception {
        store.close();
        Files.writeString(usage, """
                {"service_tokens": [
                  {"id": "0d6e3f3a-63cf-4f0c-9a0e-4d6f5c1c2b11", "last_seen_at": "yesterday"},
                  {"id": "0d6e3f3a-63cf-4f0c-9a0e-4d6f5c1c2b11", "expiry_notices": ["soon"], "uses": 7},
                  {"last_seen_at": "2026-11-20T12:00:00Z"},
                  "0d6e3f3a-63cf-4f0c-9a0e-4d6f5c1c2b11"
                ], "recorded_since": "ever", "x": 1}
                """);

        assertThatThrownBy(this::another)
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContainingAll(
                        usage.toString(),
                        "/service_tokens/0/last_seen_at: must be a time in RFC 3339 format",
                        "/service_tokens/1/id: another service token has this ID",
                        "/service_tokens/1/expiry_notices/0: must be a time",
                        "/service_tokens/1/uses: unknown member",
                        "/service_tokens/2/id: is missing",
                        "/service_tokens/3: must be an object",
                        "/recorded_since: must be a time",
                        "/x: unknown member",
                        "(latchkey.usage.json:2:");
    }

    @Test
    void rejectsNestedChange() {
        assertThatThrownBy(() -> store.change(draft -> store.change(inner -> null)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("must not make another one");
    }

    @Test
    void rejectsUseOrNoticeInsideChange() throws Exception {
        put(token().build());

        assertThatThrownBy(() -> store.change(draft -> {
                    store.recordLastSeen(Map.of(ID, SEEN));
                    return null;
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("must not record a use");
        assertThatThrownBy(() -> store.change(draft -> store.usesRecordedSince()))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> store.change(draft -> store.claimExpiryNotice(ID, END)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("must not give notice");

        assertThat(usage).doesNotExist();
        assertThat(store.claimExpiryNotice(ID, END)).isTrue();
    }

    @Test
    void rejectsCloseInsideChange() throws Exception {
        AtomicReference<@Nullable Throwable> refused = new AtomicReference<>();
        store.change(draft -> {
            draft.put(token().build());
            refused.set(catchThrowable(store::close));
            return null;
        });

        assertThat(refused.get()).isInstanceOf(IllegalStateException.class).hasMessageContaining("must not close it");
        assertThat(another().findById(ID)).isNotNull();
        // Neither file nor poller was closed.
        another().change(draft -> {
            draft.put(token().name("of another").build());
            return null;
        });
        await().until(() -> Objects.requireNonNull(store.findById(ID)).name().equals("of another"));
        store.recordLastSeen(Map.of(ID, SEEN));
        assertThat(lastSeenAt(store)).isEqualTo(SEEN);
    }

    @Test
    void unwritableChangeChangesNothing() throws Exception {
        put(token().build());
        byte[] before = Files.readAllBytes(path);
        SecretDigest peppered = SecretDigest.parse("hmac-sha256:" + Documents.DIGEST);

        assertThatThrownBy(() -> put(token().digest(peppered).build()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("/service_tokens/0/client_secret_digest: is an hmac-sha256 digest")
                .hasMessageNotContaining(Documents.DIGEST);

        assertThat(Files.readAllBytes(path)).isEqualTo(before);
        assertThat(Objects.requireNonNull(store.findById(ID)).digest()).isEqualTo(digest());
    }

    @Test
    void rejectsChangesAfterClose() throws Exception {
        put(token().build());
        store.close();

        assertThatThrownBy(() -> put(token().name("x").build())).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> store.recordLastSeen(Map.of(ID, SEEN))).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> store.claimExpiryNotice(ID, END)).isInstanceOf(IllegalStateException.class);
        assertThat(store.findById(ID)).isNotNull();
    }

    private JsonFileStore at(Instant moment) throws IOException {
        JsonFileStore clocked =
                JsonFileStore.builder(path).clock(InstantSource.fixed(moment)).open();
        opened.add(clocked);
        return clocked;
    }

    private void put(ServiceToken token) throws Exception {
        store.change(draft -> {
            draft.put(token);
            return null;
        });
    }

    private static Instant lastSeenAt(WritableStore store) throws Exception {
        return Objects.requireNonNull(store.findById(ID)).lastSeenAt();
    }

    private static ServiceToken.Builder token() {
        return ServiceToken.builder("a.access").id(ID).digest(digest());
    }

    private static SecretDigest digest() {
        return SecretDigest.parse(Documents.DIGEST);
    }
}
