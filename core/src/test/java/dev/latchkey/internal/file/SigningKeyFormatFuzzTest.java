package dev.latchkey.internal.file;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.latchkey.AccessGate;
import dev.latchkey.PlainRequest;
import dev.latchkey.configuration.ConfigurationException;
import dev.latchkey.store.AccessDocument;
import dev.latchkey.store.StoredSigningKey;
import dev.latchkey.store.memory.InMemoryStore;
import dev.latchkey.testing.internal.Edits;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/**
 * A file of keys that was changed is refused, without a word of a private key, or holds keys of which none differs from
 * what it was in more than its moments. An input is changes to a good file, see {@link Edits}, or a file of its own if
 * it begins with a brace. The build replays the seeds; {@code JAZZER_FUZZ=1 mvn -pl core test
 * -Dtest=SigningKeyFormatFuzzTest} looks for more.
 */
class SigningKeyFormatFuzzTest {

    private static final SigningKeyFormat FORMAT = new SigningKeyFormat();
    private static final List<StoredSigningKey> KEYS = List.of(newKey(), newKey());
    private static final byte[] GOOD = FORMAT.write(KEYS);
    private static final List<String> PRIVATE = privateMembers();

    private static StoredSigningKey newKey() {
        InMemoryStore store = new InMemoryStore(AccessDocument.EMPTY, () -> Instant.EPOCH);
        AccessGate.builder().store(store).build().certificates(PlainRequest.get("https://a/"));
        return store.signingKeys().get(0);
    }

    private static List<String> privateMembers() {
        String text = new String(GOOD, StandardCharsets.UTF_8);
        return Stream.of(text.split("\"", -1))
                .filter(each -> each.length() > 100 && text.indexOf("\"n\": \"" + each) < 0 && !each.startsWith("MII"))
                .map(each -> each.substring(20, 44))
                .toList();
    }

    @FuzzTest(maxDuration = "1m")
    void rejectsOrKeepsKeys(byte[] input) throws Exception {
        byte[] file = input.length > 0 && input[0] == '{' ? input : Edits.of(GOOD, input);
        List<StoredSigningKey> read;
        try {
            read = FORMAT.read("latchkey.keys.json", file);
        } catch (ConfigurationException refused) {
            assertThat(refused.faults()).isNotEmpty();
            assertThat(refused.getMessage().chars()).noneMatch(Character::isISOControl);
            assertThat(PRIVATE).noneMatch(refused.getMessage()::contains);
            return;
        }
        for (StoredSigningKey key : read) {
            assertThat(KEYS).anySatisfy(known -> {
                assertThat(key.kid()).isEqualTo(known.kid());
                assertThat(key.privateKey()).isEqualTo(known.privateKey());
            });
        }
        byte[] written = FORMAT.write(read);
        assertThat(FORMAT.read("latchkey.keys.json", written)).isEqualTo(read);
        assertThat(FORMAT.write(FORMAT.read("latchkey.keys.json", written))).isEqualTo(written);
    }
}
