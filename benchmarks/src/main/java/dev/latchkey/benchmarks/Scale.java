package dev.latchkey.benchmarks;

import dev.latchkey.AccessDecision;
import dev.latchkey.AccessGate;
import dev.latchkey.AccessGate.Answer;
import dev.latchkey.AccessGate.PresentedSession;
import dev.latchkey.PlainRequest;
import dev.latchkey.admin.Administration;
import dev.latchkey.model.Application;
import dev.latchkey.model.IssuedServiceToken;
import dev.latchkey.model.Organization;
import dev.latchkey.model.SecretDigest;
import dev.latchkey.model.ServiceToken;
import dev.latchkey.store.AccessConfiguration;
import dev.latchkey.store.AccessDocument;
import dev.latchkey.store.file.JsonFileStore;
import dev.latchkey.store.memory.InMemoryStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;

/**
 * Measures what a store with many service tokens costs: heap, changes in memory and in a file, an edit by hand, and a
 * logout.
 *
 * <p>{@code java -Xmx2g -cp benchmarks.jar dev.latchkey.benchmarks.Scale [tokens]} prints tables in Markdown.
 */
public final class Scale {

    private static final int USUAL_TOKENS = 100_000;
    private static final int IN_MEMORY = 300;
    private static final int IN_FILE = 15;
    private static final int EDITS = 5;
    private static final int LOGOUTS = 1_000;

    /** An operation on an administration, which gets a new service token. */
    @FunctionalInterface
    private interface Operation {
        void on(Administration administration, UUID token) throws Exception;
    }

    private Scale() {}

    /** Measures with this number of service tokens; 100,000 by default. */
    public static void main(String[] arguments) throws Exception {
        int tokens = arguments.length == 0 ? USUAL_TOKENS : Integer.parseInt(arguments[0]);
        AccessDocument document = documentOf(tokens);
        System.out.println("| " + tokens + " service tokens | median | maximum |");
        System.out.println("| --- | ---: | ---: |");
        InMemoryStore memory = new InMemoryStore(document, InstantSource.system());
        changes("in memory", Administration.builder(memory).build(), IN_MEMORY);
        logouts(document);
        Path directory = Files.createTempDirectory("scale");
        Path file = directory.resolve("latchkey.json");
        try (JsonFileStore store =
                JsonFileStore.builder(file).createIfMissing(true).open()) {
            store.update(empty -> document);
            changes("in the file", Administration.builder(store).build(), IN_FILE);
            edits(store, file);
        } finally {
            try (var files = Files.list(directory)) {
                for (Path each : files.toList()) {
                    Files.delete(each);
                }
            }
            Files.delete(directory);
        }
    }

    private static AccessDocument documentOf(int count) {
        Random random = new Random(1);
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        long before = usedHeap();
        List<ServiceToken> tokens = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            byte[] digest = new byte[32];
            random.nextBytes(digest);
            byte[] clientId = new byte[16];
            random.nextBytes(clientId);
            tokens.add(ServiceToken.builder(HexFormat.of().formatHex(clientId) + ".access")
                    .id(new UUID(random.nextLong(), random.nextLong()))
                    .name("token-" + i)
                    .digest(SecretDigest.of(SecretDigest.Algorithm.SHA_256, digest))
                    .duration(ServiceToken.DEFAULT_DURATION)
                    .expiresAt(now.plusSeconds(i).plus(ServiceToken.DEFAULT_DURATION))
                    .createdAt(now.plusSeconds(i))
                    .updatedAt(now.plusSeconds(i))
                    .build());
        }
        Application application =
                Application.named("main").domain("*").anyValidServiceToken(true).build();
        AccessDocument document = new AccessDocument(
                new AccessConfiguration(Organization.DEFAULT, List.of(application)), List.copyOf(tokens));
        tokens.clear();
        System.out.println("Heap: " + (usedHeap() - before) / count + " bytes for each service token.\n");
        return document;
    }

    private static long usedHeap() {
        Runtime runtime = Runtime.getRuntime();
        for (int i = 0; i < 4; i++) {
            System.gc();
        }
        return runtime.totalMemory() - runtime.freeMemory();
    }

    private static void changes(String where, Administration administration, int times) throws Exception {
        Operation create = (any, token) -> any.serviceTokens().create("another", Duration.ofDays(90));
        Operation rotate = (any, token) -> any.serviceTokens().rotate(token, null, each -> true);
        Operation delete = (any, token) -> any.serviceTokens().delete(token, each -> true);
        change("create " + where, administration, times, create);
        change("rotate " + where, administration, times, rotate);
        change("delete " + where, administration, times, delete);
    }

    private static void change(String name, Administration administration, int times, Operation operation)
            throws Exception {
        List<UUID> ids = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            ids.add(administration
                    .serviceTokens()
                    .create("one", Duration.ofDays(90))
                    .token()
                    .id());
        }
        long[] nanos = new long[times];
        for (int i = 0; i < times; i++) {
            UUID id = ids.get(i);
            nanos[i] = time(() -> {
                operation.on(administration, id);
                return id;
            });
        }
        print(name, nanos);
    }

    private static void edits(JsonFileStore store, Path file) throws Exception {
        long[] nanos = new long[EDITS];
        for (int i = 0; i < EDITS; i++) {
            String name = "edited-" + i;
            int token = i;
            String edited = Files.readString(file).replace("\"token-" + token + "\"", "\"" + name + "\"");
            nanos[i] = time(() -> {
                Files.writeString(file, edited);
                while (!store.document().serviceTokens().get(token).name().equals(name)) {
                    Thread.sleep(1);
                }
                return name;
            });
        }
        print("an edit of the file by hand is in force", nanos);
    }

    /** A client that logs out and presents its pair again, beside as many sessions as there are tokens in use. */
    private static void logouts(AccessDocument document) throws Exception {
        InMemoryStore store = new InMemoryStore(document, InstantSource.system());
        try (AccessGate gate = AccessGate.builder().store(store).build()) {
            long[] logout = new long[LOGOUTS];
            long[] pair = new long[LOGOUTS];
            List<PlainRequest> pairs = new ArrayList<>();
            for (int i = 0; i < LOGOUTS; i++) {
                IssuedServiceToken token = store.issue("client " + i);
                pairs.add(PlainRequest.get("https://app.example.com/")
                        .header("CF-Access-Client-Id", token.clientId())
                        .header("CF-Access-Client-Secret", token.secret().reveal()));
            }
            for (PlainRequest request : pairs) {
                gate.decide(request);
            }
            for (int i = 0; i < LOGOUTS; i++) {
                PlainRequest request = pairs.get(i);
                String jwt = ((AccessDecision.LetIn) gate.decide(request)).applicationToken();
                PlainRequest session =
                        PlainRequest.get("https://app.example.com/").header("cf-access-token", jwt);
                logout[i] = time(() -> {
                    Answer<PresentedSession> ended = gate.endSession(session);
                    if (ended instanceof Answer.Refused<?>) {
                        throw new IllegalStateException("the logout was refused");
                    }
                    return ended;
                });
                pair[i] = time(() -> gate.decide(request));
            }
            print("logout", logout);
            print("the pair after it, with a new signature", pair);
        }
    }

    private static long time(Callable<?> callable) throws Exception {
        long start = System.nanoTime();
        callable.call();
        return System.nanoTime() - start;
    }

    private static void print(String name, long[] nanos) {
        Arrays.sort(nanos);
        System.out.printf(
                Locale.ROOT,
                "| %s | %.3f ms | %.3f ms |%n",
                name,
                nanos[nanos.length / 2] / 1e6,
                nanos[nanos.length - 1] / 1e6);
    }
}
