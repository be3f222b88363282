package dev.latchkey.benchmarks;

import dev.latchkey.AccessDecision;
import dev.latchkey.AccessGate;
import dev.latchkey.PlainRequest;
import dev.latchkey.model.Application;
import dev.latchkey.model.ClientSecret;
import dev.latchkey.model.Organization;
import dev.latchkey.model.SecretDigest;
import dev.latchkey.model.SecretHasher;
import dev.latchkey.model.ServiceToken;
import dev.latchkey.store.AccessConfiguration;
import dev.latchkey.store.AccessDocument;
import dev.latchkey.store.memory.InMemoryStore;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
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

/**
 * What a pair costs with many service tokens, of which 1,000 are in use in turn, beside a hash map of digests of the
 * same size.
 */
@SuppressWarnings("NullAway.Init") // JMH calls start before anything else
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 1, jvmArgsAppend = "-Xmx3g")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class TokensBenchmark {

    private static final int CLIENTS = 1_000;

    @Param({"1000", "100000", "1000000"})
    private int tokens;

    private final Map<String, byte[]> digests = new HashMap<>();
    private final MessageDigest sha256;
    private AccessGate gate;
    private PlainRequest[] requests;
    private PlainRequest[] madeUp;
    private String[] clientIds;
    private String[] secrets;
    private int next;

    /** Finds the platform's SHA-256. */
    public TokensBenchmark() {
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Creates the service tokens, and requests of clients all over the store. */
    @Setup(Level.Trial)
    public void start() {
        Random random = new Random(1);
        List<ServiceToken> all = new ArrayList<>();
        requests = new PlainRequest[CLIENTS];
        madeUp = new PlainRequest[CLIENTS];
        clientIds = new String[CLIENTS];
        secrets = new String[CLIENTS];
        for (int i = 0; i < tokens; i++) {
            String clientId = randomHex(random) + ".access";
            byte[] digest = new byte[32];
            random.nextBytes(digest);
            SecretDigest stored = SecretDigest.of(SecretDigest.Algorithm.SHA_256, digest);
            if (i % (tokens / CLIENTS) == 0) {
                int client = i / (tokens / CLIENTS);
                clientIds[client] = clientId;
                secrets[client] = "lkst_" + randomHex(random) + randomHex(random);
                stored = SecretHasher.sha256().digest(ClientSecret.of(secrets[client]));
                requests[client] = pair(clientId, secrets[client]);
                madeUp[client] = pair(randomHex(random) + ".access", secrets[client]);
            }
            all.add(ServiceToken.of(clientId, stored));
            digests.put(clientId, stored.toBytes());
        }
        Application application =
                Application.named("main").domain("*").anyValidServiceToken(true).build();
        AccessConfiguration configuration = new AccessConfiguration(Organization.DEFAULT, List.of(application));
        gate = AccessGate.builder()
                .store(new InMemoryStore(new AccessDocument(configuration, all), InstantSource.system()))
                .build();
        for (PlainRequest request : requests) {
            if (!(gate.decide(request) instanceof AccessDecision.LetIn)) {
                throw new IllegalStateException("a valid pair was denied");
            }
        }
    }

    private static String randomHex(Random random) {
        byte[] bytes = new byte[16];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    private static PlainRequest pair(String clientId, String secret) {
        return PlainRequest.get("https://app.example.com/jobs")
                .header("CF-Access-Client-Id", clientId)
                .header("CF-Access-Client-Secret", secret);
    }

    /** Closes the gate. */
    @TearDown(Level.Trial)
    public void stop() {
        gate.close();
    }

    private int turn() {
        next = next + 1 == CLIENTS ? 0 : next + 1;
        return next;
    }

    /** A pair that is admitted. */
    @Benchmark
    public AccessDecision pair() {
        return gate.decide(requests[turn()]);
    }

    /** A Client ID that nobody has. */
    @Benchmark
    public AccessDecision madeUpClientId() {
        return gate.decide(madeUp[turn()]);
    }

    /** The least that any check of a pair does. */
    @Benchmark
    public boolean floor() {
        int client = turn();
        byte[] presented = sha256.digest(secrets[client].getBytes(StandardCharsets.UTF_8));
        return MessageDigest.isEqual(presented, Objects.requireNonNull(digests.get(clientIds[client])));
    }
}
