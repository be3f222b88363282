package dev.latchkey.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.AccessDecision;
import dev.latchkey.AccessGate;
import dev.latchkey.PlainRequest;
import dev.latchkey.admin.Administration;
import dev.latchkey.model.Application;
import dev.latchkey.model.IssuedServiceToken;
import dev.latchkey.store.WritableStore;
import dev.latchkey.store.file.JsonFileStore;
import dev.latchkey.testing.LatchkeyExtension;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;

/** Tests that no code of Latchkey pins a virtual thread to its carrier, where there are virtual threads. */
@EnabledForJreRange(min = JRE.JAVA_21)
final class VirtualThreadsTest {

    private static final int THREADS = 100;

    @TempDir
    private Path directory;

    /** Waits during its initialization, which pins a virtual thread on every JDK. */
    private static final class Pinning {

        static final boolean DONE;

        static {
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
            DONE = true;
        }
    }

    private Recording recording;

    @BeforeEach
    void record() throws Exception {
        // Started once outside, so that the loading of classes does not count.
        try (JdbcStore store = slowDatabase()) {
            use(store, Executors.newSingleThreadExecutor());
        }
        recording = new Recording();
        recording.enable("jdk.VirtualThreadPinned").withThreshold(Duration.ZERO).withStackTrace();
        recording.start();
    }

    @Test
    void recordingSeesPinnedThreads() throws Exception {
        ExecutorService threads = virtualThreads();
        threads.submit(() -> Pinning.DONE).get();
        threads.shutdown();

        assertThat(pinned("VirtualThreadsTest$Pinning")).isNotEmpty();
    }

    @Test
    void decisionsAndChangesOverASlowDatabasePinNone() throws Exception {
        try (JdbcStore store = slowDatabase()) {
            use(store, virtualThreads());
        }

        assertThat(pinned("dev.latchkey.")).isEmpty();
    }

    @Test
    void decisionsAndChangesOverAFilePinNone() throws Exception {
        try (JsonFileStore store = JsonFileStore.builder(directory.resolve("latchkey.json"))
                .createIfMissing(true)
                .open()) {
            use(store, virtualThreads());
        }

        assertThat(pinned("dev.latchkey.")).isEmpty();
    }

    private static void use(WritableStore store, ExecutorService threads) throws Exception {
        try (AccessGate gate = AccessGate.builder().store(store).build()) {
            Administration administration = Administration.builder(store).build();
            administration
                    .applications()
                    .create(configuration -> Application.named("app")
                            .domain("*")
                            .anyValidServiceToken(true)
                            .build());
            IssuedServiceToken token = administration.serviceTokens().create("known", null);
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                all.add(threads.submit(work(i, gate, administration, token)));
            }
            for (Future<?> each : all) {
                each.get();
            }
        } finally {
            threads.shutdown();
        }
    }

    private static Callable<?> work(int i, AccessGate gate, Administration administration, IssuedServiceToken token) {
        return switch (i % 4) {
            case 0 -> () -> administration.serviceTokens().create("another " + i, null);
            case 1 ->
                () -> gate.decide(PlainRequest.get("https://a.example/")
                        .header("CF-Access-Client-Id", UUID.randomUUID() + ".access")
                        .header("CF-Access-Client-Secret", "wrong"));
            case 2 ->
                () -> i == 2 ? administration.keys().rotate() : gate.certificates(PlainRequest.get("https://a.b/"));
            default ->
                () -> {
                    AccessDecision decision = gate.decide(LatchkeyExtension.get("https://a.example/", token));
                    return decision instanceof AccessDecision.LetIn letIn
                            ? gate.endSession(PlainRequest.get("https://a.example/")
                                    .header("cf-access-token", letIn.applicationToken()))
                            : decision;
                };
        };
    }

    private static JdbcStore slowDatabase() throws Exception {
        JdbcDataSource database = new JdbcDataSource();
        database.setURL("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=10000");
        DataSource slow = (DataSource) Proxy.newProxyInstance(
                VirtualThreadsTest.class.getClassLoader(),
                new Class<?>[] {DataSource.class},
                (proxy, method, given) -> {
                    if (method.getName().equals("getConnection")) {
                        Thread.sleep(5);
                    }
                    return method.invoke(database, given);
                });
        return JdbcStore.builder(slow).migrate(true).open();
    }

    /** The method does not exist on the JDK that compiles this. */
    private static ExecutorService virtualThreads() throws ReflectiveOperationException {
        return (ExecutorService)
                Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
    }

    /** Returns the recorded events with a class whose name contains this in the stack trace. */
    private List<RecordedEvent> pinned(String name) throws Exception {
        recording.stop();
        Path file = directory.resolve("recording.jfr");
        recording.dump(file);
        recording.close();
        return RecordingFile.readAllEvents(file).stream()
                .filter(event -> event.getEventType().getName().equals("jdk.VirtualThreadPinned"))
                .filter(event -> event.getStackTrace().getFrames().stream()
                        .map(frame -> frame.getMethod().getType().getName())
                        .anyMatch(type -> type.contains(name) && !type.equals(VirtualThreadsTest.class.getName())))
                .toList();
    }
}
