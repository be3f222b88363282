package dev.latchkey.store.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import dev.latchkey.AccessDecision;
import dev.latchkey.AccessGate;
import dev.latchkey.PlainRequest;
import dev.latchkey.model.IssuedServiceToken;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Three nodes behind a real connection pooler, by the defaults of driver and pool, while other clients prepare
 * statements under the driver's names: 600 first requests with good service tokens, and 40 changes that the other nodes
 * must see within a second. The argument is the pooler's JDBC URL. CONTRIBUTING.md says how to run it.
 */
final class PoolerTrial {

    private static final int NODES = 3;
    private static final int TOKENS = 200;
    private static final int CHANGES = 40;
    private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final String url;
    private final List<AutoCloseable> open = new ArrayList<>();
    private final List<JdbcStore> stores = new ArrayList<>();
    private final List<AccessGate> gates = new ArrayList<>();

    private PoolerTrial(String url) throws Exception {
        this.url = url;
        for (int i = 0; i < NODES; i++) {
            HikariDataSource pool = new HikariDataSource();
            pool.setJdbcUrl(url);
            open.add(0, pool);
            JdbcStore store = JdbcStore.builder(pool).migrate(true).open();
            open.add(0, store);
            stores.add(store);
            AccessGate gate = AccessGate.builder().store(store).build();
            open.add(0, gate);
            gates.add(gate);
        }
    }

    public static void main(String[] args) throws Exception {
        PoolerTrial trial = new PoolerTrial(args[0]);
        try {
            if (!trial.run()) {
                throw new IllegalStateException("a promise was broken");
            }
        } finally {
            trial.close();
        }
    }

    private boolean run() throws Exception {
        Rows.put(stores.get(0), Rows.application("api"));
        List<IssuedServiceToken> issued = new ArrayList<>();
        for (int i = 0; i < TOKENS; i++) {
            IssuedServiceToken token = IssuedServiceToken.issue("client " + i, Duration.ofDays(1), Instant.now());
            Rows.put(stores.get(i % NODES), token.token());
            issued.add(token);
        }
        for (JdbcStore store : stores) {
            store.awaitChanges(Duration.ofSeconds(10));
        }
        int letIn = 0;
        for (int i = 0; i < TOKENS; i++) {
            if (i % 20 == 0) {
                prepareByTheDriversNames();
            }
            for (AccessGate gate : gates) {
                letIn += letsIn(gate, issued.get(i)) ? 1 : 0;
            }
        }
        int inTime = 0;
        long slowest = 0;
        for (int i = 0; i < CHANGES; i++) {
            prepareByTheDriversNames();
            Rows.put(
                    stores.get(i % NODES),
                    issued.get(i).token().toBuilder().enabled(false).build());
            long took = untilAllRefuse(issued.get(i));
            slowest = Math.max(slowest, took);
            inTime += took <= LONGEST_NANOS ? 1 : 0;
        }
        System.out.printf(
                "first requests let in: %d of %d%nchanges seen within 1 s: %d of %d, the slowest after %d ms%n",
                letIn, NODES * TOKENS, inTime, CHANGES, TimeUnit.NANOSECONDS.toMillis(slowest));
        return letIn == NODES * TOKENS && inTime == CHANGES;
    }

    private static boolean letsIn(AccessGate gate, IssuedServiceToken token) {
        AccessDecision decision = gate.decide(PlainRequest.get("https://api.example.com/")
                .header("CF-Access-Client-Id", token.clientId())
                .header("CF-Access-Client-Secret", token.secret().reveal()));
        return decision instanceof AccessDecision.LetIn;
    }

    private long untilAllRefuse(IssuedServiceToken token) throws InterruptedException {
        long began = System.nanoTime();
        for (AccessGate gate : gates) {
            while (letsIn(gate, token) && System.nanoTime() - began < 10 * LONGEST_NANOS) {
                TimeUnit.MILLISECONDS.sleep(1);
            }
        }
        return System.nanoTime() - began;
    }

    /** Another client of the pooler. Its prepared statements stay in the session that it was given. */
    private void prepareByTheDriversNames() throws Exception {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            StringBuilder sql = new StringBuilder("DEALLOCATE ALL;");
            for (int i = 1; i <= 40; i++) {
                sql.append("PREPARE \"S_").append(i).append("\" AS SELECT 'another client''s';");
            }
            statement.execute(sql.toString());
        }
    }

    private void close() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
    }
}
