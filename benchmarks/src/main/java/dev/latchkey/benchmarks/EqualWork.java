package dev.latchkey.benchmarks;

import dev.latchkey.AccessGate;
import dev.latchkey.model.Application;
import dev.latchkey.model.ClientSecret;
import dev.latchkey.model.Organization;
import dev.latchkey.model.SecretDigest;
import dev.latchkey.model.SecretHasher;
import dev.latchkey.model.ServiceToken;
import dev.latchkey.servlet.AccessFilter;
import dev.latchkey.store.AccessConfiguration;
import dev.latchkey.store.AccessDocument;
import dev.latchkey.store.memory.InMemoryStore;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.infra.Blackhole;

/**
 * Measures whether the time of a refusal tells what was wrong with the credential. All kinds are measured in one
 * thread, in a new random order in each round, and each is compared with a wrong secret for a known Client ID. Two rows
 * are controls: the same kind again, where no difference may show, and a kind that is known to take longer.
 *
 * <p>{@code java -cp benchmarks.jar dev.latchkey.benchmarks.EqualWork [rounds]} prints a table in Markdown.
 */
public final class EqualWork {

    private static final int USUAL_ROUNDS = 200_000;

    /** Requests of each kind, by turns: each with a Client ID of its own. */
    private static final int VARIANTS = 64;

    /** The part of the slowest samples of each kind that is left out: garbage collections and interrupts. */
    private static final double CUT = 0.02;

    private static final byte[] PEPPER = new byte[32];
    private static final String RIGHT = "lkst_0123456789abcdefABCDEF0123456789abcdefABCDEF0123";
    private static final String WRONG = "lkst_9876543210fedcbaFEDCBA9876543210fedcbaFEDCBA9876";

    private record Kind(String name, FakeRequest[] requests, double[] nanos) {}

    private final FakeResponse response = new FakeResponse(new Blackhole(
            "Today's password is swordfish. I understand instantiating Blackholes directly is dangerous."));
    private final FilterChain app = (request, answer) -> {
        throw new IllegalStateException("a wrong credential was let in");
    };
    private final AccessFilter filter;
    private final int rounds;
    private final List<Kind> kinds = new ArrayList<>();
    private final List<ServiceToken> tokens = new ArrayList<>();

    private EqualWork(boolean peppered, int rounds) throws ServletException {
        this.rounds = rounds;
        SecretHasher plain = SecretHasher.sha256();
        SecretHasher hasher = peppered ? SecretHasher.peppered(PEPPER) : plain;
        Instant over = Instant.now().minus(Duration.ofDays(1));
        // Each kind has tokens of its own: those of two kinds would be in the processor's cache more often.
        UnaryOperator<ServiceToken.Builder> asItIs = token -> token;
        UnaryOperator<ServiceToken.Builder> rotated = token -> token.digest(hasher.digest(ClientSecret.of("new")))
                .previous(hasher.digest(ClientSecret.of(RIGHT)), over);

        kind("wrong secret", WRONG, hasher, asItIs);
        kind("wrong secret again (control: equal)", WRONG, hasher, asItIs);
        kind("unknown Client ID", WRONG, hasher, null);
        kind("unknown Client ID, someone's secret", RIGHT, hasher, null);
        kind("disabled, right secret", RIGHT, hasher, token -> token.enabled(false));
        kind("disabled, wrong secret", WRONG, hasher, token -> token.enabled(false));
        kind("expired, right secret", RIGHT, hasher, token -> token.expiresAt(over));
        kind("previous secret, grace over", RIGHT, hasher, rotated);
        kind("wrong secret, rotated token", WRONG, hasher, rotated);
        kind("wrong secret, digest without pepper", WRONG, plain, asItIs);
        kind("wrong secret, all but the end right", RIGHT.substring(0, RIGHT.length() - 1) + "z", hasher, asItIs);
        kind("a character that is not allowed", WRONG.replace('0', '"'), hasher, asItIs);
        kind("200 characters more (control: unequal)", WRONG + "x".repeat(200), hasher, asItIs);

        Application application = Application.named("main")
                .domain("*")
                .anyValidServiceToken(true)
                .readServiceTokensFromHeader("Authorization")
                .build();
        AccessDocument document =
                new AccessDocument(new AccessConfiguration(Organization.DEFAULT, List.of(application)), tokens);
        filter = new AccessFilter(AccessGate.builder()
                .store(new InMemoryStore(document, InstantSource.system()))
                .secretHasher(hasher)
                .build());
        filter.init(new FakeFilterConfig());
    }

