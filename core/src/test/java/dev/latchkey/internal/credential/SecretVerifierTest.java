package dev.latchkey.internal.credential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.latchkey.internal.credential.SecretVerifier.Status;
import dev.latchkey.internal.credential.SecretVerifier.Verification;
import dev.latchkey.model.ClientSecret;
import dev.latchkey.model.SecretDigest;
import dev.latchkey.model.SecretDigest.Algorithm;
import dev.latchkey.model.SecretHasher;
import dev.latchkey.model.ServiceToken;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("management contract, section 1: verifying secrets")
class SecretVerifierTest {

    private static final ClientSecret CURRENT = ClientSecret.of("current-secret");
    private static final ClientSecret PREVIOUS = ClientSecret.of("previous-secret");
    private static final ClientSecret WRONG = ClientSecret.of("current-secreT");

    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
    private static final long NOW_MILLIS = NOW.toEpochMilli();

    private final SecretHasher hasher = SecretHasher.sha256();
    private final SecretVerifier verifier = new SecretVerifier(hasher);

    private ServiceToken.Builder token() {
        return ServiceToken.builder("id.access").digest(hasher.digest(CURRENT));
    }

    private Status status(ServiceToken token, ClientSecret presented) {
        return verifier.verify(token, presented, NOW_MILLIS).status();
    }

    @Test
    void acceptsCurrentSecret() {
        assertThat(verifier.verify(token().build(), CURRENT, NOW_MILLIS))
                .isEqualTo(new Verification(Status.GOOD, hasher.digest(CURRENT)));
    }

    @Test
    void reportsUnknownTokenForAnySecret() {
        assertThat(verifier.verify(null, CURRENT, NOW_MILLIS)).isEqualTo(new Verification(Status.UNKNOWN, null));
    }

    @Test
    void rejectsOtherSecret() {
        assertThat(verifier.verify(token().build(), WRONG, NOW_MILLIS))
                .isEqualTo(new Verification(Status.WRONG_SECRET, null));
        assertThat(status(
                        token().build(), ClientSecret.of(hasher.digest(CURRENT).toStoredText())))
                .as("the digest is not the secret")
                .isEqualTo(Status.WRONG_SECRET);
    }

