package dev.latchkey.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.latchkey.configuration.ConfigurationException;
import dev.latchkey.configuration.Fault;
import dev.latchkey.internal.credential.SecretVerifier;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("management contract, section 1: service tokens")
class ServiceTokenTest {

    private static final String HEX = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    private static final SecretDigest DIGEST = SecretDigest.parse(HEX);

    @Test
    void theLeastIsAClientIdAndADigest() {
        ServiceToken token = ServiceToken.of("id.access", DIGEST);

        assertThat(token.clientId()).isEqualTo("id.access");
        assertThat(token.digest()).isEqualTo(DIGEST);
        assertThat(token.id()).isEqualTo(ServiceToken.idOf("id.access"));
        assertThat(token.name()).isEqualTo("id.access");
        assertThat(token.enabled()).isTrue();
        assertThat(token.clientSecretVersion()).isEqualTo(1);
        assertThat(token.expiresAt()).isEqualTo(ServiceToken.FOREVER);
        assertThat(token.expiresAtMillis()).isEqualTo(ServiceToken.FOREVER.toEpochMilli());
        assertThat(token.roles()).isEmpty();
        assertThat(token.duration()).isNull();
        assertThat(token.previousDigest()).isNull();
        assertThat(token.previousExpiresAt()).isNull();
        assertThat(token.createdAt()).isNull();
        assertThat(token.updatedAt()).isNull();
        assertThat(token.lastSeenAt()).isNull();
    }

    @Test
    void aYearIsTheDefaultLife() {
        assertThat(ServiceToken.DEFAULT_DURATION).hasHours(8760);
    }

    @Test
    void idsHangOnTheClientIdAlone() {
        assertThat(ServiceToken.idOf("a")).isEqualTo(ServiceToken.idOf("a")).isNotEqualTo(ServiceToken.idOf("A"));
    }

    @Test
    void buildersGiveBackWhatTheyWereGiven() {
        Instant moment = Instant.parse("2026-11-23T12:00:00Z");
        UUID id = UUID.randomUUID();
        ServiceToken token = ServiceToken.builder("id.access")
                .id(id)
                .name("nightly job")
                .enabled(false)
                .digest(DIGEST)
                .previous(SecretDigest.parse("0".repeat(64)), moment)
                .clientSecretVersion(7)
                .duration(Duration.ofHours(1))
                .expiresAt(moment.plusSeconds(1))
                .createdAt(moment.minusSeconds(1))
                .updatedAt(moment.minusSeconds(2))
                .lastSeenAt(moment.minusSeconds(3))
                .roles(Set.of("reader"))
                .build();

        for (ServiceToken each : List.of(token, token.toBuilder().build())) {
            assertThat(each.id()).isEqualTo(id);
            assertThat(each.clientId()).isEqualTo("id.access");
            assertThat(each.name()).isEqualTo("nightly job");
            assertThat(each.enabled()).isFalse();
            assertThat(each.digest()).isEqualTo(DIGEST);
            assertThat(each.previousDigest()).isEqualTo(SecretDigest.parse("0".repeat(64)));
            assertThat(each.previousExpiresAt()).isEqualTo(moment);
            assertThat(each.clientSecretVersion()).isEqualTo(7);
            assertThat(each.duration()).isEqualTo(Duration.ofHours(1));
            assertThat(each.expiresAt()).isEqualTo(moment.plusSeconds(1));
            assertThat(each.createdAt()).isEqualTo(moment.minusSeconds(1));
            assertThat(each.updatedAt()).isEqualTo(moment.minusSeconds(2));
            assertThat(each.lastSeenAt()).isEqualTo(moment.minusSeconds(3));
            assertThat(each.roles()).containsExactly("reader");
        }
    }

