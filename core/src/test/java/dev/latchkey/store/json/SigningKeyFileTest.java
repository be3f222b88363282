package dev.latchkey.store.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import dev.latchkey.configuration.ConfigurationException;
import dev.latchkey.store.StoredKeysForContractTest;
import dev.latchkey.store.StoredSigningKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("management contract, section 4: signing keys stand in a file of their own")
class SigningKeyFileTest {

    private static final Instant MADE = Instant.parse("2026-11-20T12:00:00Z");
    private static final StoredSigningKey NEW = StoredKeysForContractTest.key("2", MADE.plusSeconds(60));
    private static final StoredSigningKey OLD =
            StoredKeysForContractTest.key("1", MADE).verifyingUntil(MADE.plusSeconds(3600));

    @TempDir
    private Path directory;

    private Path path;

    @BeforeEach
    void prepare() {
        path = directory.resolve("keys.json");
    }

    @Test
    void isAJwkSetThatOthersCanRead() throws Exception {
        try (SigningKeyFile keys = SigningKeyFile.open(path)) {
            assertThat(keys.signingKeys()).isEmpty();
            assertThat(path).doesNotExist();
            assertThat(keys.replaceSigningKeys(null, List.of(NEW, OLD))).containsExactly(NEW, OLD);
        }

        JWKSet set = JWKSet.load(path.toFile());
        assertThat(set.getKeys()).hasSize(2);
        RSAKey old = (RSAKey) set.getKeyByKeyId(OLD.kid());
        assertThat(old.isPrivate()).isTrue();
        assertThat(old.getAlgorithm().getName()).isEqualTo("RS256");
        assertThat(old.getKeyUse().getValue()).isEqualTo("sig");
        assertThat(old.getIssueTime()).isEqualTo(MADE);
        assertThat(old.getExpirationTime()).isEqualTo(MADE.plusSeconds(3600));
        assertThat(old.getX509CertChain()).hasSize(1);
        assertThat(set.getKeyByKeyId(NEW.kid()).getExpirationTime()).isNull();
        try (SigningKeyFile keys = SigningKeyFile.open(path)) {
            assertThat(keys.signingKeys()).containsExactly(NEW, OLD);
        }
    }

    @Test
    void keepsMomentsInWholeSecondsInMemoryAsOnDisk() throws IOException {
        StoredSigningKey precise = StoredKeysForContractTest.key("3", MADE.plusNanos(999_999_999));
        try (SigningKeyFile keys = SigningKeyFile.open(path)) {
            keys.replaceSigningKeys(null, List.of(precise));
            assertThat(keys.signingKeys())
                    .singleElement()
                    .extracting(StoredSigningKey::createdAt)
                    .isEqualTo(MADE);
        }
    }

    @Test
    void refusesToKeepWhatIsNoKey() throws IOException {
        StoredSigningKey noKey = new StoredSigningKey("1".repeat(64), new byte[] {1}, new byte[] {2}, MADE, null);
        StoredSigningKey noCertificate = new StoredSigningKey(OLD.kid(), OLD.privateKey(), new byte[] {2}, MADE, null);
        try (SigningKeyFile keys = SigningKeyFile.open(path)) {
            for (StoredSigningKey each : List.of(noKey, noCertificate)) {
                assertThatThrownBy(() -> keys.replaceSigningKeys(null, List.of(each)))
                        .isInstanceOf(ConfigurationException.class)
                        .hasMessageContaining("/keys/0");
            }
            assertThatThrownBy(() -> keys.replaceSigningKeys(null, List.of(NEW, NEW)))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining("/keys/1/kid: another key has this kid");
            assertThat(keys.signingKeys()).isEmpty();
        }
        assertThat(path).doesNotExist();
    }

    static Stream<Arguments> brokenFiles() {
        return Stream.of(
                broken("not JSON", text -> "keys", "is not JSON here"),
                broken("not a set", text -> "{}", "/keys: is missing"),
                broken("no kid", text -> text.replaceAll("\"kid\": \"[^\"]*\",", ""), "/keys/0/kid: is missing"),
                broken("no iat", text -> text.replaceAll("\"iat\": \\d+,", ""), "/keys/0/iat: is missing"),
                broken("no certificate", text -> text.replace("x5c", "x5d"), "/keys/0/x5c: is missing"),
                broken("no private half", text -> text.replace("\"d\"", "\"dd\""), "/keys/0: is no RSA key"),
                broken(
                        "no primes",
                        text -> text.replaceAll("\"(p|q|dp|dq|qi)\"", "\"no$1\""),
                        "/keys/0: is no RSA key"),
                broken("another modulus", text -> changed(text, "n"), "/keys/0: is no RSA key"),
                broken("another exponent", text -> changed(text, "d"), "/keys/0: is no RSA key"),
                broken("another prime", text -> changed(text, "p"), "/keys/0: is no RSA key"),
                broken("another coefficient", text -> changed(text, "qi"), "/keys/0: is no RSA key"),
                broken("a wrong kind", text -> text.replace("\"RSA\"", "\"EC\""), "/keys/0: is no RSA key"));
    }

    private static Arguments broken(String name, UnaryOperator<String> breaking, String message) {
        return Arguments.of(name, breaking, message);
    }

    /** {@return {@code text} with one character in the middle of each member of that name changed} */
    private static String changed(String text, String member) {
        return Pattern.compile("(\"" + member + "\": \"[\\w-]{30})(.)")
                .matcher(text)
                .replaceAll(match -> match.group(1) + (match.group(2).equals("A") ? "B" : "A"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("brokenFiles")
    void refusesABrokenFileAndRepeatsNothingOfIt(String name, UnaryOperator<String> breaking, String message)
            throws IOException {
        String good = new String(new SigningKeyFormat().write(List.of(OLD)), StandardCharsets.UTF_8);
        String text = breaking.apply(good);
        assertThat(text).as(name).isNotEqualTo(good);
        Files.writeString(path, text);

        assertThatThrownBy(() -> SigningKeyFile.open(path))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith(path + ": ")
                .hasMessageContaining(message)
                .hasMessageNotContaining(good.replaceAll("(?s).*\"d\": \"(.{8}).*", "$1"))
                .hasNoCause();
    }

    @Test
    void keepsTheLastGoodKeysWhenTheFileBreaks() throws IOException {
        try (SigningKeyFile keys = SigningKeyFile.open(path);
                LogCapture log = new LogCapture()) {
            keys.replaceSigningKeys(null, List.of(NEW));
            Files.writeString(path, "{\"keys\": [{\"d\": \"AAAA\"}]}");

            await().until(() -> log.lines().stream().anyMatch(line -> line.startsWith("ERROR")));
            assertThat(keys.signingKeys()).containsExactly(NEW);
            assertThat(log.lines()).noneMatch(line -> line.contains("AAAA"));
            assertThatThrownBy(() -> keys.replaceSigningKeys(NEW.kid(), List.of(OLD)))
                    .isInstanceOf(ConfigurationException.class);
        }
    }

    @Test
    void writesItsKeysAgainWhenTheFileIsGone() throws IOException {
        try (SigningKeyFile keys = SigningKeyFile.open(path)) {
            keys.replaceSigningKeys(null, List.of(OLD));
            Files.delete(path);
            keys.replaceSigningKeys(OLD.kid(), List.of(NEW, OLD));
        }
        try (SigningKeyFile keys = SigningKeyFile.open(path)) {
            assertThat(keys.signingKeys()).containsExactly(NEW, OLD);
        }
    }
}