    static Stream<Arguments> moments() {
        Instant next = NOW.plusMillis(1);
        Instant before = NOW.minusMillis(1);
        return Stream.of(
                arguments("good until the next millisecond", next, Status.GOOD),
                arguments("over at this very millisecond", NOW, Status.EXPIRED),
                arguments("over since the last millisecond", before, Status.EXPIRED),
                arguments("for ever", ServiceToken.FOREVER, Status.GOOD));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("moments")
    void expiresAtTheExactMillisecond(String what, Instant expiresAt, Status expected) {
        assertThat(status(token().expiresAt(expiresAt).build(), CURRENT)).isEqualTo(expected);
    }

    @Test
    void revealsDisabledAndExpiredOnlyWithSecret() {
        ServiceToken disabled = token().enabled(false).build();
        ServiceToken expired = token().expiresAt(NOW).build();
        ServiceToken both = token().enabled(false).expiresAt(NOW).build();

        assertThat(status(disabled, CURRENT)).isEqualTo(Status.DISABLED);
        assertThat(status(expired, CURRENT)).isEqualTo(Status.EXPIRED);
        assertThat(status(both, CURRENT)).isEqualTo(Status.DISABLED);
        assertThat(Stream.of(disabled, expired, both)).allMatch(token -> status(token, WRONG) == Status.WRONG_SECRET);
    }

    @Test
    void onlyGoodSecretMatchesDigest() {
        assertThat(verifier.verify(token().enabled(false).build(), CURRENT, NOW_MILLIS)
                        .matched())
                .isNull();
        assertThat(verifier.verify(token().expiresAt(NOW).build(), CURRENT, NOW_MILLIS)
                        .matched())
                .isNull();
    }

    @Test
    void previousSecretEndsAtExactMillisecond() {
        SecretDigest previous = hasher.digest(PREVIOUS);
        ServiceToken inGrace = token().previous(previous, NOW.plusMillis(1)).build();

        assertThat(verifier.verify(inGrace, PREVIOUS, NOW_MILLIS)).isEqualTo(new Verification(Status.GOOD, previous));
        assertThat(verifier.verify(inGrace, CURRENT, NOW_MILLIS))
                .isEqualTo(new Verification(Status.GOOD, hasher.digest(CURRENT)));
        assertThat(status(inGrace, WRONG)).isEqualTo(Status.WRONG_SECRET);
        assertThat(verifier.verify(inGrace, PREVIOUS, NOW_MILLIS + 1).status()).isEqualTo(Status.WRONG_SECRET);
    }

    @Test
    void ignoresGraceInThePast() {
        ServiceToken over = token().previous(hasher.digest(PREVIOUS), Instant.EPOCH.minusSeconds(1))
                .build();

        assertThat(status(over, PREVIOUS)).isEqualTo(Status.WRONG_SECRET);
        assertThat(status(over, CURRENT)).isEqualTo(Status.GOOD);
    }

    @Test
    void previousSecretIsSubjectToDisabledAndExpired() {
        ServiceToken.Builder rotated = token().previous(hasher.digest(PREVIOUS), NOW.plusSeconds(60));

        assertThat(status(rotated.enabled(false).build(), PREVIOUS)).isEqualTo(Status.DISABLED);
        assertThat(status(rotated.enabled(true).expiresAt(NOW).build(), PREVIOUS))
                .isEqualTo(Status.EXPIRED);
    }

    @Test
    void honorsAcceptedDigests() {
        SecretDigest previous = hasher.digest(PREVIOUS);
        ServiceToken token = token().previous(previous, NOW).build();

        assertThat(token.honors(hasher.digest(CURRENT), Long.MAX_VALUE)).isTrue();
        assertThat(token.honors(previous, NOW_MILLIS - 1)).isTrue();
        assertThat(token.honors(previous, NOW_MILLIS)).isFalse();
        assertThat(token.honors(hasher.digest(WRONG), NOW_MILLIS - 1)).isFalse();
        assertThat(token().build().honors(previous, Long.MIN_VALUE)).isFalse();
    }

    @Test
    void plainDigestsWorkAfterPepperIsIntroduced() {
        SecretHasher peppered = SecretHasher.peppered("0123456789abcdef".getBytes(StandardCharsets.US_ASCII));
        SecretVerifier withPepper = new SecretVerifier(peppered);
        ServiceToken made = token().build();
        ServiceToken rotated = made.toBuilder()
                .digest(peppered.digest(CURRENT))
                .previous(hasher.digest(PREVIOUS), NOW.plusMillis(1))
                .build();
        ServiceToken back = made.toBuilder()
                .previous(peppered.digest(PREVIOUS), NOW.plusMillis(1))
                .build();

        assertThat(withPepper.verify(made, CURRENT, NOW_MILLIS).status()).isEqualTo(Status.GOOD);
        assertThat(withPepper.verify(made, WRONG, NOW_MILLIS).status()).isEqualTo(Status.WRONG_SECRET);
        for (ServiceToken mixed : new ServiceToken[] {rotated, back}) {
            assertThat(withPepper.verify(mixed, CURRENT, NOW_MILLIS))
                    .isEqualTo(new Verification(Status.GOOD, mixed.digest()));
            assertThat(withPepper.verify(mixed, PREVIOUS, NOW_MILLIS))
                    .isEqualTo(new Verification(Status.GOOD, mixed.previousDigest()));
            assertThat(withPepper.verify(mixed, WRONG, NOW_MILLIS).status()).isEqualTo(Status.WRONG_SECRET);
        }
    }

    @Test
    void distinguishesAlgorithmsOfEqualDigests() {
        SecretDigest plain = hasher.digest(CURRENT);
        ServiceToken mislabelled = token().digest(SecretDigest.of(Algorithm.HMAC_SHA_256, plain.toBytes()))
                .build();
        SecretVerifier withPepper = new SecretVerifier(SecretHasher.peppered(new byte[16]));

        assertThat(withPepper.verify(mislabelled, CURRENT, NOW_MILLIS).status()).isEqualTo(Status.WRONG_SECRET);
    }

    @Test
    void missingPepperIsFaultNotRejection() {
        ServiceToken token = token().digest(SecretHasher.peppered(new byte[16]).digest(CURRENT))
                .build();

        assertThatIllegalStateException().isThrownBy(() -> verifier.verify(token, CURRENT, NOW_MILLIS));
    }

    static Stream<Arguments> comparisons() {
        SecretHasher plain = SecretHasher.sha256();
        SecretHasher peppered = SecretHasher.peppered(new byte[16]);
        ServiceToken.Builder token = ServiceToken.builder("id.access").digest(plain.digest(CURRENT));
        return Stream.of(
                arguments("unknown", null, WRONG),
                arguments("wrong secret", token.build(), WRONG),
                arguments("right secret", token.build(), CURRENT),
                arguments("disabled", token.enabled(false).build(), CURRENT),
                arguments("expired", token.enabled(true).expiresAt(NOW).build(), CURRENT),
                arguments(
                        "grace over",
                        token.previous(plain.digest(PREVIOUS), NOW).build(),
                        PREVIOUS),
                arguments(
                        "in grace",
                        token.previous(plain.digest(PREVIOUS), NOW.plusMillis(1))
                                .build(),
                        PREVIOUS),
                arguments(
                        "mixed, wrong",
                        token.previous(peppered.digest(PREVIOUS), NOW).build(),
                        WRONG),
                arguments(
                        "peppered, wrong",
                        token.digest(peppered.digest(CURRENT)).build(),
                        WRONG));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("comparisons")
    void alwaysComparesTwice(String what, @Nullable ServiceToken token, ClientSecret presented) {
        AtomicInteger compared = new AtomicInteger();
        SecretVerifier counting = new SecretVerifier(SecretHasher.peppered(new byte[16]), (one, other) -> {
            compared.incrementAndGet();
            return one.matches(other);
        });

        counting.verify(token, presented, NOW_MILLIS);

        assertThat(compared).hasValue(2);
    }

    @Test
    void comparesTwiceForMalformedCredential() {
        AtomicInteger compared = new AtomicInteger();
        new SecretVerifier(hasher, (one, other) -> compared.incrementAndGet() > 2).verifyNothing();

        assertThat(compared).hasValue(2);
    }
}
