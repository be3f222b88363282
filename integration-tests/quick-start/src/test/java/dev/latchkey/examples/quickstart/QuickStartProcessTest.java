package dev.latchkey.examples.quickstart;

import static dev.latchkey.examples.quickstart.Caller.MAIN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The quick start as a program")
final class QuickStartProcessTest {

    /** For a machine that is busy with other things. */
    private static final Duration PICKED_UP = Duration.ofSeconds(15);

    @TempDir
    private Path directory;

    private QuickStartProcess started() throws Exception {
        QuickStartProcess process = QuickStartProcess.start(directory, "-Dlatchkey.port=0");
        process.awaitReady();
        return process;
    }

    @Test
    void printsHowToCallItAndSaysReadyLast() throws Exception {
        try (QuickStartProcess process = started()) {
            Caller caller = process.caller();
            List<String> printed = process.printed();

            assertThat(caller.getWithPair(MAIN).status()).isEqualTo(200);
            assertThat(caller.at().toString()).matches("http://127\\.0\\.0\\.1:[1-9]\\d*/");
            assertThat(printed.get(printed.size() - 1)).isEqualTo("READY " + caller.at());
            assertThat(printed)
                    .anyMatch(line -> line.startsWith("  curl ") && line.contains(caller.secretHeader()))
                    .anyMatch(line -> line.startsWith("  curl ") && line.contains(caller.singleHeader()));
            assertThat(directory.resolve("target/latchkey/latchkey.json")).isRegularFile();
            assertThat(process.errors()).doesNotContain(caller.secret(), "Exception", "\tat ");
        }
    }

    @Test
    void endsQuietly() throws Exception {
        try (QuickStartProcess process = started()) {
            // 128 + SIGTERM: the JVM went down by way of its shutdown hooks.
            assertThat(process.interrupt()).isEqualTo(143);
            assertThat(process.errors()).doesNotContain("Exception", "\tat ");
        }
    }

    @Test
    void keepsLastValidConfigurationAndLogsFault() throws Exception {
        try (QuickStartProcess process = started()) {
            Caller caller = process.caller();
            Path file = directory.resolve("target/latchkey/latchkey.json");
            String good = Files.readString(file);
            String broken = good.replaceFirst("\"any_valid_service_token\" *: *true", "\"any_valid_service_token\": 7");
            assertThat(broken).isNotEqualTo(good);
            long line = broken.substring(0, broken.indexOf("\": 7")).lines().count();

            Files.writeString(file, broken);

            await().atMost(PICKED_UP)
                    .untilAsserted(() -> assertThat(process.errors())
                            .contains("latchkey.json:" + line + ":", "/applications/0/any_valid_service_token"));
            assertThat(caller.getWithPair(MAIN).status()).isEqualTo(200);
        }
    }

    @Test
    void saysInOneLineThatThePortIsInUse() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertRefused("port " + taken.getLocalPort(), "-Dlatchkey.port=" + taken.getLocalPort());
        }
    }

    @Test
    void saysInOneLineThatTheDataDirectoryCannotBeUsed() throws Exception {
        Path file = Files.createFile(directory.resolve("a-file"));

        assertRefused("data directory", "-Dlatchkey.port=0", "-Dlatchkey.data=" + file.resolve("below"));
    }

    @Test
    void saysInOneLineThatTheConfigurationIsBroken() throws Exception {
        Path data = Files.createDirectories(directory.resolve("target/latchkey"));
        Files.writeString(data.resolve("latchkey.json"), "{\n  \"applications\": [\n");

        assertRefused("latchkey.json", "-Dlatchkey.port=0");
    }

    @Test
    void saysInOneLineThatThePortIsNone() throws Exception {
        assertRefused("latchkey.port", "-Dlatchkey.port=http");
    }

    @Test
    void saysInOneLineThatTheAuthDomainIsNone() throws Exception {
        assertRefused("latchkey.auth-domain", "-Dlatchkey.port=0", "-Dlatchkey.auth-domain=https://example.com/");
    }

    private void assertRefused(String why, String... properties) throws Exception {
        try (QuickStartProcess process = QuickStartProcess.start(directory, properties)) {
            assertThat(process.exitCode()).isEqualTo(1);
            assertThat(process.errors().lines()).singleElement().asString().contains(why);
            assertThat(process.printed()).isEmpty();
        }
    }
}
