package dev.latchkey.internal.file;

import static dev.latchkey.testing.internal.SampleSessions.session;

import dev.latchkey.configuration.ConfigurationException;
import dev.latchkey.model.SecretDigest;
import dev.latchkey.model.ServiceToken;
import dev.latchkey.store.StoredSigningKey;
import dev.latchkey.store.file.JsonFileStore;
import dev.latchkey.testing.internal.SampleKeys;
import dev.latchkey.testing.internal.SampleSessions;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Kills a JVM that writes a file store (SIGKILL), again and again, and looks for every change that it had acknowledged.
 */
final class CrashTrial {

    /** Files grow with each kill, and so does the time for a write. */
    private static final int KILLS_PER_DIRECTORY = 25;

    private static final int LONGEST_LIFE_MILLIS = 300;

    private final Path directory;
    private final Random random = new Random(7);
    private final List<String> acknowledged = new ArrayList<>();
    private Result result = new Result(0, 0, 0, 0, 0);

    /**
     * What came of it.
     *
     * @param kills JVMs that were killed while they wrote
     * @param changes changes that were acknowledged
     * @param lost acknowledged changes that were gone afterwards
     * @param unreadable files that could not be read afterwards
     * @param leftovers temporary files that outlived the next write
     */
    record Result(int kills, int changes, int lost, int unreadable, int leftovers) {

        boolean isGood() {
            return lost == 0 && unreadable == 0 && leftovers == 0;
        }
    }

    CrashTrial(Path directory) {
        this.directory = directory;
    }

    Result run(int kills) throws Exception {
        for (int kill = 0; kill < kills; kill++) {
            Path part = Files.createDirectories(directory.resolve("part-" + kill / KILLS_PER_DIRECTORY));
            if (kill % KILLS_PER_DIRECTORY == 0) {
                acknowledged.clear();
            }
            writeAndKill(part, kill);
            check(part);
        }
        return result;
    }

    private void writeAndKill(Path part, int kill) throws IOException, InterruptedException {
        Process writer = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Writer.class.getName(),
                        part.resolve("latchkey.json").toString(),
                        String.valueOf(kill))
                .redirectError(directory.resolve("writer.log").toFile())
                .start();
        List<String> lines = new ArrayList<>();
        try (BufferedReader out = writer.inputReader()) {
            String first = out.readLine();
            if (first == null) {
                throw new IOException("the writer did not start; see " + directory.resolve("writer.log"));
            }
            lines.add(first);
            TimeUnit.MILLISECONDS.sleep(random.nextInt(LONGEST_LIFE_MILLIS));
            writer.toHandle().destroyForcibly();
            // The rest of the pipe was acknowledged as well. The last line may be truncated.
            out.lines().forEach(lines::add);
        }
        writer.waitFor();
        lines.removeIf(line -> !line.endsWith("."));
        acknowledged.addAll(lines);
        result = new Result(
                result.kills + 1, result.changes + lines.size(), result.lost, result.unreadable, result.leftovers);
    }

    private void check(Path part) throws Exception {
        int lost = 0;
        int unreadable = 0;
        int leftovers = 0;
        try (JsonFileStore store = JsonFileStore.open(part.resolve("latchkey.json"))) {
            lost = (int)
                    acknowledged.stream().filter(line -> !isKept(store, line)).count();
            store.update(document -> document.with(token("after-the-crash.access")));
            try (Stream<Path> files = Files.list(part)) {
                leftovers =
                        (int) files.filter(file -> file.getFileName().toString().startsWith(".latchkey.json."))
                                .count();
            }
        } catch (ConfigurationException | IOException e) {
            unreadable = 1;
        }
        // Only the last key and the last use are kept unchanged.
        acknowledged.removeIf(line -> line.startsWith("key ") || line.startsWith("use "));
        result = new Result(
                result.kills,
                result.changes,
                result.lost + lost,
                result.unreadable + unreadable,
                result.leftovers + leftovers);
    }

    private boolean isKept(JsonFileStore store, String line) {
        String[] words = line.substring(0, line.length() - 1).split(" ", -1);
        return switch (words[0]) {
            case "token" -> store.findByClientId(words[1]) != null;
            case "session" -> store.isRevoked(session(words[1]));
            case "use" -> !Objects.requireNonNull(seen(store)).isBefore(Instant.parse(words[1]));
            case "key" ->
                // A later, acknowledged one replaced it.
                isFollowed(line)
                        || store.signingKeys().stream()
                                .anyMatch(key -> key.kid().equals(words[1]));
            default -> throw new IllegalArgumentException(line);
        };
    }

    private boolean isFollowed(String line) {
        List<String> keys =
                acknowledged.stream().filter(each -> each.startsWith("key ")).toList();
        return keys.indexOf(line) < keys.size() - 1;
    }

    private static @Nullable Instant seen(JsonFileStore store) {
        ServiceToken used = store.findByClientId(Writer.USED);
        ServiceToken found = used == null ? null : store.findById(used.id());
        return found == null ? null : found.lastSeenAt();
    }

    private static ServiceToken token(String clientId) {
        return ServiceToken.of(clientId, SecretDigest.of(SecretDigest.Algorithm.SHA_256, new byte[32]));
    }

    /** The JVM that is killed. It prints one line for each acknowledged change. */
    static final class Writer {

        static final String USED = "used.access";

        private final JsonFileStore store;
        private final int run;

        private Writer(JsonFileStore store, int run) {
            this.store = store;
            this.run = run;
        }

        /** One change. */
        @FunctionalInterface
        private interface Change {
            /** Makes a change and returns its description. */
            String make(int number) throws Exception;
        }

        public static void main(String[] args) throws Exception {
            JsonFileStore store = JsonFileStore.builder(Path.of(args[0]))
                    .createIfMissing(true)
                    .open();
            if (store.findByClientId(USED) == null) {
                store.update(document -> document.with(CrashTrial.token(USED)));
            }
            Writer writer = new Writer(store, Integer.parseInt(args[1]));
            for (Change change : List.<Change>of(writer::token, writer::session, writer::use, writer::key)) {
                new Thread(() -> repeat(change)).start();
            }
        }

        private static void repeat(Change change) {
            try {
                for (int i = 0; ; i++) {
                    System.out.println(change.make(i) + ".");
                }
            } catch (Exception e) {
                e.printStackTrace();
                Runtime.getRuntime().halt(1);
            }
        }

        private String token(int number) throws IOException {
            String clientId = run + "-" + number + ".access";
            store.update(document -> document.with(CrashTrial.token(clientId)));
            return "token " + clientId;
        }

        private String session(int number) throws IOException {
            String id = run + "-" + number;
            store.revoke(SampleSessions.session(id));
            return "session " + id;
        }

        private String use(int number) throws IOException {
            Instant moment = Instant.ofEpochSecond(1_000_000L * run + number);
            store.recordLastSeen(
                    Map.of(Objects.requireNonNull(store.findByClientId(USED)).id(), moment));
            return "use " + moment;
        }

        private String key(int number) throws IOException {
            List<StoredSigningKey> before = store.signingKeys();
            StoredSigningKey fresh = SampleKeys.key(run + "-" + number, Instant.EPOCH);
            List<StoredSigningKey> after = new ArrayList<>(List.of(fresh));
            before.stream().limit(1).forEach(after::add);
            store.replaceSigningKeys(before.isEmpty() ? null : before.get(0).kid(), after);
            return "key " + fresh.kid();
        }
    }
}
