package dev.latchkey.benchmarks;

import com.sun.management.ThreadMXBean;
import dev.latchkey.AccessGate;
import dev.latchkey.PlainRequest;
import dev.latchkey.admin.Administration;
import dev.latchkey.model.Application;
import dev.latchkey.model.IssuedServiceToken;
import dev.latchkey.store.AccessConfiguration;
import dev.latchkey.store.WritableStore;
import dev.latchkey.store.file.JsonFileStore;
import dev.latchkey.store.jdbc.JdbcStore;
import dev.latchkey.store.memory.InMemoryStore;
import java.lang.management.ManagementFactory;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcConnectionPool;

/**
 * Measures the slowest decisions about valid pairs, while something else happens in the same process: a new
 * configuration, a rotation of the keys, the recording of uses, a slow database. One thread decides, with 1,000 clients
 * in turn; another one disturbs it.
 *
 * <p>{@code java -cp benchmarks.jar dev.latchkey.benchmarks.Tails [seconds]} prints a table in Markdown.
 */
public final class Tails {

    private static final int USUAL_SECONDS = 10;
    private static final int CLIENTS = 1_000;
    private static final int APPLICATIONS = 1_000;
    private static final int MOST_SAMPLES = 20_000_000;
    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final Duration SLOWNESS = Duration.ofMillis(300);

    /** Something that is repeated while decisions are measured. */
    @FunctionalInterface
    private interface Disturbance {
        void once(Administration administration, List<UUID> tokens, int round) throws Exception;
    }

    /** Opens a store. What it opens besides is closed after the gate, the last one first. */
    @FunctionalInterface
    private interface Opening {
        WritableStore open(Deque<AutoCloseable> closed) throws Exception;
    }

    private final int seconds;
    private final int[] samples = new int[MOST_SAMPLES];

    private Tails(int seconds) {
        this.seconds = seconds;
    }

