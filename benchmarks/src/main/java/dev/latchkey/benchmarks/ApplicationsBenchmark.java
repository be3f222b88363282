package dev.latchkey.benchmarks;

import dev.latchkey.AccessDecision;
import dev.latchkey.AccessGate;
import dev.latchkey.PlainRequest;
import dev.latchkey.model.Application;
import dev.latchkey.model.IssuedServiceToken;
import dev.latchkey.model.Organization;
import dev.latchkey.store.AccessConfiguration;
import dev.latchkey.store.AccessDocument;
import dev.latchkey.store.memory.InMemoryStore;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** What a decision costs with many applications: of a pair, and of a made-up host. */
@SuppressWarnings("NullAway.Init") // JMH calls start before anything else
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class ApplicationsBenchmark {

    /** How the applications differ: {@code %d} is the number of one. */
    @Param({"app%d.example.com", "*.tenant%d.example.com", "app.example.com/area%d", "app.example.com/area%d/*/x"})
    private String pattern;

    @Param({"1", "100", "1000", "10000"})
    private int applications;

    private AccessGate gate;
    private PlainRequest known;
    private PlainRequest madeUp;

    /** Configures the applications, and a request to the one in the middle. */
    @Setup(Level.Trial)
    public void start() {
        List<Application> all = new ArrayList<>();
        for (int i = 0; i < applications; i++) {
            all.add(Application.named("application " + i)
                    .domain(pattern.replace("%d", String.valueOf(i)))
                    .anyValidServiceToken(true)
                    .build());
        }
        InMemoryStore store = new InMemoryStore(
                new AccessDocument(new AccessConfiguration(Organization.DEFAULT, all), List.of()),
                InstantSource.system());
        IssuedServiceToken token = store.issue("client");
        gate = AccessGate.builder().store(store).build();
        String url = pattern.replace("%d", String.valueOf(applications / 2)).replace("*", "a");
        int slash = url.indexOf('/');
        String host = slash < 0 ? url : url.substring(0, slash);
        String path = slash < 0 ? "/" : url.substring(slash);
        known = PlainRequest.get("https://" + host + path)
                .header("CF-Access-Client-Id", token.token().clientId())
                .header("CF-Access-Client-Secret", token.secret().reveal());
        madeUp = PlainRequest.get("https://made-up.example.net" + path);
    }

    /** Closes the gate. */
    @TearDown(Level.Trial)
    public void stop() {
        gate.close();
    }

    /** A pair that is admitted. */
    @Benchmark
    public AccessDecision pair() {
        return gate.decide(known);
    }

    /** A host that no application covers. */
    @Benchmark
    public AccessDecision madeUpHost() {
        return gate.decide(madeUp);
    }
}
