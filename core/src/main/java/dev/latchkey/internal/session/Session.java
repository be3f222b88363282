package dev.latchkey.internal.session;

import dev.latchkey.event.Reason;
import dev.latchkey.model.SecretDigest;
import dev.latchkey.model.ServiceToken;
import dev.latchkey.store.RevocableSession;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A session that a valid application token represents (request contract, section 4). The caller must still check that
 * the service token exists, that it {@linkplain #openedBy has the secret} that opened the session, that the session
 * {@linkplain #isFor is for the application}, and that it was not revoked. Thread-safe; {@link #toString} is masked.
 */
public final class Session implements Verification {

    /** The tolerated difference between the clocks of two servers (request contract, section 4). */
    private static final long SKEW_MILLIS = 30_000;

    private final String jwt;
    private final Claims claims;
    private final String kid;
    private final SecretBinding binding;
    private final RevocableSession revocable;

    /** What opened the session, once found. Finding it takes two HMACs; later requests only compare it. */
    private volatile @Nullable Opener opener;

    /**
     * What a session is bound to.
     *
     * @param tokenId the ID of the service token
     * @param secret the digest of the presented secret
     * @param epoch the application's epoch
     */
    record Opener(
            UUID tokenId, SecretDigest secret, @Nullable Instant epoch) {

        boolean isOf(ServiceToken token, @Nullable Instant epochNow) {
            return tokenId.equals(token.id()) && Objects.equals(epoch, epochNow);
        }
    }

    Session(String jwt, Claims claims, SigningKey key, @Nullable Opener opener) {
        this.jwt = jwt;
        this.claims = claims;
        this.kid = key.kid();
        this.binding = key.binding();
        this.revocable = new RevocableSession(
                claims.sessionId(),
                Instant.ofEpochMilli(claims.issuedAtMillis()),
                Instant.ofEpochMilli(claims.expiresAtMillis()));
        this.opener = opener;
    }

    @Override
    public <R> R fold(Case<Session, R> good, Case<Refused, R> refused) throws Exception {
        return good.of(this);
    }

    /** Returns the application token for client and app; it must not be logged. */
    public String jwt() {
        return jwt;
    }

    /** Returns the entry under which a store records the end of this session. */
    public RevocableSession revocable() {
        return revocable;
    }

    /** Returns the Client ID: 1 to 256 characters of token68 (RFC 9110). */
    public String clientId() {
        return claims.clientId();
    }

    /** Returns the ID of the key that signed the token. */
    public String kid() {
        return kid;
    }

    /** Returns the time of issue, in milliseconds since 1970. */
    public long issuedAtMillis() {
        return claims.issuedAtMillis();
    }

    /** Returns the expiry, in milliseconds since 1970. */
    public long expiresAtMillis() {
        return claims.expiresAtMillis();
    }

    /** Returns whether the session is for the application with this AUD tag. */
    public boolean isFor(String aud) {
        return claims.audience().contains(aud);
    }

    /**
     * Returns whether the secret that opened the session is still valid for the service token and epoch. It must be the
     * token's current secret, or the previous one during its grace. So these end the session: a rotation without grace,
     * an edited digest, a token that was deleted and created again, and a new epoch. Whether the token is disabled or
     * expired is not checked.
     *
     * @param token the service token that now has the session's Client ID
     * @param epoch the application's current epoch, see {@link SessionScope#epoch}
     * @param nowMillis the current time, in milliseconds since 1970
     */
    public boolean openedBy(ServiceToken token, @Nullable Instant epoch, long nowMillis) {
        if (!claims.clientId().equals(token.clientId())) {
            return false;
        }
        Opener known = opener;
        if (known != null && known.isOf(token, epoch) && token.honors(known.secret(), nowMillis)) {
            return true;
        }
        // Searched again even if known: the secret may be valid again, or have another digest.
        SecretDigest found = find(token, epoch);
        if (found == null) {
            return false;
        }
        opener = new Opener(token.id(), found, epoch);
        return token.honors(found, nowMillis);
    }

    /**
     * Returns the digest of the secret that opened the session.
     *
     * @throws NullPointerException unless {@link #openedBy} returned true before
     */
    public SecretDigest openedWith() {
        return Objects.requireNonNull(opener).secret();
    }

    private @Nullable SecretDigest find(ServiceToken token, @Nullable Instant epoch) {
        if (isBoundTo(token, token.digest(), epoch)) {
            return token.digest();
        }
        SecretDigest previous = token.previousDigest();
        return previous != null && isBoundTo(token, previous, epoch) ? previous : null;
    }

    private boolean isBoundTo(ServiceToken token, SecretDigest secret, @Nullable Instant epoch) {
        return binding.holds(claims.binding(), token.id(), claims.clientId(), secret, epoch);
    }

    /** Returns what invalidates the token at this time, or null. Unchanging properties are checked elsewhere. */
    @Nullable
    Reason fault(KeyRing ring, String issuer, long nowMillis) {
        if (ring.verifying(kid, nowMillis) == null) {
            return Reason.TOKEN_UNKNOWN_KEY;
        }
        if (!claims.issuer().equals(issuer)) {
            return Reason.TOKEN_ISSUER;
        }
        boolean over = nowMillis - claims.expiresAtMillis() >= SKEW_MILLIS;
        boolean notYet = claims.issuedAtMillis() - nowMillis > SKEW_MILLIS;
        return over || notYet ? Reason.TOKEN_EXPIRED : null;
    }

    /** Returns a masked text. */
    @Override
    public String toString() {
        return "Session[masked]";
    }
}
