package dev.latchkey.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.core.ThrowingRunnable;

/** Three quick starts on one PostgreSQL, each in a JVM of its own. */
final class Nodes implements AutoCloseable {

    static final String CERTS = "/cdn-cgi/access/certs";

    private static final String KEY_ENCRYPTION_KEY = "0f".repeat(32);

    /** How long a change may take to arrive; as long as this only on a machine that is busy with other things. */
    private static final Duration ARRIVED = Duration.ofMinutes(1);

    /** They live for seconds: what makes a JVM fast in the long run only keeps them from starting. */
    private static final List<String> SHORT_LIVED =
            List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto", "-Xmx256m");

    private final Path directory;
    private final TestPostgres database;
    private final List<QuickStartProcess> all = new ArrayList<>();

    private Nodes(Path directory, TestPostgres database) {
        this.directory = directory;
        this.database = database;
    }

    static Nodes start() throws IOException {
        Path directory = Files.createTempDirectory("latchkey-nodes");
        Nodes nodes = new Nodes(directory, TestPostgres.start(directory));
        try {
            for (String name : List.of("a", "b", "c")) {
                nodes.all.add(nodes.begin(name));
            }
            for (QuickStartProcess node : nodes.all) {
                node.awaitReady();
                // Makes the first signing key, or asks for the one that another has made.
                assertThat(node.caller().get(CERTS).status()).isEqualTo(200);
            }
            return nodes;
        } catch (IOException | RuntimeException | Error e) {
            nodes.close();
            throw e;
        }
    }

    /** Returns one more, which is the caller's to end. It begins to start. */
    QuickStartProcess begin(String name) throws IOException {
        Path own = Files.createDirectories(directory.resolve(name));
        List<String> options = new ArrayList<>(SHORT_LIVED);
        options.addAll(List.of("-Dlatchkey.port=0", "-Dlatchkey.jdbc=" + database.url()));
        return QuickStartProcess.start(
                own, Map.of("LATCHKEY_KEY_ENCRYPTION_KEY", KEY_ENCRYPTION_KEY), options.toArray(String[]::new));
    }

    /** Returns the one that changes are made on. */
    QuickStartProcess a() {
        return all.get(0);
    }

    QuickStartProcess b() {
        return all.get(1);
    }

    /** Returns those that learn of changes from the database. */
    List<QuickStartProcess> others() {
        return all.subList(1, all.size());
    }

    List<QuickStartProcess> all() {
        return List.copyOf(all);
    }

    TestPostgres database() {
        return database;
    }

    /** Returns a new application for that host, which all of them know. Any service token is let in to it. */
    ObjectNode protect(String host) throws IOException, InterruptedException {
        return protect(host, "\"any_valid_service_token\": true");
    }

    /** Returns a new application for that host with these members, which all of them know. */
    ObjectNode protect(String host, String members) throws IOException, InterruptedException {
        ObjectNode made = (ObjectNode)
                a().api().post("apps", "{\"name\": \"%s\", \"domain\": \"%s\", %s}".formatted(host, host, members));
        for (QuickStartProcess node : others()) {
            ApiCaller api = node.api();
            String path = "apps/" + made.get("id").asText();
            eventually(() -> assertThat(api.call("GET", path, "").statusCode()).isEqualTo(200));
        }
        return made;
    }

    static void eventually(ThrowingRunnable assertion) {
        await().atMost(ARRIVED).pollInterval(Duration.ofMillis(20)).untilAsserted(assertion);
    }

    @Override
    public void close() throws IOException {
        all.forEach(QuickStartProcess::close);
        database.close();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path each : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }
}
