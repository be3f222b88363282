package dev.latchkey.internal.file;

import static java.util.Locale.ROOT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import dev.latchkey.configuration.ConfigurationException;
import dev.latchkey.store.StoredSigningKey;
import dev.latchkey.testing.internal.SampleKeys;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("management contract, section 4: the file of signing keys")
class SigningKeyFileTest {

    private static final String SECRET = "must-not-be-repeated";
    private static final Instant MADE = Instant.parse("2026-11-20T12:00:00Z");
    private static final StoredSigningKey NEW = SampleKeys.key("2", MADE.plusSeconds(60));
    private static final StoredSigningKey OLD = SampleKeys.key("1", MADE).verifyingUntil(MADE.plusSeconds(3600));

    @TempDir
    private Path directory;

    private Path path;

    @BeforeEach
    void prepare() {
        path = directory.resolve("keys.json");
    }

    @Test
    void isStandardJwkSet() throws Exception {
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
    void keepsTimesInWholeSeconds() throws IOException {
        StoredSigningKey precise = SampleKeys.key("3", MADE.plusNanos(999_999_999));
        try (SigningKeyFile keys = SigningKeyFile.open(path)) {
            keys.replaceSigningKeys(null, List.of(precise));
            assertThat(keys.signingKeys())
                    .singleElement()
                    .extracting(StoredSigningKey::createdAt)
                    .isEqualTo(MADE);
        }
    }

    @Test
    void rejectsInvalidKeyOnWrite() throws IOException {
        StoredSigningKey noKey = new StoredSigningKey("1".repeat(64), new byte[] {1}, new byte[] {2}, MADE, null);
        StoredSigningKey noCertificate = new StoredSigningKey(OLD.kid(), OLD.privateKey(), new byte[] {2}, MADE, null);
        StoredSigningKey anothersId = new StoredSigningKey(NEW.kid(), OLD.privateKey(), OLD.certificate(), MADE, null);
        StoredSigningKey anothersCertificate =
                new StoredSigningKey(OLD.kid(), OLD.privateKey(), NEW.certificate(), MADE, null);
        try (SigningKeyFile keys = SigningKeyFile.open(path)) {
            for (StoredSigningKey each : List.of(noKey, noCertificate, anothersId, anothersCertificate)) {
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
                broken("not JSON", text -> "keys", "is not valid JSON here"),
                broken("not a set", text -> "{}", "/keys: is missing"),
                broken("no kid", text -> text.replaceAll("\"kid\": \"[^\"]*\",", ""), "/keys/0/kid: is missing"),
                broken("no iat", text -> text.replaceAll("\"iat\": \\d+,", ""), "/keys/0/iat: is missing"),
                broken("no certificate", text -> text.replace("x5c", "x5d"), "/keys/0/x5c: is missing"),
                broken("no private half", text -> text.replace("\"d\"", "\"dd\""), "/keys/0: is not an RSA key"),
                broken(
                        "no primes",
                        text -> text.replaceAll("\"(p|q|dp|dq|qi)\"", "\"no$1\""),
                        "/keys/0: is not an RSA key"),
                broken("another modulus", text -> changed(text, "n"), "/keys/0: is not an RSA key"),
                broken("another exponent", text -> changed(text, "d"), "/keys/0: is not an RSA key"),
                broken("another prime", text -> changed(text, "p"), "/keys/0: is not an RSA key"),
                broken("another coefficient", text -> changed(text, "qi"), "/keys/0: is not an RSA key"),
                broken("a wrong kind", text -> text.replace("\"RSA\"", "\"EC\""), "/keys/0: is not an RSA key"),
                broken("one as a prime", SigningKeyFileTest::withOneAsAPrime, "/keys/0: is not an RSA key"),
                broken("1024 bits", text -> small(), "/keys/0: is not an RSA key of at least 2048 bits"));
    }

    static Stream<Arguments> brokenIds() {
        return Stream.of(
                broken("another key's id", text -> withKid(text, quoted(NEW.kid())), "is not the thumbprint"),
                broken("no thumbprint", text -> withKid(text, quoted("0".repeat(64))), "is not the thumbprint"),
                broken("capitals", text -> withKid(text, quoted(OLD.kid().toUpperCase(ROOT))), "is not the thumbprint"),
                broken("blanks", text -> withKid(text, quoted(OLD.kid() + " ")), "is not the thumbprint"),
                broken("an empty text", text -> withKid(text, "\"\""), "is missing"),
                broken("a number", text -> withKid(text, "7"), "must be a string"),
                broken("null", text -> withKid(text, "null"), "is missing"));
    }

    static Stream<Arguments> brokenCertificates() {
        byte[] good = OLD.certificate();
        return Stream.of(
                broken("none", text -> withX5c(text, "[]"), "/x5c: must contain"),
                broken("null", text -> withX5c(text, "null"), "/x5c: is missing"),
                broken("no array", text -> withX5c(text, base64(good)), "/x5c: must be an array"),
                broken("a number", text -> withX5c(text, "[7]"), "/x5c/0: must be a string"),
                broken("null in the array", text -> withX5c(text, "[null]"), "/x5c/0: must be a string"),
                broken("an object", text -> withX5c(text, "[{}]"), "/x5c/0: must be a string"),
                broken("no base64", text -> withX5c(text, "[\"*" + SECRET + "\"]"), "/x5c/0: is not base64"),
                broken("base64url", text -> withX5c(text, "[\"_-__\"]"), "/x5c/0: is not base64"),
                broken("an empty text", text -> withX5c(text, "[\"\"]"), "/x5c/0: is not an X.509 certificate"),
                broken("no certificate", text -> withX5c(text, "[\"AAAA\"]"), "/x5c/0: is not an X.509 certificate"),
                broken("half of one", x5c(Arrays.copyOf(good, 99)), "/x5c/0: is not an X.509 certificate"),
                broken(
                        "one and a byte",
                        x5c(Arrays.copyOf(good, good.length + 1)),
                        "/x5c/0: is not an X.509 certificate"),
                broken("PEM", x5c(pem(good)), "/x5c/0: is not an X.509 certificate"),
                broken("another key's", x5c(NEW.certificate()), "/x5c/0: is not this key's certificate"),
                broken(
                        "the right one second",
                        text -> withX5c(text, "[" + base64(NEW.certificate()) + "," + base64(good) + "]"),
                        "/x5c/0: is not this key's certificate"),
                broken(
                        "a broken one second",
                        text -> withX5c(text, "[" + base64(good) + ",\"AAAA\"]"),
                        "/x5c/1: is not an X.509 certificate"));
    }

    private static String withKid(String text, String value) {
        return text.replaceAll("\"kid\": \"[^\"]*\"", Matcher.quoteReplacement("\"kid\": " + value));
    }

    private static String withX5c(String text, String value) {
        return text.replaceAll("(?s)\"x5c\": \\[.*?]", Matcher.quoteReplacement("\"x5c\": " + value));
    }

    private static UnaryOperator<String> x5c(byte[] der) {
        return text -> withX5c(text, "[" + base64(der) + "]");
    }

    private static String base64(byte[] bytes) {
        return quoted(Base64.getEncoder().encodeToString(bytes));
    }

    private static String quoted(String text) {
        return "\"" + text + "\"";
    }

    private static byte[] pem(byte[] der) {
        return ("-----BEGIN CERTIFICATE-----\n" + Base64.getMimeEncoder().encodeToString(der)
                        + "\n-----END CERTIFICATE-----\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static String withOneAsAPrime(String text) {
        String n = text.replaceAll("(?s).*\"n\": \"([^\"]*)\".*", "$1");
        return text.replaceAll("\"p\": \"[^\"]*\"", "\"p\": \"AQ\"")
                .replaceAll("\"q\": \"[^\"]*\"", "\"q\": \"" + n + "\"");
    }

    /** Returns a file with a valid but short key. */
    private static String small() {
        try {
            RSAKey key = new RSAKeyGenerator(1024, true)
                    .issueTime(Date.from(MADE))
                    .keyID(OLD.kid())
                    .generate();
            String jwk = key.toJSONString();
            return "{\"keys\": [" + jwk.substring(0, jwk.length() - 1) + ", \"x5c\": [" + base64(OLD.certificate())
                    + "]}]}";
        } catch (JOSEException e) {
            throw new AssertionError(e);
        }
    }

    private static Arguments broken(String name, UnaryOperator<String> breaking, String message) {
        return Arguments.of(name, breaking, message);
    }

    /** Changes one character in the middle of each member with this name. */
    private static String changed(String text, String member) {
        return Pattern.compile("(\"" + member + "\": \"[\\w-]{30})(.)")
                .matcher(text)
                .replaceAll(match -> match.group(1) + (match.group(2).equals("A") ? "B" : "A"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("brokenFiles")
    void rejectsInvalidFileWithoutQuotingIt(String name, UnaryOperator<String> breaking, String message)
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

    @ParameterizedTest(name = "{0}")
    @MethodSource("brokenIds")
    void rejectsForeignThumbprint(String name, UnaryOperator<String> breaking, String message) throws IOException {
        refusesWithOneFault(name, breaking, "/kid: " + message);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("brokenCertificates")
    void rejectsForeignCertificate(String name, UnaryOperator<String> breaking, String message) throws IOException {
        refusesWithOneFault(name, breaking, message);
    }

    /** The second of two keys is invalid, so both are rejected. */
    private void refusesWithOneFault(String name, UnaryOperator<String> breaking, String message) throws IOException {
        String good = text(NEW);
        String bad = breaking.apply(text(OLD));
        assertThat(bad).as(name).isNotEqualTo(text(OLD));
        String both = good.replaceAll("(?s)]\\s*}\\s*$", ",\n") + bad.replaceAll("(?s)^\\{\\s*\"keys\": \\[", "");
        Files.writeString(path, both);

        String member = message.substring(0, message.indexOf(':'));
        String rest = message.substring(message.indexOf(':'));
        assertThatThrownBy(() -> SigningKeyFile.open(path))
                .isInstanceOfSatisfying(
                        ConfigurationException.class,
                        e -> assertThat(e.faults())
                                .singleElement()
                                .asString()
                                .startsWith("/keys/1" + member + rest)
                                .containsPattern("\\(keys\\.json:\\d+:\\d+\\)$")
                                .doesNotContain(SECRET))
                .hasNoCause();
    }

    private static String text(StoredSigningKey key) {
        return new String(new SigningKeyFormat().write(List.of(key)), StandardCharsets.UTF_8);
    }

    @Test
    void reportsLineAndColumn() throws IOException {
        Files.writeString(path, withKid(text(OLD), quoted(NEW.kid())));

        assertThatThrownBy(() -> SigningKeyFile.open(path))
                .hasMessageContaining("/keys/0/kid: is not the thumbprint")
                .hasMessageContaining("(keys.json:4:7)");
    }

    @Test
    void reportsEveryFault() throws IOException {
        Files.writeString(path, withKid(withX5c(text(OLD), "[]"), "7").replace("\"d\"", "\"dd\""));

        assertThatThrownBy(() -> SigningKeyFile.open(path))
                .hasMessageContainingAll("/keys/0/kid: ", "/keys/0/x5c: ", "/keys/0: is not an RSA key");
    }

    @Test
    void keepsLastValidKeysOnForeignIdOrCertificate() throws IOException {
        String id = withKid(text(OLD), quoted(NEW.kid()));
        String certificate = x5c(NEW.certificate()).apply(text(OLD));
        for (String broken : List.of(id, certificate, withX5c(text(OLD), "[]"))) {
            Files.deleteIfExists(path);
            try (SigningKeyFile keys = SigningKeyFile.open(path);
                    LogCapture log = new LogCapture()) {
                keys.replaceSigningKeys(null, List.of(NEW));
                Files.writeString(path, broken);
                keys.file().poll();
                keys.file().poll();

                assertThat(keys.signingKeys()).containsExactly(NEW);
                assertThat(log.lines())
                        .singleElement()
                        .asString()
                        .startsWith("ERROR " + path + " is invalid, the last valid version stays in force: /keys/0/")
                        .contains("(keys.json:");
            }
        }
    }

    @Test
    void findsKeyOfAnotherProcessWithoutPoll() throws IOException {
        try (SigningKeyFile one = SigningKeyFile.open(path);
                SigningKeyFile other = SigningKeyFile.open(path)) {
            one.replaceSigningKeys(null, List.of(NEW));

            assertThat(other.refreshSigningKeys()).isTrue();
            assertThat(other.signingKeys()).containsExactly(NEW);
            assertThat(other.refreshSigningKeys()).isFalse();
        }
    }

    @Test
    void keepsLastValidKeysIfFileBreaks() throws IOException {
        try (SigningKeyFile keys = SigningKeyFile.open(path);
                LogCapture log = new LogCapture()) {
            keys.replaceSigningKeys(null, List.of(NEW));
            Files.writeString(path, "{\"keys\": [{\"d\": \"AAAA\"}]}");

            keys.file().poll();
            keys.file().poll();

            assertThat(keys.signingKeys()).containsExactly(NEW);
            assertThat(log.lines()).anyMatch(line -> line.startsWith("ERROR")).noneMatch(line -> line.contains("AAAA"));
            assertThatThrownBy(() -> keys.replaceSigningKeys(NEW.kid(), List.of(OLD)))
                    .isInstanceOf(ConfigurationException.class);
        }
    }

    @Test
    void rewritesKeysIfFileIsDeleted() throws IOException {
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
