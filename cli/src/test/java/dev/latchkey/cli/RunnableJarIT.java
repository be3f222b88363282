package dev.latchkey.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shaded jar runs on its own. */
class RunnableJarIT {

    private static final Path JAR = Path.of("target", "latchkey.jar");

    @TempDir
    private Path directory;

    private record Ended(int status, String out, String err) {}

    private Ended run(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-jar",
                JAR.toAbsolutePath().toString()));
        command.addAll(List.of(arguments));
        Path out = directory.resolve("out");
        Path err = directory.resolve("err");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("LATCHKEY_") || name.startsWith("JAVA_TOOL"));
        int status = builder.start().waitFor();
        return new Ended(
                status, Files.readString(out, StandardCharsets.UTF_8), Files.readString(err, StandardCharsets.UTF_8));
    }

    @Test
    void printsVersionAndCommands() throws Exception {
        assertThat(run("--version").out()).matches("latchkey \\d+\\.\\d+\\.\\d+\\S*\n");
        assertThat(run("--help")).satisfies(help -> {
            assertThat(help.status()).isZero();
            assertThat(help.out()).startsWith("Usage: latchkey ");
            assertThat(help.err()).isEmpty();
        });
    }

    @Test
    void worksWithFile() throws Exception {
        Ended made = run("token", "create", "Größe", "--create-file");
        assertThat(made.status()).as(made.err()).isZero();
        assertThat(made.err()).hasLineCount(1).contains("there is no application");
        assertThat(made.out()).contains("CF_ACCESS_CLIENT_SECRET=lkst_");

        assertThat(run("keys", "rotate").status()).isZero();
        assertThat(run("check").out()).contains("latchkey.json: valid", "latchkey.keys.json: valid");
        assertThat(run("token", "show", "nobody").status()).isEqualTo(3);
    }

    @Test
    void printsStoreWarningsOnlyToStandardError() throws Exception {
        Path file = Files.writeString(directory.resolve("latchkey.json"), "{}");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

        Ended listed = run("token", "list", "--json");

        assertThat(listed.out()).isEqualTo("[]\n");
        assertThat(listed.err()).hasLineCount(1).contains("WARN", "chmod 600");
    }

    @Test
    void worksWithDatabase() throws Exception {
        String url = "jdbc:h2:" + directory.resolve("database").toAbsolutePath();

        assertThat(run("database", "migrate", "--jdbc", url).err()).isEmpty();
        Ended made = run("token", "create", "Größe", "--jdbc", url);

        assertThat(made.status()).as(made.err()).isZero();
        assertThat(made.err())
                .hasLineCount(2)
                .startsWith("WARN private signing keys are stored unencrypted")
                .contains("latchkey: warning: there is no application");
        assertThat(made.out()).contains("Größe", "CF_ACCESS_CLIENT_SECRET=lkst_");
    }

    @Test
    void driversLogNothingAboutUnreachableDatabase() throws Exception {
        for (String port : new String[] {"1", "port"}) {
            String url = "jdbc:postgresql://127.0.0.1:" + port + "/app?user=app&password=the-database-password";

            Ended refused = run("token", "list", "--jdbc", url);

            assertThat(refused.status()).isEqualTo(1);
            assertThat(refused.err())
                    .hasLineCount(2)
                    .startsWith("latchkey: warning: ")
                    .doesNotContain("the-database-password", "127.0.0.1");
        }
    }

    @Test
    void containsDriversAndLicenses() throws Exception {
        try (JarFile jar = new JarFile(JAR.toFile())) {
            assertThat(new String(
                            jar.getInputStream(jar.getEntry("META-INF/services/java.sql.Driver"))
                                    .readAllBytes(),
                            StandardCharsets.UTF_8))
                    .contains("org.postgresql.Driver", "org.h2.Driver");
            assertThat(jar.stream().map(JarEntry::getName))
                    .contains("META-INF/licenses/org.postgresql/LICENSE", "META-INF/licenses/com.h2database/LICENSE");
        }
    }

    @Test
    void containsNoDuplicatesAndNoSignatures() throws Exception {
        try (JarFile jar = new JarFile(JAR.toFile())) {
            assertThat(jar.stream().map(JarEntry::getName).filter(name -> !name.endsWith("/")))
                    .doesNotHaveDuplicates()
                    .noneMatch(name -> name.endsWith("module-info.class") || name.matches("META-INF/.*\\.(SF|RSA|DSA)"))
                    .contains("META-INF/services/org.slf4j.spi.SLF4JServiceProvider", "META-INF/LICENSE");
        }
    }
}
