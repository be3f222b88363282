package dev.latchkey.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.zip.CRC32;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("management contract, section 1: the form of secrets")
class SecretFormatTest {

    private final SecretFormat format = new SecretFormat(SecretFormat.DEFAULT_PREFIX);
    private final SecureRandom random = new SecureRandom();

    @Test
    void isPrefix40CharactersAndTheirChecksum() {
        String secret = format.generate(random).reveal();

        assertThat(secret).matches("lkst_[A-Za-z0-9]{40}[0-9a-f]{8}");
        CRC32 crc = new CRC32();
        crc.update(secret.substring(0, 45).getBytes(StandardCharsets.US_ASCII));
        assertThat(secret.substring(45)).isEqualTo(String.format("%08x", crc.getValue()));
    }

    @Test
    void theChecksumKeepsItsLeadingZeros() {
        assertThat(secretsOf(2_000))
                .allMatch(secret -> secret.length() == 53)
                .anyMatch(secret -> secret.charAt(45) == '0');
    }

    @Test
    void canBeSentAsACredential() {
        assertThat(secretsOf(100))
                .allMatch(ServiceToken::isToken68)
                .allMatch(secret -> secret.length() <= ServiceToken.MAX_CREDENTIAL_LENGTH);
    }

    @Test
    void matchesWhatItMakes() {
        assertThat(secretsOf(1_000)).allMatch(format::matches);
        SecretFormat own = new SecretFormat("acme-prod_");
        assertThat(own.matches(own.generate(random).reveal())).isTrue();
        assertThat(own.matches(format.generate(random).reveal())).isFalse();
    }

    @Test
    void drawsFromTheRandomSourceItIsGiven() {
        Set<Character> seen = new HashSet<>();
        secretsOf(500).forEach(secret -> secret.substring(5, 45).chars().forEach(c -> seen.add((char) c)));

        assertThat(seen).hasSize(62);
        assertThat(secretsOf(500)).hasSize(500);
    }

    @Test
    void noticesAnyChangedCharacter() {
        Random changes = new Random(1);
        for (String secret : secretsOf(50)) {
            for (int i = 0; i < secret.length(); i++) {
                char other = (char) (' ' + changes.nextInt(0x5f));
                String changed = secret.substring(0, i) + other + secret.substring(i + 1);
                assertThat(format.matches(changed)).as(changed).isEqualTo(other == secret.charAt(i));
            }
        }
    }

    @Test
    void noticesAnyTwoCharactersThatChangedPlaces() {
        for (String secret : secretsOf(200)) {
            for (int i = 0; i + 1 < secret.length(); i++) {
                String swapped =
                        secret.substring(0, i) + secret.charAt(i + 1) + secret.charAt(i) + secret.substring(i + 2);
                assertThat(format.matches(swapped)).as(swapped).isEqualTo(swapped.equals(secret));
            }
        }
    }

    @Test
    void matchesNoOtherForm() {
        String secret = format.generate(random).reveal();

        assertThat(secret.toUpperCase(java.util.Locale.ROOT)).isNotEqualTo(secret);
        assertThat(format.matches("")).isFalse();
        assertThat(format.matches("lkst_")).isFalse();
        assertThat(format.matches(secret + "0")).isFalse();
        assertThat(format.matches(" " + secret)).isFalse();
        assertThat(format.matches(secret.substring(1))).isFalse();
        assertThat(format.matches("0".repeat(64))).isFalse();
        assertThat(format.matches("cfast_" + secret.substring(5))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b", "a:", "lkst.", "é", "lkst_\n", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"})
    void refusesThePrefix(String prefix) {
        assertThatIllegalArgumentException().isThrownBy(() -> new SecretFormat(prefix));
    }

    private Set<String> secretsOf(int count) {
        Set<String> secrets = new HashSet<>();
        for (int i = 0; i < count; i++) {
            secrets.add(format.generate(random).reveal());
        }
        return secrets;
    }
}
