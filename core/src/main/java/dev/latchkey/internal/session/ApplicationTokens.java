package dev.latchkey.internal.session;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.latchkey.event.Reason;
import dev.latchkey.internal.credential.TokenText;
import dev.latchkey.model.SecretDigest;
import dev.latchkey.model.ServiceToken;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Mints and verifies application tokens (request contract, section 4). Thread-safe. A token that was minted, or whose
 * signature was found good, is remembered, as a signature costs a thousand times what the rest of a request does: the
 * common case takes no lock.
 */
public final class ApplicationTokens {

    /** The longest application token that is looked at, in characters. */
    private static final int MAX_LENGTH = 8192;

    private static final int MAX_REMEMBERED = 100_000;
    private static final int SESSION_ID_BYTES = 16;

    /** What decides that a token can be handed out again. */
    private record Mintage(UUID tokenId, String clientId, SecretDigest openedBy, SessionScope scope, long seconds) {}

    private final SecureRandom random;
    private final Cache<Mintage, Minted> minted = cache();

    /**
     * Sessions by the exact text of tokens with good signatures. Others never get in, so nobody can crowd these out.
     *
     * <p>The text is compared as any other, and the time that takes could tell how much of a guess is right. It is no
     * use: a guess is compared only if its length and hash are a remembered token's. The hash is of the signature's
     * last 16 characters, 96 bits as good as random, so a guess gets that far once in four billion requests, only to be
     * told, some 16 bytes at a time, of text whose next unknown is a session id of 128 bits.
     */
    private final Cache<TokenText, Session> verified = cache();

    /**
     * @param random makes session ids
     */
    public ApplicationTokens(SecureRandom random) {
        this.random = random;
    }

    // Upkeep on the caller's thread: a few microseconds now and then, and no thread of the JVM's that outlives the app.
    private static <K, V> Cache<K, V> cache() {
        return Caffeine.newBuilder()
                .maximumSize(MAX_REMEMBERED)
                .executor(Runnable::run)
                .build();
    }

    /**
     * {@return an application token} It is the one from the last time with the same arguments, until half its life is
     * over or a new key signs.
     *
     * @param ring the keys, of which the newest signs
     * @param token the service token that was let in
     * @param openedBy the digest of the secret that it presented, as stored
     * @param scope the application that it was let in to
     * @param lifetime at least a second; what is below a second is cut off
     * @param nowMillis the moment, in milliseconds since 1970
     * @throws IllegalArgumentException if {@code lifetime} is less than a second
     */
    public Minted mint(
            KeyRing ring,
            ServiceToken token,
            SecretDigest openedBy,
            SessionScope scope,
            Duration lifetime,
            long nowMillis) {
        if (lifetime.toSeconds() < 1) {
            throw new IllegalArgumentException("an application token lives for a second or more");
        }
        Mintage mintage = new Mintage(token.id(), token.clientId(), openedBy, scope, lifetime.toSeconds());
        SigningKey newest = ring.newest();
        Minted known = minted.getIfPresent(mintage);
        if (known != null && known.isReusable(newest, nowMillis)) {
            return known;
        }
        // One thread signs, others that want the same token wait for it.
        return minted.asMap().compute(mintage, (same, before) -> reusedOrNew(same, before, newest, nowMillis));
    }

    private Minted reusedOrNew(Mintage mintage, @Nullable Minted before, SigningKey newest, long now) {
        if (before != null && before.isReusable(newest, now)) {
            return before;
        }
        byte[] sessionId = new byte[SESSION_ID_BYTES];
        random.nextBytes(sessionId);
        long issuedAt = now / 1000 * 1000;
        SessionScope scope = mintage.scope();
        Claims claims = new Claims(
                List.of(scope.aud()),
                scope.issuer(),
                issuedAt,
                Math.addExact(issuedAt, Math.multiplyExact(mintage.seconds(), 1000L)),
                mintage.clientId(),
                Base64.getUrlEncoder().withoutPadding().encodeToString(sessionId),
                newest.binding().of(mintage.tokenId(), mintage.clientId(), mintage.openedBy(), scope.epoch()));
        Session.Opener opener = new Session.Opener(mintage.tokenId(), mintage.openedBy(), scope.epoch());
        return new Minted(new Session(newest.sign(claims.toJson()), claims, newest, opener));
    }

    /**
     * Stops handing out the token of a session, because it was revoked: the next one minted is new. Does not revoke it.
     */
    public void forget(Session session) {
        minted.asMap().values().removeIf(each -> each.session().revocable().equals(session.revocable()));
    }

    /**
     * Verifies an application token as far as it can be judged by itself: form, signature, claims, issuer and time.
     * What is left to ask is said at {@link Session}.
     *
     * @param ring the keys that verify
     * @param text what was presented
     * @param issuer the only {@code iss} that counts
     * @param nowMillis the moment, in milliseconds since 1970
     */
    public Verification verify(KeyRing ring, TokenText text, String issuer, long nowMillis) {
        if (text.length() > MAX_LENGTH) {
            return new Verification.Refused(Reason.TOKEN_MALFORMED);
        }
        Session session = verified.getIfPresent(text);
        if (session == null) {
            Verification read = read(ring, text.jwt(), nowMillis);
            if (!(read instanceof Session good)) {
                return read;
            }
            verified.put(text.compact(), good);
            session = good;
        }
        // Never remembered: it depends on the moment and on what is configured.
        Reason fault = session.fault(ring, issuer, nowMillis);
        return fault == null ? session : new Verification.Refused(fault);
    }

    private static Verification read(KeyRing ring, String jwt, long nowMillis) {
        CompactJws jws = CompactJws.parse(jwt);
        if (jws == null) {
            return new Verification.Refused(Reason.TOKEN_MALFORMED);
        }
        Reason fault = jws.headerFault();
        if (fault != null) {
            return new Verification.Refused(fault);
        }
        String kid = jws.kid();
        SigningKey key = kid == null ? null : ring.verifying(kid, nowMillis);
        if (key == null) {
            return new Verification.Refused(Reason.TOKEN_UNKNOWN_KEY);
        }
        if (!jws.isSignedBy(key)) {
            return new Verification.Refused(Reason.TOKEN_SIGNATURE);
        }
        Claims claims = Claims.parse(jws.payload());
        return claims == null ? new Verification.Refused(Reason.TOKEN_CLAIMS) : new Session(jwt, claims, key, null);
    }
}
