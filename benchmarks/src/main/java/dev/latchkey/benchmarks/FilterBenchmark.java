package dev.latchkey.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.latchkey.AccessDecision;
import dev.latchkey.AccessGate;
import dev.latchkey.PlainRequest;
import dev.latchkey.micrometer.LatchkeyMetrics;
import dev.latchkey.model.Application;
import dev.latchkey.model.IssuedServiceToken;
import dev.latchkey.servlet.AccessFilter;
import dev.latchkey.store.memory.InMemoryStore;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * What a request costs on its way through {@code doFilter}. Only ratios within one run mean anything; run it with
 * {@code -prof gc} for bytes.
 */
@SuppressWarnings("NullAway.Init") // JMH calls setUp before anything else
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class FilterBenchmark {

    private static final String WRONG_SECRET = "lkst_0000000000000000000000000000000000000000d41d8cd9";

    private static final int FORGERIES = 4_096;

    private FilterChain app = (request, response) -> {};
    private FakeResponse response;
    private Filter filter;
    private Filter metered;
    private Filter minimalFilter;
    private FakeRequest plain;
    private FakeRequest pair;
    private FakeRequest singleHeader;
    private FakeRequest cookie;
    private FakeRequest meteredCookie;
    private FakeRequest wrongSecret;
    private FakeRequest unknownId;
    private final FakeRequest[] badSignatures = new FakeRequest[FORGERIES];
    private final FakeRequest[] unknownKeys = new FakeRequest[FORGERIES];
    private FakeRequest garbage;
    private PublicKey key;
    private final byte[] signature = new byte[256];
    private int next;

    /** Presents credentials once, as a client does, and keeps the application token. */
    private static String session(AccessGate gate, String clientId, String secret) {
        AccessDecision decision = gate.decide(PlainRequest.get("https://app.example.com/jobs")
                .header("CF-Access-Client-Id", clientId)
                .header("CF-Access-Client-Secret", secret));
        return ((AccessDecision.LetIn) decision).applicationToken();
    }

    /** Puts two applications, a service token and a session in place, as the quick start does. */
    @Setup
    public void setUp(Blackhole blackhole) throws Exception {
        InMemoryStore store = new InMemoryStore();
        IssuedServiceToken token = store.issue("benchmark");
        for (int i = 0; i < 1000; i++) {
            store.issue("another " + i);
        }
        String id = token.clientId();
        String secret = token.secret().reveal();
        AccessGate gate = gate(store).build();
        filter = new AccessFilter(gate);
        filter.init(new FakeFilterConfig());
        AccessGate meteredGate = gate(store)
                .meter(new LatchkeyMetrics(new SimpleMeterRegistry()))
                .build();
        metered = new AccessFilter(meteredGate);
        metered.init(new FakeFilterConfig());
        minimalFilter = new MinimalFilter(Map.of(id, token.token().digest().toBytes()));
        response = new FakeResponse(blackhole);
        app = (request, answer) -> blackhole.consume(request);
        plain = FakeRequest.usual("/jobs");
        pair = FakeRequest.usual("/jobs", "CF-Access-Client-Id", id, "CF-Access-Client-Secret", secret);
        singleHeader = FakeRequest.usual(
                "/webhooks/github",
                "Authorization",
                "{\"cf-access-client-id\": \"" + id + "\", \"cf-access-client-secret\": \"" + secret + "\"}");
        cookie = FakeRequest.usual("/jobs", "Cookie", "CF_Authorization=" + session(gate, id, secret));
        meteredCookie = FakeRequest.usual("/jobs", "Cookie", "CF_Authorization=" + session(meteredGate, id, secret));
        wrongSecret = FakeRequest.usual("/jobs", "CF-Access-Client-Id", id, "CF-Access-Client-Secret", WRONG_SECRET);
        unknownId = FakeRequest.usual(
                "/jobs",
                "CF-Access-Client-Id",
                "00000000000000000000000000000000.access",
                "CF-Access-Client-Secret",
                WRONG_SECRET);
        check(filter, pair, 200);
        check(filter, singleHeader, 200);
        check(filter, cookie, 200);
        check(filter, wrongSecret, 401);
        check(filter, unknownId, 401);
        String jwt = session(gate, id, secret);
        String signed = jwt.substring(0, jwt.lastIndexOf('.') + 1);
        for (int i = 0; i < FORGERIES; i++) {
            byte[] signature = new byte[256];
            // Below the modulus of every key, so that nothing but the signature check can refuse it.
            ThreadLocalRandom.current().nextBytes(signature);
            signature[0] = 0;
            String forged = signed + Base64.getUrlEncoder().withoutPadding().encodeToString(signature);
            badSignatures[i] = FakeRequest.usual("/jobs", "Cookie", "CF_Authorization=" + forged);
            String header = "{\"alg\":\"RS256\",\"kid\":\"" + "%064x".formatted(i) + "\",\"typ\":\"JWT\"}";
            String foreign = Base64.getUrlEncoder().withoutPadding().encodeToString(header.getBytes(UTF_8))
                    + forged.substring(forged.indexOf('.'));
            unknownKeys[i] = FakeRequest.usual("/jobs", "Cookie", "CF_Authorization=" + foreign);
        }
        garbage = FakeRequest.usual("/jobs", "Cookie", "CF_Authorization=" + "x".repeat(700));
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        key = generator.generateKeyPair().getPublic();
        signature[1] = 1;
        check(filter, badSignatures[0], 401);
        check(filter, unknownKeys[0], 401);
        check(filter, garbage, 401);
        check(metered, pair, 200);
        check(metered, meteredCookie, 200);
    }

    private static AccessGate.Builder gate(InMemoryStore store) {
        return AccessGate.builder()
                .credentialStore(store)
                .application(Application.named("main")
                        .domain("*")
                        .anyValidServiceToken(true)
                        .build())
                .application(Application.named("webhooks")
                        .domain("*/webhooks")
                        .anyValidServiceToken(true)
                        .readServiceTokensFromHeader("Authorization")
                        .build());
    }

    /** A benchmark of something that does not do what it is named for would be worse than none. */
    private void check(Filter checked, FakeRequest request, int status) throws IOException, ServletException {
        response.setStatus(200);
        checked.doFilter(request.fresh(), response, app);
        if (response.getStatus() != status) {
            throw new IllegalStateException("status " + response.getStatus() + " in place of " + status);
        }
    }

    /** The app alone. */
    @Benchmark
    public void noFilter() throws IOException, ServletException {
        app.doFilter(plain.fresh(), response);
    }

    /** Map, SHA-256, comparison. */
    @Benchmark
    public void minimalFilter() throws IOException, ServletException {
        minimalFilter.doFilter(pair.fresh(), response, app);
    }

    /** Both headers, let in, with a cookie set. */
    @Benchmark
    public void pair() throws IOException, ServletException {
        filter.doFilter(pair.fresh(), response, app);
    }

    /** As {@link #pair}, with metrics. */
    @Benchmark
    public void pairWithMetrics() throws IOException, ServletException {
        metered.doFilter(pair.fresh(), response, app);
    }

    /** The JSON header, let in, with a cookie set. */
    @Benchmark
    public void singleHeader() throws IOException, ServletException {
        filter.doFilter(singleHeader.fresh(), response, app);
    }

    /** The cookie alone, let in. */
    @Benchmark
    public void cookie() throws IOException, ServletException {
        filter.doFilter(cookie.fresh(), response, app);
    }

    /** As {@link #cookie}, with metrics. */
    @Benchmark
    public void cookieWithMetrics() throws IOException, ServletException {
        metered.doFilter(meteredCookie.fresh(), response, app);
    }

    /** A known id, a wrong secret: 401. */
    @Benchmark
    public void wrongSecret() throws IOException, ServletException {
        filter.doFilter(wrongSecret.fresh(), response, app);
    }

    /** An unknown id: 401. */
    @Benchmark
    public void unknownId() throws IOException, ServletException {
        filter.doFilter(unknownId.fresh(), response, app);
    }

    /** An application token with a signature that is none, another one each time: 401. */
    @Benchmark
    public void badSignature() throws IOException, ServletException {
        filter.doFilter(badSignatures[turn()].fresh(), response, app);
    }

    /** The check of such a signature, and nothing else. */
    @Benchmark
    public boolean signatureCheck() throws GeneralSecurityException {
        Signature check = Signature.getInstance("SHA256withRSA");
        check.initVerify(key);
        check.update(signature);
        return check.verify(signature);
    }

    /** An application token of a key that nobody has, another one each time: 401. */
    @Benchmark
    public void unknownKey() throws IOException, ServletException {
        filter.doFilter(unknownKeys[turn()].fresh(), response, app);
    }

    /** A cookie that is no token: 401. */
    @Benchmark
    public void garbage() throws IOException, ServletException {
        filter.doFilter(garbage.fresh(), response, app);
    }

    private int turn() {
        next = next + 1 == FORGERIES ? 0 : next + 1;
        return next;
    }
}
