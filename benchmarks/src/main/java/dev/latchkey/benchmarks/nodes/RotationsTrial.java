package dev.latchkey.benchmarks.nodes;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** All nodes rotate the signing key at the same moment, again and again. */
final class RotationsTrial implements Trial {

    /** What was seen, of one race after another. */
    private static final class Seen {

        private final Map<Integer, Integer> newKeys = new TreeMap<>();
        private final Map<Integer, Integer> statuses = new TreeMap<>();
        private final List<String> cookies = new ArrayList<>();
        private int signedByNewKey;
        private int lost;
    }

    @Override
    public void run(Path directory, int count, Report report) throws Exception {
        report.title("rotations: three nodes rotate at the same moment, " + count + " times");
        Seen seen = new Seen();
        ExecutorService racers = Executors.newCachedThreadPool();
        try (Cluster cluster = Cluster.start(directory)) {
            Token token = cluster.changing().management().make("rotations");
            seen.cookies.add(cluster.changing().get(token.pair()).cookieLine());
            for (int i = 0; i < count; i++) {
                race(
                        cluster,
                        racers,
                        token,
                        cluster.nodes().get(i % cluster.nodes().size()),
                        seen);
            }
            for (String cookie : seen.cookies) {
                seen.lost += refused(cluster, cookie);
            }
        } finally {
            racers.shutdown();
        }
        report.figure("new keys of a race: races", seen.newKeys);
        report.figure("answers to those who rotated", seen.statuses);
        report.figure("cookies, each presented to all nodes", seen.cookies.size());
        report.promise("one new key each time", seen.newKeys.keySet().equals(Set.of(1)), seen.newKeys);
        report.promise(
                "every node was told that it is done", seen.statuses.keySet().equals(Set.of(200)), seen.statuses);
        report.promise("the new key signs at once", seen.signedByNewKey == count, seen.signedByNewKey + " of " + count);
        report.promise("no cookie was lost", seen.lost == 0, seen.lost + " refusals");
    }

    private static void race(Cluster cluster, ExecutorService racers, Token token, Node signing, Seen seen)
            throws Exception {
        Set<String> before = kids(cluster);
        CyclicBarrier start = new CyclicBarrier(cluster.nodes().size());
        List<Future<Answer>> answers = new ArrayList<>();
        for (Node node : cluster.nodes()) {
            answers.add(racers.submit(() -> rotate(node, start)));
        }
        for (Future<Answer> answer : answers) {
            seen.statuses.merge(answer.get().status(), 1, Integer::sum);
        }
        Set<String> made = new HashSet<>(kids(cluster));
        made.removeAll(before);
        seen.newKeys.merge(made.size(), 1, Integer::sum);

        // At once, on nodes that may not have heard of the key yet: one of before, and one of now.
        seen.lost += refused(cluster, seen.cookies.get(seen.cookies.size() - 1));
        String cookie = signing.get(token.pair()).cookieLine();
        seen.signedByNewKey += made.contains(kid(cookie)) ? 1 : 0;
        seen.lost += refused(cluster, cookie);
        seen.cookies.add(cookie);
    }

    /** Over a connection that is warm, so that nobody is late at the start. */
    private static Answer rotate(Node node, CyclicBarrier start) throws Exception {
        Management management = node.management();
        try (HttpConnection connection = node.connect()) {
            management.call(connection, "GET", "keys", "");
            start.await();
            return management.call(connection, "POST", "keys/rotate", "{}");
        }
    }

    private static Set<String> kids(Cluster cluster) throws SQLException {
        return Set.copyOf(cluster.database().query("SELECT kid FROM latchkey_signing_key"));
    }

    /** Returns how many nodes refuse it. */
    private static int refused(Cluster cluster, String cookie) throws IOException {
        int refused = 0;
        for (Node node : cluster.nodes()) {
            refused += node.get(cookie).status() == 200 ? 0 : 1;
        }
        return refused;
    }

    /** Returns which key signed it. */
    private static String kid(String cookieLine) throws IOException {
        String jwt = cookieLine.substring(cookieLine.indexOf('=') + 1);
        byte[] header =
                Base64.getUrlDecoder().decode(jwt.substring(0, jwt.indexOf('.')).getBytes(StandardCharsets.US_ASCII));
        return new Answer(200, Map.of(), header).json().get("kid").asText();
    }
}
