package dev.latchkey.internal.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.latchkey.internal.credential.TokenText;
import dev.latchkey.model.SecretDigest;
import dev.latchkey.model.ServiceToken;
import dev.latchkey.store.StoredSigningKey;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Minting an application token (request contract, section 4)")
final class MintingTest {

    private static final StoredSigningKey KEY = Forge.newKey(Forge.NOW);
    private static final StoredSigningKey NEXT = Forge.newKey(Forge.NOW);
    private static final KeyRing RING = Forge.ring(KEY);
    private static final KeyRing ROTATED = Forge.ring(NEXT, KEY.verifyingUntil(Forge.NOW.plus(Duration.ofDays(7))));
    private static final SecretDigest DIGEST = SecretDigest.parse("ab".repeat(32));
    private static final ServiceToken TOKEN = ServiceToken.of("robot.access", DIGEST);
    private static final Duration DAY = Duration.ofHours(24);
    private static final SessionScope OTHER_APPLICATION = new SessionScope("b".repeat(64), Forge.ISSUER, null);
    private static final SessionScope RENAMED = new SessionScope(Forge.AUD, "https://renamed.example.com", null);
    private static final SessionScope NEXT_EPOCH = new SessionScope(Forge.AUD, Forge.ISSUER, Forge.NOW);

    private final ManualClock clock = new ManualClock(Forge.NOW.plusMillis(789));
    private final ApplicationTokens tokens = new ApplicationTokens(new SecureRandom(), false);

    private Minted mint(KeyRing ring) {
        return tokens.mint(ring, TOKEN, DIGEST, Forge.SCOPE, DAY, clock.millis());
    }

    private static String part(String jwt, int index) {
        return new String(Base64.getUrlDecoder().decode(jwt.split("\\.", -1)[index]), StandardCharsets.UTF_8);
    }

    @Test
    void writesContractHeader() {
        assertThat(part(mint(RING).jwt(), 0))
                .isEqualTo("{\"alg\":\"RS256\",\"kid\":\"" + KEY.kid() + "\",\"typ\":\"JWT\"}");
    }

    @Test
    void writesContractClaimsInOrder() {
        Minted minted = mint(RING);

        assertThat(part(minted.jwt(), 1))
                .matches("\\{\"type\":\"app\",\"aud\":\\[\"a{64}\"],\"iss\":\"https://team\\.example\\.com\",\"iat\":"
                        + Forge.NOW_SECONDS + ",\"exp\":" + (Forge.NOW_SECONDS + 86_400)
                        + ",\"common_name\":\"robot\\.access\",\"sub\":\"\","
                        + "\"jti\":\"[A-Za-z0-9_-]{22}\",\"secret_binding\":\"[A-Za-z0-9_-]{22}\"}");
    }

    @Test
    void describesMintedToken() {
        Minted minted = mint(RING);

        assertThat(minted.issuedAtMillis()).isEqualTo(Forge.NOW.toEpochMilli());
        assertThat(minted.expiresAtMillis()).isEqualTo(Forge.NOW.plus(DAY).toEpochMilli());
        assertThat(minted.session().jwt()).isEqualTo(minted.jwt());
        assertThat(minted.session().clientId()).isEqualTo("robot.access");
        assertThat(minted.session().isFor(Forge.AUD)).isTrue();
        assertThat(minted).hasToString("Minted[masked]");
    }

    @Test
    void sharesSessionWithVerification() {
        Minted minted = mint(RING);
        Session verified = (Session) tokens.verify(RING, TokenText.of(minted.jwt()), Forge.ISSUER, clock.millis());

        assertThat(verified.revocable().id())
                .isEqualTo(minted.session().revocable().id());
        assertThat(verified.kid()).isEqualTo(minted.session().kid());
        assertThat(verified.isFor(Forge.AUD)).isTrue();
        assertThat(verified.issuedAtMillis()).isEqualTo(minted.issuedAtMillis());
        assertThat(verified.expiresAtMillis()).isEqualTo(minted.expiresAtMillis());
        assertThat(verified.openedBy(TOKEN, null, clock.millis())).isTrue();
    }

    @Test
    void containsNoSecretAndNoDigest() throws JsonProcessingException {
        JsonNode claims = new ObjectMapper().readTree(part(mint(RING).jwt(), 1));

        assertThat(claims.toString())
                .doesNotContain("ab".repeat(8))
                .doesNotContain(
                        Base64.getUrlEncoder().encodeToString(DIGEST.toBytes()).substring(0, 12));
        assertThat(claims.has("nbf")).isFalse();
        assertThat(claims.has("email")).isFalse();
    }