    /** Measures each row for this number of seconds; 10 by default. */
    public static void main(String[] arguments) throws Exception {
        Tails tails = new Tails(arguments.length == 0 ? USUAL_SECONDS : Integer.parseInt(arguments[0]));
        Disturbance nothing = (administration, tokens, round) -> {};
        Disturbance reload =
                (administration, tokens, round) -> administration.store().change(draft -> {
                    draft.put(draft.configuration().with(application(round % APPLICATIONS, round)));
                    return round;
                });
        Disturbance rotation =
                (administration, tokens, round) -> administration.keys().rotate();
        Disturbance uses = (administration, tokens, round) -> {
            Map<UUID, Instant> seen = new HashMap<>();
            tokens.forEach(id -> seen.put(id, Instant.now()));
            administration.store().recordLastSeen(seen);
        };
        Disturbance create = (administration, tokens, round) ->
                administration.serviceTokens().create("another", Duration.ofDays(1));
        // The first row warms up, and is not printed.
        tails.measure("", closed -> new InMemoryStore(), nothing);
        System.out.println("| meanwhile, every 0.1 s | times | 50 % | 99 % | 99.9 % | 99.99 % | maximum | bytes |");
        System.out.println("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
        tails.measure("nothing", closed -> new InMemoryStore(), nothing);
        tails.measure("one of 1,000 applications changes", closed -> new InMemoryStore(), reload);
        tails.measure("the signing key is rotated", closed -> new InMemoryStore(), rotation);
        tails.measure("1,000 uses are written to a file", Tails::inFile, uses);
        tails.measure("a service token is created in the file", Tails::inFile, create);
        tails.measure("nothing, over a database", closed -> inDatabase(closed, Duration.ZERO), nothing);
        tails.measure("a service token is created in a database", closed -> inDatabase(closed, Duration.ZERO), create);
        tails.measure("the same, each connection takes 0.3 s", closed -> inDatabase(closed, SLOWNESS), create);
    }

    private static WritableStore inFile(Deque<AutoCloseable> closed) throws Exception {
        Path directory = Files.createTempDirectory("tails");
        closed.push(() -> {
            try (var files = Files.list(directory)) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
            Files.delete(directory);
        });
        JsonFileStore store = JsonFileStore.builder(directory.resolve("latchkey.json"))
                .createIfMissing(true)
                .open();
        closed.push(store);
        return store;
    }

    private static WritableStore inDatabase(Deque<AutoCloseable> closed, Duration slowness) throws Exception {
        JdbcConnectionPool pool = JdbcConnectionPool.create("jdbc:h2:mem:tails;LOCK_TIMEOUT=10000", "", "");
        closed.push(pool::dispose);
        AtomicBoolean slow = new AtomicBoolean();
        closed.push(() -> slow.set(false));
        JdbcStore store =
                JdbcStore.builder(slowed(pool, slow, slowness)).migrate(true).open();
        closed.push(store);
        slow.set(true);
        return store;
    }

    private static DataSource slowed(DataSource source, AtomicBoolean slow, Duration slowness) {
        return (DataSource) Proxy.newProxyInstance(
                Tails.class.getClassLoader(), new Class<?>[] {DataSource.class}, (proxy, method, arguments) -> {
                    if (slow.get() && method.getName().equals("getConnection")) {
                        Thread.sleep(slowness.toMillis());
                    }
                    try {
                        return method.invoke(source, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getTargetException();
                    }
                });
    }

    private static Application application(int number, int version) {
        return Application.named("application " + number)
                .domain("app" + number + ".example.com")
                .customDenyMessage("version " + version)
                .anyValidServiceToken(true)
                .build();
    }

    private void measure(String name, Opening opening, Disturbance disturbance) throws Exception {
        Deque<AutoCloseable> closed = new ArrayDeque<>();
        try {
            WritableStore store = opening.open(closed);
            List<IssuedServiceToken> issued = new ArrayList<>();
            store.change(draft -> {
                issued.clear();
                return fill(draft, issued);
            });
            AccessGate gate = AccessGate.builder().store(store).build();
            closed.push(gate);
            measure(name, gate, Administration.builder(store).build(), issued, disturbance);
        } finally {
            for (AutoCloseable each : closed) {
                each.close();
            }
        }
    }

    private static int fill(WritableStore.Draft draft, List<IssuedServiceToken> issued) throws Exception {
        List<Application> applications = new ArrayList<>();
        for (int i = 0; i < APPLICATIONS; i++) {
            applications.add(application(i, 0));
        }
        draft.put(new AccessConfiguration(draft.configuration().organization(), applications));
        for (int i = 0; i < CLIENTS; i++) {
            IssuedServiceToken token = IssuedServiceToken.issue("client " + i, Duration.ofDays(1), Instant.now());
            draft.put(token.token());
            issued.add(token);
        }
        return CLIENTS;
    }

    private void measure(
            String name,
            AccessGate gate,
            Administration administration,
            List<IssuedServiceToken> issued,
            Disturbance disturbance)
            throws Exception {
        PlainRequest[] requests = issued.stream()
                .map(token -> PlainRequest.get("https://app7.example.com/jobs")
                        .header("CF-Access-Client-Id", token.clientId())
                        .header("CF-Access-Client-Secret", token.secret().reveal()))
                .toArray(PlainRequest[]::new);
        for (int i = 0; i < 50 * CLIENTS; i++) {
            decide(gate, requests[i % CLIENTS]);
        }
        List<UUID> ids = issued.stream().map(token -> token.token().id()).toList();
        AtomicBoolean over = new AtomicBoolean();
        int[] rounds = new int[1];
        Thread disturbing = new Thread(() -> disturb(disturbance, administration, ids, over, rounds), "disturbance");
        disturbing.start();
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long self = Thread.currentThread().getId();
        long allocated = threads.getThreadAllocatedBytes(self);
        long end = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
        int count = 0;
        for (long start = System.nanoTime(); count < MOST_SAMPLES && start < end; start = System.nanoTime()) {
            decide(gate, requests[count % CLIENTS]);
            samples[count++] = (int) Math.min(System.nanoTime() - start, Integer.MAX_VALUE);
        }
        long bytes = (threads.getThreadAllocatedBytes(self) - allocated) / count;
        over.set(true);
        disturbing.join();
        if (!name.isEmpty()) {
            print(name, rounds[0], count, bytes);
        }
    }

    private static void disturb(
            Disturbance disturbance,
            Administration administration,
            List<UUID> tokens,
            AtomicBoolean over,
            int[] rounds) {
        try {
            while (!over.get()) {
                disturbance.once(administration, tokens, rounds[0]);
                rounds[0]++;
                Thread.sleep(PAUSE.toMillis());
            }
        } catch (Exception e) {
            throw new IllegalStateException("the disturbance failed", e);
        }
    }

    private static void decide(AccessGate gate, PlainRequest request) {
        gate.decide(request).fold(admitted -> admitted, preflight -> preflight, denied -> {
            throw new IllegalStateException("denied: " + denied.reason());
        });
    }

    private void print(String name, int rounds, int count, long bytes) {
        Arrays.sort(samples, 0, count);
        System.out.printf(
                Locale.ROOT,
                "| %s | %d | %s | %s | %s | %s | %s | %d |%n",
                name,
                rounds,
                micros(count / 2),
                micros((int) (count * 0.99)),
                micros((int) (count * 0.999)),
                micros((int) (count * 0.9999)),
                micros(count - 1),
                bytes);
    }

    private String micros(int index) {
        return String.format(Locale.ROOT, "%.1f µs", samples[index] / 1e3);
    }
}
