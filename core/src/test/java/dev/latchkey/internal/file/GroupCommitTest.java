package dev.latchkey.internal.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.latchkey.configuration.ConfigurationException;
import dev.latchkey.configuration.Fault;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("management contract, section 4: a change returns only after it is on disk")
@Timeout(60)
class GroupCommitTest {

    /** Stands in for a disk: a text that changes append to. */
    private static final class Disk implements GroupCommit.Target<String> {

        private String text = "";
        private final List<String> writes = new ArrayList<>();
        private final CountDownLatch firstWrite = new CountDownLatch(1);
        private final CountDownLatch goOn = new CountDownLatch(1);
        private boolean othersKeptOut;
        private @Nullable Exception broken;

        /** What others save during the next change. */
        private @Nullable String newer;

        @Override
        public String begin() throws IOException {
            assertThat(othersKeptOut).isFalse();
            othersKeptOut = true;
            return text;
        }

        @Override
        public @Nullable String write(String contents) throws IOException {
            firstWrite.countDown();
            waitFor(goOn);
            if (newer != null) {
                text = newer;
                newer = null;
                return null;
            }
            if (broken instanceof IOException e) {
                throw e;
            } else if (contents.contains("!") && broken instanceof RuntimeException e) {
                throw e;
            }
            writes.add(contents);
            text = contents;
            return contents;
        }

        @Override
        public void end() {
            assertThat(othersKeptOut).isTrue();
            othersKeptOut = false;
        }

        void goOnAtOnce() {
            goOn.countDown();
        }
    }

    private final ReentrantLock turn = new ReentrantLock();
    private final Disk disk = new Disk();
    private final GroupCommit<String> updates = new GroupCommit<>(turn, disk);
    private final ExecutorService executor = Executors.newCachedThreadPool();

    @AfterEach
    void endThreads() {
        executor.shutdownNow();
    }

    @Test
    void changesDuringWriteShareNextWrite() throws Exception {
        Future<String> first = add("a");
        waitFor(disk.firstWrite);
        List<Future<String>> others =
                Stream.of("b", "c", "d", "e").map(this::add).toList();
        awaitArrivals(4);
        disk.goOn.countDown();

        assertThat(first.get()).isEqualTo("a");
        for (Future<String> other : others) {
            assertThat(other.get()).hasSize(5).contains("a", "b", "c", "d", "e");
        }
        assertThat(disk.writes).hasSize(2).last().asString().hasSize(5);
    }

    @Test
    void returnsOnlyAfterWrite() throws Exception {
        Future<String> first = add("a");
        waitFor(disk.firstWrite);
        Future<String> other = add("b");
        awaitArrivals(1);

        assertThat(first.isDone()).isFalse();
        assertThat(other.isDone()).isFalse();
        disk.goOn.countDown();
        assertThat(other.get()).isEqualTo("ab");
    }

    @Test
    void throwingChangeFailsAlone() throws Exception {
        Future<String> first = add("a");
        waitFor(disk.firstWrite);
        Future<String> failing = executor.submit(() -> updates.update(before -> {
            throw new IllegalStateException("on purpose");
        }));
        awaitArrivals(1);
        List<Future<String>> others = Stream.of("b", "c").map(this::add).toList();
        awaitArrivals(3);
        Future<String> failingLast = executor.submit(() -> updates.update(before -> {
            throw new IOException("of its own");
        }));
        awaitArrivals(4);
        disk.goOn.countDown();

        first.get();
        for (Future<String> other : others) {
            other.get();
        }
        assertThatThrownBy(failing::get).rootCause().hasMessage("on purpose");
        assertThatThrownBy(failingLast::get).rootCause().hasMessage("of its own");
        assertThat(disk.text).hasSize(3).contains("a", "b", "c");
        assertThat(disk.othersKeptOut).isFalse();
    }