    @Test
    void everyFaultIsReportedAtOnce() {
        ServiceToken.Builder builder = ServiceToken.builder("two words")
                .name(" ")
                .clientSecretVersion(0)
                .previous(DIGEST, null)
                .duration(Duration.ZERO)
                .expiresAt(Instant.MAX)
                .updatedAt(Instant.MAX);

        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(builder::build)
                .satisfies(e -> assertThat(e.faults())
                        .extracting(Fault::pointer)
                        .containsExactlyInAnyOrder(
                                "/client_id",
                                "/name",
                                "/client_secret_digest",
                                "/client_secret_version",
                                "/previous_client_secret_expires_at",
                                "/expires_at",
                                "/updated_at",
                                "/duration"))
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain(HEX));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b", "a,b", "\"a\"", "a\n", "\u007f", "\u0080", "é"})
    void refusesAClientIdThatNoClientCouldSend(String clientId) {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> ServiceToken.of(clientId, DIGEST))
                .satisfies(
                        e -> assertThat(e.faults()).extracting(Fault::pointer).containsExactly("/client_id"));
    }

    @Test
    void takes256CharactersAndNoMore() {
        assertThat(ServiceToken.of("a".repeat(256), DIGEST).clientId()).hasSize(256);
        ServiceToken.Builder named = ServiceToken.builder("a").digest(DIGEST);
        assertThat(named.name("n".repeat(256)).build().name()).hasSize(256);
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> named.name("n".repeat(257)).build());
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> ServiceToken.of("a".repeat(257), DIGEST));
    }

    @Test
    void aPreviousDigestAndItsMomentGoTogether() {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> ServiceToken.builder("a")
                        .digest(DIGEST)
                        .previous(null, Instant.EPOCH)
                        .build());
    }

    @Test
    void keepsACopyOfTheRoles() {
        Set<String> roles = new java.util.HashSet<>(Set.of("reader"));
        ServiceToken token =
                ServiceToken.builder("a").digest(DIGEST).roles(roles).build();
        roles.add("writer");

        assertThat(token.roles()).containsExactly("reader");
    }

    @Test
    void issuesATokenWithASecretOfItsOwn() {
        Instant now = Instant.parse("2026-11-23T12:00:00Z");
        SecretFormat format = new SecretFormat(SecretFormat.DEFAULT_PREFIX);
        SecretHasher hasher = SecretHasher.sha256();
        SecureRandom random = new SecureRandom();

        IssuedServiceToken issued =
                IssuedServiceToken.issue("nightly job", Duration.ofHours(1), now, hasher, format, random);
        IssuedServiceToken other = IssuedServiceToken.issue("nightly job", null, now, hasher, format, random);

        assertThat(issued.clientId())
                .matches("[0-9a-f]{32}\\.access")
                .isEqualTo(issued.token().clientId());
        assertThat(format.matches(issued.secret().reveal())).isTrue();
        assertThat(issued.token().digest()).isEqualTo(hasher.digest(issued.secret()));
        assertThat(issued.token().name()).isEqualTo("nightly job");
        assertThat(issued.token().expiresAt()).isEqualTo(now.plus(Duration.ofHours(1)));
        assertThat(issued.token().createdAt()).isEqualTo(now);
        assertThat(issued.token().updatedAt()).isEqualTo(now);
        assertThat(issued.token().clientSecretVersion()).isEqualTo(1);
        assertThat(other.token().expiresAt()).isEqualTo(ServiceToken.FOREVER);
        assertThat(other.clientId()).isNotEqualTo(issued.clientId());
        assertThat(other.token().id()).isNotEqualTo(issued.token().id());
        assertThat(other.secret()).isNotEqualTo(issued.secret());
    }

    @Test
    void nothingPrintsASecretOrADigest() {
        IssuedServiceToken issued = IssuedServiceToken.issue(
                "nightly job",
                null,
                Instant.EPOCH,
                SecretHasher.sha256(),
                new SecretFormat(SecretFormat.DEFAULT_PREFIX),
                new SecureRandom());
        ServiceToken rotated =
                issued.token().toBuilder().previous(DIGEST, Instant.EPOCH).build();
        SecretVerifier.Verification good =
                new SecretVerifier(SecretHasher.sha256()).verify(issued.token(), issued.secret(), 0);
        String hex = issued.token().digest().toStoredText().substring("sha256:".length());

        assertThat(List.of(
                        issued,
                        issued.secret(),
                        issued.token(),
                        rotated,
                        good,
                        issued.token().digest()))
                .extracting(Object::toString)
                .allSatisfy(text -> assertThat(text)
                        .doesNotContain(issued.secret().reveal())
                        .doesNotContain(hex)
                        .doesNotContain(HEX));
        assertThat(issued.toString()).contains(issued.clientId()).contains("masked");
    }

    @Test
    void secretsAreEqualByTheirText() {
        assertThat(ClientSecret.of("abc"))
                .isEqualTo(ClientSecret.of("abc"))
                .hasSameHashCodeAs(ClientSecret.of("abc"))
                .isNotEqualTo(ClientSecret.of("abd"))
                .isNotEqualTo(ClientSecret.of("ab"))
                .isNotEqualTo("abc")
                .hasToString("ClientSecret[masked]");
    }

    @Test
    void isEqualByEveryField() {
        Instant moment = Instant.parse("2026-11-23T12:00:00Z");
        SecretDigest other = SecretDigest.parse("0".repeat(64));
        Supplier<ServiceToken.Builder> same = () -> ServiceToken.builder("id.access")
                .id(new UUID(0, 1))
                .digest(SecretDigest.parse(HEX))
                .previous(SecretDigest.parse(HEX), moment)
                .roles(List.of("reader", "writer"))
                .asWritten(Map.of("duration", "60m"));
        List<ServiceToken> different = List.of(
                ServiceToken.builder("other.access")
                        .name("id.access")
                        .id(new UUID(0, 1))
                        .digest(SecretDigest.parse(HEX))
                        .previous(SecretDigest.parse(HEX), moment)
                        .roles(List.of("reader", "writer"))
                        .asWritten(Map.of("duration", "60m"))
                        .build(),
                same.get().id(new UUID(0, 2)).build(),
                same.get().name("other").build(),
                same.get().enabled(false).build(),
                same.get().digest(other).build(),
                same.get().previous(other, moment).build(),
                same.get().previous(DIGEST, moment.plusMillis(1)).build(),
                same.get().previous(null, null).build(),
                same.get().clientSecretVersion(2).build(),
                same.get().duration(Duration.ofHours(1)).build(),
                same.get().expiresAt(moment).build(),
                same.get().createdAt(moment).build(),
                same.get().updatedAt(moment).build(),
                same.get().lastSeenAt(moment).build(),
                same.get().roles(List.of("reader")).build(),
                same.get().asWritten(Map.of()).build());

        ServiceToken token = same.get().build();
        assertThat(token)
                .isEqualTo(same.get().roles(List.of("writer", "reader")).build())
                .hasSameHashCodeAs(same.get().roles(List.of("writer", "reader")).build())
                .isEqualTo(token.toBuilder().build())
                .isNotEqualTo("id.access");
        assertThat(different).doesNotHaveDuplicates().doesNotContain(token);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\0b", "a\0b", "\ud83d", "\ude00a"})
    void rejectsNamesThatADatabaseCannotStore(String name) {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> ServiceToken.builder("id.access")
                        .digest(DIGEST)
                        .name(name)
                        .build())
                .withMessageContaining("/name: must not contain NUL or half of a surrogate pair");
    }
}
