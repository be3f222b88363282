package dev.latchkey.benchmarks;

import dev.latchkey.AccessDecision;
import dev.latchkey.AccessGate;
import dev.latchkey.PlainRequest;
import dev.latchkey.model.Application;
import dev.latchkey.model.IssuedServiceToken;
import dev.latchkey.servlet.AccessFilter;
import dev.latchkey.store.WritableStore;
import dev.latchkey.store.jdbc.JdbcStore;
import dev.latchkey.store.memory.InMemoryStore;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.h2.jdbcx.JdbcConnectionPool;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * What a request costs over a database, of which it asks nothing that it was told before, against what it costs with
 * all in memory. Only ratios within one run mean anything.
 */
@SuppressWarnings("NullAway.Init") // JMH calls setUp before anything else
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class StoreBenchmark {

    /** Over which store. */
    @Param({"memory", "jdbc"})
    public String store;

    private FilterChain app = (request, response) -> {};
    private @Nullable JdbcConnectionPool database;
    private @Nullable JdbcStore jdbc;
    private AccessGate gate;
    private Filter filter;
    private FakeResponse response;
    private FakeRequest pair;
    private FakeRequest cookie;

    /** Presents credentials once, as a client does, and keeps the application token. */
    private static String session(AccessGate gate, String clientId, String secret) {
        AccessDecision decision = gate.decide(PlainRequest.get("https://app.example.com/jobs")
                .header("CF-Access-Client-Id", clientId)
                .header("CF-Access-Client-Secret", secret));
        return ((AccessDecision.LetIn) decision).applicationToken();
    }

    /** Puts an application, many service tokens and a session in place. */
    @Setup
    public void setUp(Blackhole blackhole) throws Exception {
        WritableStore opened = store.equals("jdbc") ? openJdbc() : new InMemoryStore();
        IssuedServiceToken token = IssuedServiceToken.issue("benchmark", Duration.ofDays(1), Instant.now());
        opened.change(draft -> {
            draft.put(draft.configuration()
                    .with(Application.named("main")
                            .domain("*")
                            .anyValidServiceToken(true)
                            .build()));
            for (int i = 0; i < 1000; i++) {
                draft.put(IssuedServiceToken.issue("another " + i, Duration.ofDays(1), Instant.now())
                        .token());
            }
            draft.put(token.token());
            return token;
        });
        gate = AccessGate.builder().store(opened).build();
        filter = new AccessFilter(gate);
        filter.init(new FakeFilterConfig());
        response = new FakeResponse(blackhole);
        app = (request, answer) -> blackhole.consume(request);
        pair = FakeRequest.usual(
                "/jobs",
                "CF-Access-Client-Id",
                token.clientId(),
                "CF-Access-Client-Secret",
                token.secret().reveal());
        cookie = FakeRequest.usual(
                "/jobs",
                "Cookie",
                "CF_Authorization="
                        + session(gate, token.clientId(), token.secret().reveal()));
        check(pair);
        check(cookie);
    }

    private JdbcStore openJdbc() throws Exception {
        database = JdbcConnectionPool.create("jdbc:h2:mem:benchmark;LOCK_TIMEOUT=10000", "", "");
        jdbc = JdbcStore.builder(database).migrate(true).open();
        return jdbc;
    }

    /** A benchmark of something that does not do what it is named for would be worse than none. */
    private void check(FakeRequest request) throws IOException, ServletException {
        response.setStatus(200);
        filter.doFilter(request.fresh(), response, app);
        if (response.getStatus() != 200) {
            throw new IllegalStateException("status " + response.getStatus() + " in place of 200");
        }
    }

    /** Ends what looks for changes. */
    @TearDown
    public void tearDown() throws IOException {
        gate.close();
        if (jdbc != null && database != null) {
            jdbc.close();
            database.dispose();
        }
    }

    /** Both headers, let in, with a cookie set. */
    @Benchmark
    public void pair() throws IOException, ServletException {
        filter.doFilter(pair.fresh(), response, app);
    }

    /** The cookie alone, let in. */
    @Benchmark
    public void cookie() throws IOException, ServletException {
        filter.doFilter(cookie.fresh(), response, app);
    }
}
