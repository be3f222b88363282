package dev.latchkey.benchmarks.nodes;

import java.io.IOException;
import java.math.BigInteger;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Who calls the nodes under load: what they know as good, what they know as revoked, and what they have not met.
 * Thread-safe.
 */
final class Population {

    private static final int GOOD = 20;
    private static final int ID_BITS = 128;

    private final Cluster cluster;
    private final List<Token> good;
    private final List<String> goodCookies;
    private final List<Token> revocable;
    private final List<String> revocableCookies;
    private final TokenRows rows;

    /** How many of those that can be revoked are. */
    private final AtomicInteger revoked = new AtomicInteger();

    /** Of each node, how many of the rows it has met. */
    private final Map<String, AtomicInteger> met = new ConcurrentHashMap<>();

    private Population(
            Cluster cluster,
            List<Token> good,
            List<String> goodCookies,
            List<Token> revocable,
            List<String> revocableCookies,
            TokenRows rows) {
        this.cluster = cluster;
        this.good = good;
        this.goodCookies = goodCookies;
        this.revocable = revocable;
        this.revocableCookies = revocableCookies;
        this.rows = rows;
    }

    /**
     * Returns one that the nodes know.
     *
     * @param revocable how many can be revoked; one is from the beginning
     * @param neverMet how many there are that a node has not met
     */
    static Population settle(Cluster cluster, int revocable, int neverMet)
            throws IOException, SQLException, InterruptedException {
        List<Token> good = make(cluster, "good", GOOD);
        List<Token> toRevoke = make(cluster, "to be revoked", revocable);
        Population population = new Population(
                cluster,
                good,
                cookies(cluster, good),
                toRevoke,
                cookies(cluster, toRevoke),
                TokenRows.insert(cluster.database(), neverMet, good.get(0)));
        population.revokeOne();
        return population;
    }

    private static List<Token> make(Cluster cluster, String name, int count) throws IOException {
        List<Token> tokens = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            tokens.add(cluster.changing().management().make(name + " " + i));
        }
        return List.copyOf(tokens);
    }

    /** Returns a cookie of each, from one node; all nodes have met the token then. */
    private static List<String> cookies(Cluster cluster, List<Token> tokens) throws IOException {
        List<String> cookies = new ArrayList<>();
        for (Token token : tokens) {
            for (Node node : cluster.others()) {
                node.get(token.pair()).cookieLine();
            }
            cookies.add(cluster.changing().get(token.pair()).cookieLine());
        }
        return List.copyOf(cookies);
    }

    /** Revokes one more, which counts as revoked a second later: by then every node has to know. */
    void revokeOne() throws IOException, InterruptedException {
        cluster.changing().management().disable(revocable.get(revoked.get()));
        TimeUnit.SECONDS.sleep(1);
        revoked.incrementAndGet();
    }

    /** Returns the header lines of the next request of this kind to that node. */
    String[] next(Kind kind, String node) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return switch (kind) {
            case GOOD_PAIR -> good.get(random.nextInt(good.size())).pair();
            case GOOD_COOKIE -> new String[] {goodCookies.get(random.nextInt(goodCookies.size()))};
            case REVOKED_PAIR -> revocable.get(random.nextInt(revoked.get())).pair();
            case REVOKED_COOKIE -> new String[] {revocableCookies.get(random.nextInt(revoked.get()))};
            case NEVER_MET ->
                rows.pair(met.computeIfAbsent(node, name -> new AtomicInteger()).getAndIncrement());
            case MADE_UP -> Token.pair(madeUp(random), good.get(0).secret());
        };
    }

    /** Returns a Client ID such as are made here, which nobody has. */
    static String madeUp(ThreadLocalRandom random) {
        return String.format("%032x.access", new BigInteger(ID_BITS, random));
    }
}
