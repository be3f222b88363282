package dev.latchkey.internal.credential;

import dev.latchkey.model.ClientSecret;
import dev.latchkey.model.SecretDigest;
import dev.latchkey.model.SecretDigest.Algorithm;
import dev.latchkey.model.SecretHasher;
import dev.latchkey.model.ServiceToken;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Compares a presented secret with the digests of a service token. The amount of work does not depend on the result:
 * one digest for each supported algorithm, and two comparisons. Thread-safe.
 */
public final class SecretVerifier {

    /** The result of a comparison. */
    public enum Status {
        /** The secret is valid and the token is in force. */
        GOOD,
        /** The token does not exist. */
        UNKNOWN,
        /** The secret does not match. */
        WRONG_SECRET,
        /** The secret matches, but the token is disabled. */
        DISABLED,
        /** The secret matches, but the token has expired. */
        EXPIRED
    }

    /**
     * A result with the matching digest.
     *
     * @param status the result
     * @param matched the stored digest that the secret matched; null unless {@link Status#GOOD}
     */
    public record Verification(Status status, @Nullable SecretDigest matched) {}

    private static final Verification UNKNOWN = new Verification(Status.UNKNOWN, null);
    private static final Verification WRONG_SECRET = new Verification(Status.WRONG_SECRET, null);
    private static final Verification DISABLED = new Verification(Status.DISABLED, null);
    private static final Verification EXPIRED = new Verification(Status.EXPIRED, null);

    private static final ClientSecret NO_SECRET = ClientSecret.of("none");

    private final SecretHasher hasher;
    private final SecretDigest decoy;
    private final BiPredicate<SecretDigest, SecretDigest> comparison;

    /** Verifies with the digests of {@code hasher}. */
    public SecretVerifier(SecretHasher hasher) {
        this(hasher, SecretDigest::matches);
    }

    /**
     * Creates a verifier for tests.
     *
     * @param comparison compares two digests in constant time
     */
    SecretVerifier(SecretHasher hasher, BiPredicate<SecretDigest, SecretDigest> comparison) {
        this.hasher = hasher;
        this.comparison = comparison;
        byte[] nobodys = new byte[32];
        ThreadLocalRandom.current().nextBytes(nobodys);
        this.decoy = SecretDigest.of(hasher.algorithm(), nobodys);
    }

    /**
     * Verifies a secret.
     *
     * @param token the token with the presented Client ID, or null if there is none
     * @param nowMillis the current time, in milliseconds since 1970
     * @throws IllegalStateException if a stored digest requires a pepper that is not configured
     */
    public Verification verify(@Nullable ServiceToken token, ClientSecret presented, long nowMillis) {
        SecretDigest current = token == null ? decoy : token.digest();
        SecretDigest previous = token == null ? null : token.previousDigest();
        // Always both: otherwise the time would reveal whether a token predates the pepper.
        SecretDigest plain = hasher.digest(presented, Algorithm.SHA_256);
        SecretDigest peppered =
                hasher.supports(Algorithm.HMAC_SHA_256) ? hasher.digest(presented, Algorithm.HMAC_SHA_256) : null;
        boolean isCurrent = matches(current, plain, peppered);
        boolean isPrevious = matches(previous == null ? decoy : previous, plain, peppered);
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

    /** Does the work of {@link #verify} for a malformed credential, so that its refusal costs the same. */
    public void verifyNothing() {
        verify(null, NO_SECRET, 0);
    }

    private boolean matches(SecretDigest stored, SecretDigest plain, @Nullable SecretDigest peppered) {
        if (stored.algorithm() == Algorithm.SHA_256) {
            return comparison.test(plain, stored);
        }
        if (peppered == null) {
            throw new IllegalStateException("a digest uses hmac-sha256, but no pepper is configured");
        }
        return comparison.test(peppered, stored);
    }
}
