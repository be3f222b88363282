package dev.latchkey.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.latchkey.testsupport.OpenApiAnswers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Needs Node and the npm package {@code cloudflare}, so it runs only where it is told of an installed one. */
@DisplayName("management contract, section 3, by way of Cloudflare's own client for Node")
final class CloudflareClientTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final String PROPERTY = "latchkey.node-modules";
    private static final String VARIABLE = "LATCHKEY_NODE_MODULES";

    private static final Path SCRIPTS = Path.of("src/test/node/cloudflare");

    /** The outputs of the scripts, to be read by people. */
    private static final Path REPORTS = Path.of("target/cloudflare");

    /** For a machine that is busy with other things. */
    private static final Duration DRIVEN = Duration.ofMinutes(2);

    @TempDir
    private Path directory;

    /** The driver finds the package in the {@code node_modules} beside it, as Node's modules do. */
    @BeforeEach
    void putTheDriverBesideThePackage() throws Exception {
        String named = System.getProperty(PROPERTY, System.getenv(VARIABLE));
        assumeTrue(
                named != null && !named.isBlank(),
                "Skipped: neither the system property " + PROPERTY + " nor the environment variable " + VARIABLE
                        + " names a directory where the npm package cloudflare is installed");
        Path installed = Path.of(named).toAbsolutePath().resolve("node_modules");
        assertThat(installed.resolve("cloudflare/package.json")).isRegularFile();

        for (String script : List.of("client.mjs", "drive.mjs", "suite.mjs")) {
            Files.copy(SCRIPTS.resolve(script), directory.resolve(script));
        }
        Files.createSymbolicLink(directory.resolve("node_modules"), installed);
    }

    /** JUnit would warn of a link that leads out of the directory. */
    @AfterEach
    void removeTheLink() throws Exception {
        Files.deleteIfExists(directory.resolve("node_modules"));
    }

    /** {@code suite.mjs} replays the calls of the tests of Cloudflare's SDKs, {@code drive.mjs} uses what it creates. */
    @ParameterizedTest
    @ValueSource(strings = {"drive.mjs", "suite.mjs"})
    void servesCloudflaresOwnClient(String script) throws Exception {
        try (QuickStartProcess quickStart = QuickStartProcess.start(directory, "-Dlatchkey.port=0")) {
            quickStart.awaitReady();

            Path output = Files.createDirectories(REPORTS).resolve(script + ".txt");
            int exitCode = drive(quickStart, script, output);

            assertThat(exitCode).as(() -> text(output)).isZero();
            assertThat(quickStart.errors()).doesNotContain("Exception", "\tat ");
            List<Answer> answers = answers();
            assertThat(answers).isNotEmpty();
            ApiCaller api = quickStart.api();
            check(answers, new OpenApiAnswers(api.document()), "ours", output);
            Optional<OpenApiAnswers> cloudflares = OpenApiAnswers.ofCloudflare();
            if (cloudflares.isPresent()) {
                check(answers, cloudflares.get(), "Cloudflare's", output);
            }
        }
    }

    /** An answer of the API, as the scripts record it. */
    private record Answer(String method, String path, int status, String body) {}

    private List<Answer> answers() throws IOException {
        List<Answer> answers = new ArrayList<>();
        for (String line : Files.readAllLines(directory.resolve("answers.jsonl"))) {
            answers.add(JSON.readValue(line, Answer.class));
        }
        return answers;
    }

    private static void check(List<Answer> answers, OpenApiAnswers document, String whose, Path report)
            throws IOException {
        List<String> faults = new ArrayList<>();
        int described = 0;
        for (Answer each : answers) {
            described += document.describes(each.method(), each.path()) ? 1 : 0;
            document.faults(each.method(), each.path(), each.status(), each.body())
                    .forEach(fault -> faults.add(each.method() + " " + each.path() + ": " + fault));
        }
        Files.writeString(
                report,
                "%d answers, %d of operations in the OpenAPI document (%s), %d violations%n"
                        .formatted(answers.size(), described, whose, faults.size()),
                StandardOpenOption.APPEND);
        assertThat(faults).as(whose).isEmpty();
        Answer first = answers.get(0);
        assertThat(document.faults(first.method(), first.path(), first.status(), "{}"))
                .as("the document is compared at all")
                .isNotEmpty();
    }

    private int drive(QuickStartProcess quickStart, String script, Path output) throws Exception {
        ProcessBuilder builder = new ProcessBuilder("node", script)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        // The client would read settings of its own from there.
        builder.environment().keySet().removeIf(name -> name.startsWith("CLOUDFLARE_"));
        builder.environment()
                .putAll(Map.of(
                        "LATCHKEY_URL", quickStart.caller().at().toString(),
                        "LATCHKEY_API", quickStart.value("LATCHKEY_API="),
                        "LATCHKEY_ACCOUNT_ID", quickStart.value("LATCHKEY_ACCOUNT_ID="),
                        "LATCHKEY_API_TOKEN", quickStart.value("LATCHKEY_API_TOKEN="),
                        "LATCHKEY_ANSWERS", directory.resolve("answers.jsonl").toString()));
        Process driver = builder.start();
        try {
            assertThat(driver.waitFor(DRIVEN.toSeconds(), TimeUnit.SECONDS))
                    .as(() -> "the driver ends by itself; it said: " + text(output))
                    .isTrue();
            return driver.exitValue();
        } finally {
            driver.destroyForcibly();
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
