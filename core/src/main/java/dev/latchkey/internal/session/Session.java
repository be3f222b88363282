package dev.latchkey.internal.session;

import dev.latchkey.event.Reason;
import dev.latchkey.model.SecretDigest;
import dev.latchkey.model.ServiceToken;
import dev.latchkey.store.RevocableSession;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a good application token stands for: a service token that presented its secret, and was let in to an application
 * (request contract, section 4). Whether that service token still exists, whether it {@linkplain #openedBy still has
 * that secret}, whether the session {@linkplain #isFor is for this application} and was not revoked is for whoever
 * holds it to ask. Thread-safe; masked in print.
 */
public final class Session implements Verification {

    /** How far the clocks of two servers may be apart: request contract, section 4. */
    private static final long SKEW_MILLIS = 30_000;

    private final String jwt;
    private final Claims claims;
    private final String kid;
    private final SecretBinding binding;
    private final RevocableSession revocable;

    /**
     * What opened the session, once it was found: two HMACs find it, a comparison confirms it from then on. Threads that
     * find it at once find the same one.
     */
    private volatile @Nullable Opener opener;

    /**
     * What a session is bound to.
     *
     * @param tokenId the id of the service token that was let in
     * @param secret the digest of the secret that was presented
     * @param epoch that of the application's sessions
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

    /** {@return the application token itself} For the client and the application; not for logs. */
    public String jwt() {
        return jwt;
    }

    /** {@return what a store of ended sessions knows it by} */
    public RevocableSession revocable() {
        return revocable;
    }

    /** {@return whose it is: 1 to 256 characters of RFC 9110's token68 set} */
    public String clientId() {
        return claims.clientId();
    }

    /** {@return the id of the key that signed it} */
    public String kid() {
        return kid;
    }

    /** {@return the AUD tags of the applications that it is for, at least one} */
    public List<String> audience() {
        return claims.audience();
    }

    /** {@return when it was minted, in milliseconds since 1970} */
    public long issuedAtMillis() {
        return claims.issuedAtMillis();
    }

    /** {@return when it ends by itself, in milliseconds since 1970} */
    public long expiresAtMillis() {
        return claims.expiresAtMillis();
    }

    /** {@return whether it is for the application with this AUD tag} */
    public boolean isFor(String aud) {
        return claims.audience().contains(aud);
    }

    /**
     * {@return whether the secret that opened it still opens something: it is the service token's current one, or its
     * previous one within its grace, and the application's sessions were not ended since} A rotation without grace, a digest
     * changed by hand, and a token deleted and made anew end the session so, even where that has the same client id and
     * secret: its id is another. Says nothing of whether
     * the service token is enabled or has expired.
     *
     * @param token the service token that has this session's client id now
     * @param epoch the application's now, see {@link SessionScope#epoch}
     * @param nowMillis the moment, in milliseconds since 1970
     */
    public boolean openedBy(ServiceToken token, @Nullable Instant epoch, long nowMillis) {
        if (!claims.clientId().equals(token.clientId())) {
            return false;
        }
        Opener known = opener;
        if (known != null && known.isOf(token, epoch) && token.honours(known.secret(), nowMillis)) {
            return true;
        }
        // Looked for again even where it was known: the same secret may count again, or under another digest.
        SecretDigest found = find(token, epoch);
        if (found == null) {
            return false;
        }
        opener = new Opener(token.id(), found, epoch);
        return token.honours(found, nowMillis);
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

    /** {@return what speaks against it at that moment, apart from all that can't change; null for nothing} */
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

    /** {@return a mask} */
    @Override
    public String toString() {
        return "Session[masked]";
    }
}
