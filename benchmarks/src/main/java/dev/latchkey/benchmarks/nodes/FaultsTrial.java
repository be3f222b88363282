package dev.latchkey.benchmarks.nodes;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/** Tables are locked, a node is frozen, the database is set back to an older backup, and the network is slow. */
final class FaultsTrial implements Trial {

    private static final int LOCKED_SECONDS = 10;
    private static final int FROZEN_SECONDS = 40;
    private static final int[] DELAYS = {100, 400, 3_000};
    private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(30);

    /** A change counts on all nodes after a second; the machine has few processors. */
    private static final long SEEN_NANOS = TimeUnit.SECONDS.toNanos(2);

    @Override
    public void run(Path directory, int count, Report report) throws Exception {
        for (int i = 0; i < count; i++) {
            try (Cluster cluster = Cluster.start(directory)) {
                locked(cluster, report);
                frozen(cluster, report);
                restored(cluster, report);
            }
            try (Postgres database = Postgres.start(directory)) {
                slow(database, directory, report);
            }
        }
    }

    private static void locked(Cluster cluster, Report report) throws Exception {
        report.title("the tables are locked for " + LOCKED_SECONDS + " s");
        Token good = cluster.changing().management().make("good");
        Token disabled = cluster.changing().management().make("disabled");
        meet(cluster, good, disabled);
        cluster.changing().management().disable(disabled);
        awaitRefused(cluster, disabled);
        Token unmet = cluster.changing().management().make("unmet");
        Set<Integer> known = new TreeSet<>();
        Set<Integer> revoked = new TreeSet<>();
        Set<Integer> neverMet = new TreeSet<>();
        long slowest = 0;
        int change;
        try (Connection connection =
                        DriverManager.getConnection(cluster.database().url());
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("LOCK TABLE latchkey_state, latchkey_service_token IN ACCESS EXCLUSIVE MODE");
            long start = System.nanoTime();
            long began = System.nanoTime();
            change = cluster.changing()
                    .management()
                    .call("POST", "service_tokens", "{\"name\": \"while locked\"}")
                    .status();
            report.figure("a change was answered", change + " after " + Latencies.seconds(System.nanoTime() - began));
            while (System.nanoTime() - start < TimeUnit.SECONDS.toNanos(LOCKED_SECONDS)) {
                for (Node node : cluster.others()) {
                    known.add(node.get(good.pair()).status());
                    revoked.add(node.get(disabled.pair()).status());
                    long asked = System.nanoTime();
                    neverMet.add(node.get(unmet.pair()).status());
                    slowest = Math.max(slowest, System.nanoTime() - asked);
                }
            }
            connection.rollback();
        }
        report.figure("a token that the node had not met was answered after", Latencies.seconds(slowest));
        report.promise("known good tokens: 200", known.equals(Set.of(200)), known);
        report.promise("known revoked tokens: 401", revoked.equals(Set.of(401)), revoked);
        report.promise("tokens that the node had not met: 503", neverMet.equals(Set.of(503)), neverMet);
        report.promise("a change is not answered as if it were kept", change >= 500, change);
        report.promise("afterwards, they are let in", awaitAll(cluster, unmet, 200) < LONGEST_NANOS, "not so");
        Token next = cluster.changing().management().make("after the lock");
        report.promise("afterwards, changes are made again", awaitAll(cluster, next, 200) < SEEN_NANOS, "late");
    }

