package dev.latchkey.internal.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.internal.credential.TokenText;
import dev.latchkey.model.SecretDigest;
import dev.latchkey.model.SecretDigest.Algorithm;
import dev.latchkey.model.ServiceToken;
import dev.latchkey.store.StoredSigningKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("The binding of sessions to secrets (request contract, section 4; management contract, section 1)")
final class SessionTest {

    private static final StoredSigningKey KEY = Forge.newKey(Forge.NOW);
    private static final StoredSigningKey OTHER = Forge.newKey(Forge.NOW);
    private static final KeyRing RING = Forge.ring(KEY);
    private static final SecretDigest FIRST = SecretDigest.parse("11".repeat(32));
    private static final SecretDigest SECOND = SecretDigest.parse("22".repeat(32));
    private static final long NOW = Forge.NOW.toEpochMilli();
    private static final Instant GRACE_ENDS = Forge.NOW.plusSeconds(600);

    private static final ServiceToken BEFORE = ServiceToken.of("robot.access", FIRST);
    private static final ServiceToken WITH_GRACE = ServiceToken.builder("robot.access")
            .digest(SECOND)
            .previous(FIRST, GRACE_ENDS)
            .build();
    private static final ServiceToken WITHOUT_GRACE = ServiceToken.of("robot.access", SECOND);

    /** The origin of the session: minted, or verified and without a known secret. */
    private enum Origin {
        MINTED,
        VERIFIED
    }

    private static Session session(Origin origin, ServiceToken token, SecretDigest openedBy) {
        return session(origin, Forge.SCOPE, token, openedBy);
    }

    private static Session session(Origin origin, SessionScope scope, ServiceToken token, SecretDigest openedBy) {
        InstantSource clock = InstantSource.fixed(Forge.NOW);
        Minted minted = new ApplicationTokens(new SecureRandom(), false)
                .mint(RING, token, openedBy, scope, Duration.ofHours(1), clock.millis());
        return origin == Origin.MINTED
                ? minted.session()
                : (Session) new ApplicationTokens(new SecureRandom(), false)
                        .verify(RING, TokenText.of(minted.jwt()), Forge.ISSUER, NOW);
    }