    @Test
    void failedWriteFailsWholeGroup() throws Exception {
        disk.goOnAtOnce();
        disk.text = "before";
        disk.broken = new IOException("the disk is full");

        List<Future<String>> all = inOneGroup(
                adding("a"),
                adding("b"),
                () -> updates.update(before -> {
                    if (before.contains("a") || before.contains("b")) {
                        throw new IllegalStateException("refused, for what was never kept");
                    }
                    return before + "c";
                }));

        for (Future<String> each : all) {
            assertThatThrownBy(each::get)
                    .isInstanceOf(ExecutionException.class)
                    .cause()
                    .isInstanceOf(IOException.class)
                    .hasMessage("the disk is full");
        }
        assertThat(all.stream().map(GroupCommitTest::failure).distinct()).hasSize(3);
        assertThat(disk.text).isEqualTo("before");

        disk.broken = null;
        assertThat(updates.update(before -> before + "d")).isEqualTo("befored");
    }

    static Stream<Exception> faultsOfOne() {
        return Stream.of(
                new ConfigurationException("what is to be written", List.of(new Fault("/x", "cannot be written"))),
                new IllegalStateException("cannot be written"));
    }

    @ParameterizedTest
    @MethodSource("faultsOfOne")
    void unwritableChangeFailsAlone(Exception fault) throws Exception {
        disk.goOnAtOnce();
        disk.broken = fault;

        List<Future<String>> all = inOneGroup(adding("a"), adding("!"), adding("c"));

        assertThat(failure(all.get(1))).isSameAs(fault);
        assertThat(all.get(0).get()).contains("a").doesNotContain("!");
        assertThat(all.get(2).get()).contains("c").doesNotContain("!");
        assertThat(disk.text).hasSize(2).contains("a", "c");
    }

    @Test
    void interruptedCallerFailsAlone() throws Exception {
        disk.goOnAtOnce();
        ClosedByInterruptException interrupted = new ClosedByInterruptException();
        GroupCommit<String> interruptible = new GroupCommit<>(turn, new GroupCommit.Target<>() {
            private boolean once;

            @Override
            public String begin() throws IOException {
                return disk.begin();
            }

            @Override
            public @Nullable String write(String contents) throws IOException {
                if (!once) {
                    once = true;
                    throw interrupted;
                }
                return disk.write(contents);
            }

            @Override
            public void end() {
                disk.end();
            }
        });

        List<Future<String>> all = inOneGroup(
                () -> interruptible.update(before -> before + "a"), () -> interruptible.update(before -> before + "b"));

        for (Future<String> each : all) {
            each.get();
        }
        assertThat(disk.text).hasSize(2).contains("a", "b");
    }

    @Test
    void staleGroupIsAppliedAgain() throws Exception {
        disk.goOnAtOnce();
        disk.text = "old:";
        disk.newer = "new:";

        List<Future<String>> all = inOneGroup(
                adding("a"),
                adding("b"),
                () -> updates.update(before -> {
                    if (before.startsWith("old:")) {
                        throw new IllegalStateException("refused, for what was never kept");
                    }
                    return before + "c";
                }));

        for (Future<String> each : all) {
            assertThat(each.get()).startsWith("new:");
        }
        assertThat(disk.text).startsWith("new:").hasSize(7).contains("a", "b", "c");
        assertThat(disk.othersKeptOut).isFalse();
    }

    @Test
    void writesNothingWithoutChange() throws IOException {
        assertThat(updates.update(before -> before)).isSameAs(disk.text);
        assertThat(disk.writes).isEmpty();
        assertThat(disk.othersKeptOut).isFalse();
    }

    @Test
    void singleCallerGetsOriginalException() {
        disk.goOnAtOnce();
        IOException broken = new IOException("on purpose");
        disk.broken = broken;

        assertThatThrownBy(() -> updates.update(before -> before + "a")).isSameAs(broken);
    }

    /** Starts callers one after another, so that they share a group. */
    @SafeVarargs
    private List<Future<String>> inOneGroup(Callable<String>... calls) {
        List<Future<String>> all = new ArrayList<>();
        turn.lock();
        try {
            for (Callable<String> call : calls) {
                all.add(executor.submit(call));
                awaitArrivals(all.size());
            }
        } finally {
            turn.unlock();
        }
        return all;
    }

    private Future<String> add(String letter) {
        return executor.submit(adding(letter));
    }

    private Callable<String> adding(String letter) {
        return () -> updates.update(before -> before + letter);
    }

    private void awaitArrivals(int count) {
        await().until(() -> turn.getQueueLength() == count);
    }

    private static Throwable failure(Future<String> future) {
        try {
            throw new AssertionError("answered " + future.get());
        } catch (ExecutionException e) {
            return e.getCause();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void waitFor(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