    private static void frozen(Cluster cluster, Report report) throws Exception {
        report.title("a node is frozen (SIGSTOP) for " + FROZEN_SECONDS + " s");
        Token good = cluster.changing().management().make("good");
        List<Token> toRevoke = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            toRevoke.add(cluster.changing().management().make("to be revoked"));
        }
        meet(cluster, good);
        meet(cluster, toRevoke.toArray(Token[]::new));
        Node frozen = cluster.others().get(1);
        signal("STOP", frozen);
        List<Integer> first = new ArrayList<>();
        try {
            for (Token each : toRevoke) {
                cluster.changing().management().disable(each);
            }
            TimeUnit.SECONDS.sleep(FROZEN_SECONDS);
        } finally {
            signal("CONT", frozen);
        }
        long woken = System.nanoTime();
        for (Token each : toRevoke) {
            first.add(frozen.get(each.pair()).status());
        }
        long back = awaitAll(cluster, good, 200);
        report.figure("first answers to revoked tokens", first);
        report.figure("good tokens were let in again after", Latencies.seconds(System.nanoTime() - woken));
        report.promise("no revoked token is let in", first.stream().allMatch(status -> status >= 400), first);
        report.promise("good ones are let in again by themselves", back < LONGEST_NANOS, Latencies.seconds(back));
    }

    private static void restored(Cluster cluster, Report report) throws Exception {
        report.title("the database is restored from an older backup");
        Management management = cluster.changing().management();
        Token before = management.make("before the backup");
        Token disabledLater = management.make("disabled after the backup");
        meet(cluster, before, disabledLater);
        String session = cluster.changing().get(before.pair()).cookieLine();
        cluster.database().killFor(1);
        cluster.database().backUp();
        Recovery.of(cluster);

        management.disable(disabledLater);
        Token madeLater = management.make("made after the backup");
        meet(cluster, madeLater);
        awaitRefused(cluster, disabledLater);
        try (HttpConnection connection = cluster.changing().connect()) {
            connection.send("GET", "/cdn-cgi/access/logout", "", session);
        }
        for (Node node : cluster.nodes()) {
            awaitStatus(node, 401, session);
        }
        cluster.database().killFor(1);
        cluster.database().restoreBackUp();
        Recovery.of(cluster);

        Set<Integer> ended = new TreeSet<>();
        for (Node node : cluster.nodes()) {
            ended.add(node.get(session).status());
        }
        report.promise("what the backup does not have is refused", awaitAll(cluster, madeLater, 401) < SEEN_NANOS, "");
        report.promise("what the backup has is let in", awaitAll(cluster, before, 200) < SEEN_NANOS, "not so");
        report.promise(
                "what was disabled since is good again, as the backup has it",
                awaitAll(cluster, disabledLater, 200) < SEEN_NANOS,
                "not so");
        report.promise("sessions that running nodes saw end stay ended", ended.equals(Set.of(401)), ended);
        long slowest = 0;
        for (int i = 0; i < 20; i++) {
            Token next = management.make("with a number that was there before");
            slowest = Math.max(slowest, awaitAll(cluster, next, 200));
            management.disable(next);
            slowest = Math.max(slowest, awaitAll(cluster, next, 401));
        }
        report.figure("40 changes with numbers that were there before, the slowest", Latencies.seconds(slowest));
        report.promise("all of them are seen by all nodes", slowest < SEEN_NANOS, Latencies.seconds(slowest));
    }

    private static void slow(Postgres database, Path directory, Report report) throws Exception {
        report.title("the network to the database is slow");
        try (SlowProxy proxy = SlowProxy.before(database.port());
                Node node = Node.start("slow", directory, database.url(proxy.port()))) {
            Token good = node.management().make("good");
            node.get(good.pair());
            TokenRows rows = TokenRows.insert(database, DELAYS.length + 1, good);
            for (int i = 0; i < DELAYS.length; i++) {
                proxy.delayMillis(DELAYS[i]);
                long asked = System.nanoTime();
                int unmetStatus = node.get(rows.pair(i)).status();
                long unmetTook = System.nanoTime() - asked;
                Set<Integer> known = new TreeSet<>();
                for (int request = 0; request < 50; request++) {
                    known.add(node.get(good.pair()).status());
                }
                asked = System.nanoTime();
                int change = node.management()
                        .call("POST", "service_tokens", "{\"name\": \"slow\"}")
                        .status();
                report.figure(
                        DELAYS[i] + " ms for each packet",
                        "known " + known + ", not met " + unmetStatus + " after " + Latencies.seconds(unmetTook)
                                + ", change " + change + " after " + Latencies.seconds(System.nanoTime() - asked));
                report.promise("known good tokens: 200", known.equals(Set.of(200)), known);
                report.promise("others: 200 or 503", Set.of(200, 503).contains(unmetStatus), unmetStatus);
            }
            proxy.delayMillis(0);
            long start = System.nanoTime();
            while (node.get(rows.pair(DELAYS.length)).status() != 200 && System.nanoTime() - start < LONGEST_NANOS) {
                TimeUnit.MILLISECONDS.sleep(10);
            }
            long took = System.nanoTime() - start;
            report.promise("afterwards, everything works", took < LONGEST_NANOS, Latencies.seconds(took));
        }
    }

    private static void meet(Cluster cluster, Token... tokens) throws IOException, InterruptedException {
        for (Token token : tokens) {
            awaitAll(cluster, token, 200);
        }
    }

    private static void awaitRefused(Cluster cluster, Token token) throws IOException, InterruptedException {
        awaitAll(cluster, token, 401);
    }

    /** Returns after how many nanoseconds all nodes gave that answer. Gives up after half a minute. */
    private static long awaitAll(Cluster cluster, Token token, int status) throws IOException, InterruptedException {
        long start = System.nanoTime();
        for (Node node : cluster.nodes()) {
            awaitStatus(node, status, token.pair());
        }
        return System.nanoTime() - start;
    }

    private static void awaitStatus(Node node, int status, String... headerLines)
            throws IOException, InterruptedException {
        long start = System.nanoTime();
        while (node.get(headerLines).status() != status && System.nanoTime() - start < LONGEST_NANOS) {
            TimeUnit.MILLISECONDS.sleep(1);
        }
    }

    private static void signal(String name, Node node) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, String.valueOf(node.pid()))
                .start()
                .waitFor();
    }
}