    @ParameterizedTest
    @EnumSource
    void isValidWhileSecretIsCurrent(Origin origin) {
        Session session = session(origin, BEFORE, FIRST);

        assertThat(session.openedBy(BEFORE, null, NOW)).isTrue();
        assertThat(session.openedBy(BEFORE, null, NOW + 1)).isTrue();
        assertThat(session.openedBy(
                        BEFORE.toBuilder().name("renamed").enabled(false).build(), null, NOW))
                .isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void endsOnRotationWithoutGrace(Origin origin) {
        Session session = session(origin, BEFORE, FIRST);

        assertThat(session.openedBy(BEFORE, null, NOW)).isTrue();
        assertThat(session.openedBy(WITHOUT_GRACE, null, NOW)).isFalse();
        assertThat(session.openedBy(WITHOUT_GRACE, null, NOW)).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void survivesRotationDuringGrace(Origin origin) {
        Session session = session(origin, BEFORE, FIRST);
        long end = GRACE_ENDS.toEpochMilli();

        assertThat(session.openedBy(WITH_GRACE, null, end - 1)).isTrue();
        assertThat(session.openedBy(WITH_GRACE, null, end)).isFalse();
        assertThat(session.openedBy(WITH_GRACE, null, end - 1)).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void newSecretsSessionSurvivesGrace(Origin origin) {
        Session session = session(origin, WITH_GRACE, SECOND);

        assertThat(session.openedBy(WITH_GRACE, null, GRACE_ENDS.toEpochMilli()))
                .isTrue();
        assertThat(session.openedBy(WITHOUT_GRACE, null, NOW)).isTrue();
        assertThat(session.openedBy(BEFORE, null, NOW)).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void isValidAgainWithItsSecret(Origin origin) {
        Session session = session(origin, BEFORE, FIRST);

        assertThat(session.openedBy(WITHOUT_GRACE, null, NOW)).isFalse();
        assertThat(session.openedBy(BEFORE, null, NOW)).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void endsIfTokenIsRecreatedWithSameClientId(Origin origin) {
        Session session = session(origin, BEFORE, FIRST);
        ServiceToken anew = ServiceToken.of("robot.access", SecretDigest.parse("33".repeat(32)));

        assertThat(session.openedBy(anew, null, NOW)).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void isBoundToItsClient(Origin origin) {
        Session session = session(origin, BEFORE, FIRST);
        ServiceToken sameSecret = ServiceToken.of("other.access", FIRST);

        assertThat(session.openedBy(BEFORE, null, NOW)).isTrue();
        assertThat(session.openedBy(sameSecret, null, NOW)).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void distinguishesAlgorithmsOfEqualDigests(Origin origin) {
        Session session = session(origin, BEFORE, FIRST);
        SecretDigest hmac = SecretDigest.of(Algorithm.HMAC_SHA_256, FIRST.toBytes());

        assertThat(session.openedBy(ServiceToken.of("robot.access", hmac), null, NOW))
                .isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void isValidOnlyInItsEpoch(Origin origin) {
        Session before = session(origin, BEFORE, FIRST);
        Session after = session(origin, new SessionScope(Forge.AUD, Forge.ISSUER, Forge.NOW), BEFORE, FIRST);

        assertThat(before.openedBy(BEFORE, null, NOW)).isTrue();
        assertThat(before.openedBy(BEFORE, Forge.NOW, NOW)).isFalse();
        assertThat(before.openedBy(BEFORE, null, NOW)).isTrue();
        assertThat(after.openedBy(BEFORE, Forge.NOW, NOW)).isTrue();
        assertThat(after.openedBy(BEFORE, Forge.NOW.plusMillis(1), NOW)).isFalse();
        assertThat(after.openedBy(BEFORE, Forge.NOW.minusMillis(1), NOW)).isFalse();
        assertThat(after.openedBy(BEFORE, null, NOW)).isFalse();
        assertThat(after.openedBy(BEFORE, Forge.NOW, NOW)).isTrue();
        assertThat(after.openedBy(WITH_GRACE, Forge.NOW, NOW)).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void endsIfTokenIsRecreatedWithSameSecret(Origin origin) {
        Session session = session(origin, BEFORE, FIRST);
        ServiceToken anew = BEFORE.toBuilder().id(new UUID(1, 2)).build();
        ServiceToken anewAndRotated = WITH_GRACE.toBuilder().id(new UUID(1, 2)).build();

        assertThat(session.openedBy(anew, null, NOW)).isFalse();
        assertThat(session.openedBy(BEFORE, null, NOW)).isTrue();
        assertThat(session.openedBy(anew, null, NOW)).as("though it is known").isFalse();
        assertThat(session.openedBy(anewAndRotated, null, NOW)).isFalse();
    }

    private static byte[] bytes(UUID id) {
        return ByteBuffer.allocate(16)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array();
    }

    /** Existing tokens must stay valid in the next version. */
    @Test
    void bindingFormatIsStable() throws GeneralSecurityException {
        MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
        sha256.update("latchkey session secret binding 1\0".getBytes(StandardCharsets.US_ASCII));
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(sha256.digest(KEY.privateKey()), "HmacSHA256"));
        mac.update(bytes(BEFORE.id()));
        mac.update("robot.access\0SHA_256".getBytes(StandardCharsets.US_ASCII));
        byte[] hmac = mac.doFinal(FIRST.toBytes());

        assertThat(RING.newest().binding().of(BEFORE.id(), "robot.access", FIRST, null))
                .isEqualTo(Forge.base64(Arrays.copyOf(hmac, 16)));
    }

    @Test
    void bindingIncludesEpoch() throws GeneralSecurityException {
        MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
        sha256.update("latchkey session secret binding 1\0".getBytes(StandardCharsets.US_ASCII));
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(sha256.digest(KEY.privateKey()), "HmacSHA256"));
        mac.update(bytes(BEFORE.id()));
        mac.update("robot.access\0SHA_256".getBytes(StandardCharsets.US_ASCII));
        mac.update(FIRST.toBytes());
        byte[] hmac = mac.doFinal(new byte[] {0, 0, 0, 0, 0, 0, 1, 2});

        assertThat(RING.newest().binding().of(BEFORE.id(), "robot.access", FIRST, Instant.ofEpochMilli(258)))
                .isEqualTo(Forge.base64(Arrays.copyOf(hmac, 16)));
    }

    @Test
    void bindingRequiresSigningKey() {
        SecretBinding ours = RING.newest().binding();
        SecretBinding others = Forge.ring(OTHER).newest().binding();
        String binding = ours.of(BEFORE.id(), "robot.access", FIRST, null);

        assertThat(binding)
                .hasSize(22)
                .isEqualTo(Forge.ring(KEY).newest().binding().of(BEFORE.id(), "robot.access", FIRST, null));
        assertThat(ours.holds(binding, BEFORE.id(), "robot.access", FIRST, null))
                .isTrue();
        assertThat(others.holds(binding, BEFORE.id(), "robot.access", FIRST, null))
                .isFalse();
        assertThat(ours.holds(binding, BEFORE.id(), "robot.acces", FIRST, null)).isFalse();
        assertThat(ours.holds(binding, new UUID(1, 2), "robot.access", FIRST, null))
                .isFalse();
        assertThat(ours.holds(binding.substring(0, 21), BEFORE.id(), "robot.access", FIRST, null))
                .isFalse();
        assertThat(ours.holds("", BEFORE.id(), "robot.access", FIRST, null)).isFalse();
    }
}
