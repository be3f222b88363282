package dev.latchkey.internal.session;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.stats.CacheStats;
import dev.latchkey.event.Reason;
import dev.latchkey.internal.credential.TokenText;
import dev.latchkey.model.SecretDigest;
import dev.latchkey.model.ServiceToken;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.UUID;

/**
 * Mints and verifies application tokens (request contract, section 4). Minted and successfully verified tokens are
 * cached, because a signature costs about a thousand times as much as the rest of a request. The common case takes no
 * lock. Thread-safe.
 */
public final class ApplicationTokens {

    /** The maximum length of an application token, in characters. */
    private static final int MAX_LENGTH = 8192;

    private static final int MAX_REMEMBERED = 100_000;
    private static final int SESSION_ID_BYTES = 16;

    /** The cache key of a minted token. */
    record Mintage(UUID tokenId, String clientId, SecretDigest openedBy, SessionScope scope, long seconds) {}

    private final SecureRandom random;
    private final Cache<Mintage, Minted> minted;

    /**
     * Verified sessions by the exact text of the token. Only tokens with valid signatures enter, so nobody can evict
     * them with forged ones.
     *
     * <p>The comparison is not constant-time, which does not help an attacker. A guess is compared only if its length
     * and hash match those of a cached token. The hash covers 96 random bits of the signature, and behind it lies a
     * session ID of 128 bits.
     */
    private final Cache<TokenText, Session> verified;

    /**
     * The state of a cache.
     *
     * @param hits 0 unless they are counted
     * @param misses 0 unless they are counted
     */
    public record CacheFigures(long size, long hits, long misses) {}

    /**
     * Creates empty caches.
     *
     * @param random generates session IDs
     * @param counts whether to count hits and misses
     */
    public ApplicationTokens(SecureRandom random, boolean counts) {
        this.random = random;
        this.minted = cache(counts);
        this.verified = cache(counts);
    }

    /** Returns the state of the cache of minted tokens. */
    public CacheFigures minted() {
        return figures(minted);
    }

    /** Returns the state of the cache of verified tokens. */
    public CacheFigures verified() {
        return figures(verified);
    }

    private static CacheFigures figures(Cache<?, ?> cache) {
        CacheStats stats = cache.stats();
        return new CacheFigures(cache.estimatedSize(), stats.hitCount(), stats.missCount());
    }

    // Maintenance runs on the caller's thread: no JVM-wide thread may outlive the app.
    private static <K, V> Cache<K, V> cache(boolean counts) {
        Caffeine<Object, Object> cache =
                Caffeine.newBuilder().maximumSize(MAX_REMEMBERED).executor(Runnable::run);
        return (counts ? cache.recordStats() : cache).build();
    }

    /**
     * Returns an application token, reusing the previous one for the same arguments until half its lifetime is over or
     * another key signs.
     *
     * @param ring the keys; the newest one signs
     * @param token the authenticated service token
     * @param openedBy the stored digest of the secret that the client presented
     * @param scope the application
     * @param lifetime at least one second; fractions of a second are dropped
     * @param nowMillis the current time, in milliseconds since 1970
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
            throw new IllegalArgumentException("the lifetime of an application token must be at least 1 s");
        }
        Mintage mintage = new Mintage(token.id(), token.clientId(), openedBy, scope, lifetime.toSeconds());
        SigningKey newest = ring.newest();
        Minted known = minted.getIfPresent(mintage);
        if (known != null && known.isReusable(newest, nowMillis)) {
            return known;
        }
        // One thread signs; others that need the same token wait for it.
        return minted.asMap()
                .compute(
                        mintage,
                        (same, before) -> before != null && before.isReusable(newest, nowMillis)
                                ? before
                                : sign(same, newest, nowMillis, Endings.carriedOn(before, nowMillis)));
    }

    /**
     * Returns an application token in place of one whose session was revoked, for the same arguments.
     *
     * @param revoked what {@link #mint} returned
     */
    public Minted mintAgain(KeyRing ring, Minted revoked, long nowMillis) {
        return minted.asMap()
                .compute(
                        revoked.mintage(),
                        (same, before) -> before != null && before != revoked
                                ? before
                                : sign(same, ring.newest(), nowMillis, Endings.after(revoked, nowMillis)));
    }

    private Minted sign(Mintage mintage, SigningKey newest, long now, Endings endings) {
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
        return new Minted(mintage, new Session(newest.sign(claims.toJson()), claims, newest, opener), endings);
    }

    /**
     * Verifies form, signature, claims, issuer and time of an application token. {@link Session} lists the checks that
     * remain.
     *
     * @param ring the verification keys
     * @param text the presented token
     * @param issuer the required {@code iss}
     * @param nowMillis the current time, in milliseconds since 1970
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
        // Never cached: the result depends on the time and the configuration.
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
