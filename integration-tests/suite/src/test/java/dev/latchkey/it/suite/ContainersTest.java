package dev.latchkey.it.suite;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Without a good credential no protected code runs; with one, an honest request gets in; nothing of ours is a 5xx,
 * hangs, or shows a secret (request contract, sections 2, 3, 5 and 6). Short by default; all of it with the profile
 * {@code containers}.
 */
class ContainersTest {

    private static final Report REPORT = new Report();

    static List<Plan> plans() {
        return Plan.FULL ? Plan.full() : Plan.brief();
    }

    @Execution(ExecutionMode.CONCURRENT)
    @ParameterizedTest
    @MethodSource("plans")
    void letsNothingPast(Plan plan) throws IOException {
        Run run = plan.run();
        try (ContainerProcess process = ContainerProcess.start(plan.container(), run);
                Assault assault = new Assault(plan.container(), run, process)) {
            HonestRequests honest = new HonestRequests(plan.container(), process, run, assault);
            String goodToken = honest.open();
            honest.send(goodToken);
            if (run.setup().shape() == Setup.Shape.PATHS) {
                new Dispatches(plan.container(), process, run, assault).send(goodToken);
            }
            for (String mapping : plan.mappings()) {
                assault.send(Corpus.of(
                        mapping,
                        run.prefix(),
                        goodToken,
                        plan.size(),
                        plan.size() < 4_000,
                        plan.toString().hashCode()));
            }
            if (Container.ALL.contains(plan.container())) {
                if (run.setup().shape() == Setup.Shape.PATHS) {
                    new Http2Requests(process, run, assault).send();
                }
                int size = plan.size() / 4;
                assault.send(Http2Corpus.of("front", run.prefix(), goodToken, size, Attack.Protocol.H2C));
                assault.send(Http2Corpus.of("prefix", run.prefix(), goodToken, size / 4, Attack.Protocol.H2));
            }
            assault.judgeLog();
            REPORT.add(plan, assault);
            assertThat(assault.findings().stream().limit(20).toList())
                    .as(assault.findings().size() + " findings, all of them in target/findings.txt")
                    .isEmpty();
        }
    }

    @AfterAll
    static void report() throws IOException {
        REPORT.write(Path.of(System.getProperty("latchkey.suite.target")).resolve("containers.md"));
    }
}
