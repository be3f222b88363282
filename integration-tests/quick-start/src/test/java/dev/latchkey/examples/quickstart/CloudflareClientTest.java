package dev.latchkey.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Needs Node and the npm package {@code cloudflare}, so it runs only where it is told of an installed one. */
@DisplayName("management contract, section 3, by way of Cloudflare's own client for Node")
final class CloudflareClientTest {

    private static final String PROPERTY = "latchkey.node-modules";
    private static final String VARIABLE = "LATCHKEY_NODE_MODULES";

    private static final Path DRIVER = Path.of("src/test/node/cloudflare/drive.mjs");

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

        Files.copy(DRIVER, directory.resolve("drive.mjs"));
        Files.createSymbolicLink(directory.resolve("node_modules"), installed);
    }

    /** JUnit would warn of a link that leads out of the directory. */
    @AfterEach
    void removeTheLink() throws Exception {
        Files.deleteIfExists(directory.resolve("node_modules"));
    }

    @Test
    void servesCloudflaresOwnClient() throws Exception {
        try (QuickStartProcess quickStart = QuickStartProcess.start(directory, "-Dlatchkey.port=0")) {
            quickStart.awaitReady();

            Path output = directory.resolve("driver.txt");
            int exitCode = drive(quickStart, output);

            assertThat(exitCode).as(() -> text(output)).isZero();
            assertThat(quickStart.errors()).doesNotContain("Exception", "\tat ");
        }
    }

    private int drive(QuickStartProcess quickStart, Path output) throws Exception {
        ProcessBuilder builder = new ProcessBuilder("node", "drive.mjs")
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
                        "LATCHKEY_API_TOKEN", quickStart.value("LATCHKEY_API_TOKEN=")));
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