    /** @param change makes the tokens what they are; null for none */
    private void kind(
            String name, String secret, SecretHasher hasher, @Nullable UnaryOperator<ServiceToken.Builder> change) {
        FakeRequest[] requests = new FakeRequest[VARIANTS];
        for (int i = 0; i < VARIANTS; i++) {
            String id = UUID.randomUUID().toString().replace("-", "") + ".access";
            // A text of its own, as each request has.
            String sent = new String(secret.toCharArray());
            requests[i] = FakeRequest.usual("/jobs", "CF-Access-Client-Id", id, "CF-Access-Client-Secret", sent);
            if (change != null) {
                SecretDigest digest = hasher.digest(ClientSecret.of(RIGHT));
                tokens.add(change.apply(ServiceToken.builder(id).digest(digest)).build());
            }
        }
        kinds.add(new Kind(name, requests, new double[rounds]));
    }

    private void run() throws ServletException, IOException {
        List<Kind> order = new ArrayList<>(kinds);
        Random random = new Random(20261126);
        for (int round = -rounds / 10; round < rounds; round++) {
            Collections.shuffle(order, random);
            for (Kind kind : order) {
                FakeRequest request = kind.requests()[Math.floorMod(round, VARIANTS)].fresh();
                long start = System.nanoTime();
                filter.doFilter(request, response, app);
                long nanos = System.nanoTime() - start;
                if (response.getStatus() != 401) {
                    throw new IllegalStateException(kind.name() + " was answered with " + response.getStatus());
                }
                if (round >= 0) {
                    kind.nanos()[round] = nanos;
                }
            }
        }
    }

    private void report() {
        Stats reference = new Stats(kinds.get(0).nanos());
        System.out.println("| wrong | median, ns | difference of means, ns | Welch's t | Cohen's d | Cliff's delta |");
        System.out.println("| --- | --- | --- | --- | --- | --- |");
        for (Kind kind : kinds) {
            Stats stats = new Stats(kind.nanos());
            System.out.printf(
                    Locale.ROOT,
                    "| %s | %.0f | %+.1f | %+.1f | %+.3f | %+.3f |%n",
                    kind.name(),
                    stats.median,
                    stats.mean - reference.mean,
                    stats.welch(reference),
                    stats.cohen(reference),
                    stats.cliff(reference));
        }
    }

    /** The samples of one kind, the slowest left out. */
    private static final class Stats {

        private final double[] sorted;
        private final double mean;
        private final double variance;
        private final double median;

        Stats(double[] samples) {
            double[] all = samples.clone();
            Arrays.sort(all);
            sorted = Arrays.copyOf(all, (int) (all.length * (1 - CUT)));
            mean = Arrays.stream(sorted).average().orElseThrow();
            variance = Arrays.stream(sorted)
                            .map(each -> (each - mean) * (each - mean))
                            .sum()
                    / (sorted.length - 1);
            median = sorted[sorted.length / 2];
        }

        double welch(Stats other) {
            return (mean - other.mean) / Math.sqrt(variance / sorted.length + other.variance / other.sorted.length);
        }

        double cohen(Stats other) {
            return (mean - other.mean) / Math.sqrt((variance + other.variance) / 2);
        }

        /** How much more often one of these is greater than one of the others than the other way round: -1 to 1. */
        double cliff(Stats other) {
            long greater = 0;
            long smaller = 0;
            int below = 0;
            int upTo = 0;
            for (double each : sorted) {
                while (below < other.sorted.length && other.sorted[below] < each) {
                    below++;
                }
                while (upTo < other.sorted.length && other.sorted[upTo] <= each) {
                    upTo++;
                }
                greater += below;
                smaller += other.sorted.length - upTo;
            }
            return (double) (greater - smaller) / ((double) sorted.length * other.sorted.length);
        }
    }

    /**
     * Measures without a pepper, then with one.
     *
     * @param args how many rounds; 20,000 by default
     */
    public static void main(String[] args) throws ServletException, IOException {
        int rounds = args.length == 0 ? USUAL_ROUNDS : Integer.parseInt(args[0]);
        for (boolean peppered : new boolean[] {false, true}) {
            EqualWork trial = new EqualWork(peppered, rounds);
            trial.run();
            System.out.println(
                    "\n" + rounds + " requests of each kind, " + (peppered ? "with" : "without") + " a pepper\n");
            trial.report();
        }
    }
}
