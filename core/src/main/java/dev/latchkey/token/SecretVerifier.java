package dev.latchkey.token;

import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Holds a presented secret against a service token, with the same work for every kind of wrong: one digest and two
 * comparisons, whether the client id is unknown, the secret wrong, the token disabled, or all is well. Thread-safe.
 */
public final class SecretVerifier {

    /** What came of it. */
    public enum Status {
        /** The secret is the token's current or, within its grace, its previous one, and the token is in force. */
        GOOD,
        /** There is no such token. */
        UNKNOWN,
        /** The secret is not the token's. */
        WRONG_SECRET,
        /** The secret is right, the token is switched off. */
        DISABLED,
        /** The secret is right, the token's time is over. */
        EXPIRED
    }

    /**
     * A status, and the stored digest that the secret matched.
     *
     * @param status what came of it
     * @param matched the digest that a good secret matched; null for any other status
     */
    public record Verification(Status status, @Nullable SecretDigest matched) {}

    private static final Verification UNKNOWN = new Verification(Status.UNKNOWN, null);
    private static final Verification WRONG_SECRET = new Verification(Status.WRONG_SECRET, null);
    private static final Verification DISABLED = new Verification(Status.DISABLED, null);
    private static final Verification EXPIRED = new Verification(Status.EXPIRED, null);

    private final SecretHasher hasher;
    private final SecretDigest decoy;

    /** Verifies with the digests that {@code hasher} makes. */
    public SecretVerifier(SecretHasher hasher) {
        this.hasher = hasher;
        byte[] nobodys = new byte[32];
        ThreadLocalRandom.current().nextBytes(nobodys);
        this.decoy = SecretDigest.owning(hasher.algorithm(), nobodys);
    }

    /**
     * Verifies a secret.
     *
     * @param token the token that the client id names, or null where it names none
     * @param nowMillis the moment, in milliseconds since 1970
     * @throws IllegalStateException if the stored digest needs a pepper and there is none
     */
    public Verification verify(@Nullable ServiceToken token, ClientSecret presented, long nowMillis) {
        SecretDigest current = token == null ? decoy : token.digest();
        SecretDigest previous = token == null ? null : token.previousDigest();
        SecretDigest digest = hasher.digest(presented, current.algorithm());
        boolean isCurrent = digest.matches(current);
        boolean isPrevious = digestLike(previous, digest, presented).matches(previous == null ? decoy : previous);
        if (token == null) {
            return UNKNOWN;
        }
        boolean inGrace = isPrevious && previous != null && nowMillis < token.previousExpiresAtMillis();
        if (!isCurrent && !inGrace) {
            return WRONG_SECRET;
        }
        if (!token.enabled()) {
            return DISABLED;
        }
        if (nowMillis >= token.expiresAtMillis()) {
            return EXPIRED;
        }
        return new Verification(Status.GOOD, isCurrent || previous == null ? current : previous);
    }

    /** {@return {@code digest}, made anew only where a pepper was introduced between two secrets} */
    private SecretDigest digestLike(@Nullable SecretDigest stored, SecretDigest digest, ClientSecret presented) {
        return stored == null || stored.algorithm() == digest.algorithm()
                ? digest
                : hasher.digest(presented, stored.algorithm());
    }
}