    @Test
    void reusesTokenForHalfItsLifetime() {
        Minted first = mint(RING);

        clock.move(Duration.ofHours(12).minusMillis(790));
        assertThat(mint(RING)).isSameAs(first);
        clock.move(Duration.ofMillis(1));
        Minted second = mint(RING);
        assertThat(second).isNotSameAs(first);
        assertThat(second.session().revocable().id())
                .isNotEqualTo(first.session().revocable().id());
        assertThat(second.issuedAtMillis()).isEqualTo(first.issuedAtMillis() + DAY.toMillis() / 2);
        assertThat(mint(RING)).isSameAs(second);
    }

    @Test
    void mintsNewTokenAfterClockWasSetBack() {
        Minted first = mint(RING);

        clock.move(Duration.ofMillis(-10_789));
        assertThat(mint(RING)).isSameAs(first);
        clock.move(Duration.ofMillis(-1));
        assertThat(mint(RING).issuedAtMillis()).isLessThan(first.issuedAtMillis());
    }

    @Test
    void mintsNewTokenForNewKey() {
        Minted first = mint(RING);
        Minted second = mint(ROTATED);

        assertThat(second.session().kid()).isEqualTo(NEXT.kid());
        assertThat(second.session().revocable().id())
                .isNotEqualTo(first.session().revocable().id());
        assertThat(mint(ROTATED)).isSameAs(second);
    }

    @Test
    void mintsSeparateTokensForDifferentInputs() {
        SecretDigest rotated = SecretDigest.parse("cd".repeat(32));
        ServiceToken other = ServiceToken.of("other.access", DIGEST);
        ServiceToken anew = TOKEN.toBuilder().id(new UUID(1, 2)).build();
        List<Minted> all = List.of(
                mint(RING),
                tokens.mint(RING, other, DIGEST, Forge.SCOPE, DAY, clock.millis()),
                tokens.mint(RING, anew, DIGEST, Forge.SCOPE, DAY, clock.millis()),
                tokens.mint(RING, TOKEN, rotated, Forge.SCOPE, DAY, clock.millis()),
                tokens.mint(RING, TOKEN, DIGEST, OTHER_APPLICATION, DAY, clock.millis()),
                tokens.mint(RING, TOKEN, DIGEST, RENAMED, DAY, clock.millis()),
                tokens.mint(RING, TOKEN, DIGEST, NEXT_EPOCH, DAY, clock.millis()),
                tokens.mint(RING, TOKEN, DIGEST, Forge.SCOPE, DAY.plusSeconds(1), clock.millis()));

        assertThat(all).extracting(Minted::jwt).doesNotHaveDuplicates();
        assertThat(all).extracting(minted -> minted.session().revocable().id()).doesNotHaveDuplicates();
        assertThat(mint(RING)).isSameAs(all.get(0));
    }

    @Test
    void mintsNewTokenAfterRevocation() {
        Minted revoked = mint(RING);
        Minted another = tokens.mint(RING, TOKEN, DIGEST, OTHER_APPLICATION, DAY, clock.millis());

        Minted again = tokens.mintAgain(RING, revoked, clock.millis());

        assertThat(again.session().revocable().id())
                .isNotEqualTo(revoked.session().revocable().id());
        assertThat(mint(RING)).isSameAs(again);
        assertThat(tokens.mintAgain(RING, revoked, clock.millis()))
                .as("of two threads, one mints")
                .isSameAs(again);
        assertThat(tokens.mint(RING, TOKEN, DIGEST, OTHER_APPLICATION, DAY, clock.millis()))
                .isSameAs(another);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "PT0.999S", "PT-1S"})
    void rejectsLifetimeBelowOneSecond(Duration lifetime) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> tokens.mint(RING, TOKEN, DIGEST, Forge.SCOPE, lifetime, clock.millis()));
    }

    @Test
    void truncatesLifetimeToSeconds() {
        Minted minted = tokens.mint(RING, TOKEN, DIGEST, Forge.SCOPE, Duration.ofMillis(1_999), clock.millis());

        assertThat(minted.expiresAtMillis() - minted.issuedAtMillis()).isEqualTo(1_000);
    }

    @Test
    void mintsOnceForConcurrentThreads() throws Exception {
        int threads = 8;
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            CountDownLatch start = new CountDownLatch(threads);
            List<Future<Minted>> asked = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                asked.add(pool.submit(() -> {
                    start.countDown();
                    start.await();
                    return mint(RING);
                }));
            }
            Set<Minted> minted = Collections.newSetFromMap(new IdentityHashMap<>());
            for (Future<Minted> each : asked) {
                minted.add(each.get());
            }
            assertThat(minted).hasSize(1);
        } finally {
            pool.shutdownNow();
        }
    }
}
