package dev.latchkey;

import dev.latchkey.event.Presentation;
import dev.latchkey.event.Reason;
import dev.latchkey.internal.credential.Presented;
import dev.latchkey.internal.credential.SecretVerifier;
import dev.latchkey.internal.credential.TokenText;
import dev.latchkey.internal.session.ApplicationTokens;
import dev.latchkey.internal.session.KeyRing;
import dev.latchkey.internal.session.Session;
import dev.latchkey.internal.session.SigningKeys;
import dev.latchkey.internal.session.Verification;
import dev.latchkey.model.Organization;
import dev.latchkey.model.ServiceToken;
import dev.latchkey.store.CredentialStore;
import dev.latchkey.store.RevocationStore;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Verifies credentials with the store, and application tokens with the keys and the store. Thread-safe. */
final class CredentialVerifier {

    private final CredentialStore credentials;
    private final RevocationStore revocations;
    private final SigningKeys keys;
    private final ApplicationTokens tokens;
    private final SecretVerifier secrets;

    CredentialVerifier(
            CredentialStore credentials,
            RevocationStore revocations,
            SigningKeys keys,
            ApplicationTokens tokens,
            SecretVerifier secrets) {
        this.credentials = credentials;
        this.revocations = revocations;
        this.keys = keys;
        this.tokens = tokens;
        this.secrets = secrets;
    }

    /**
     * Verifies what was presented to an application.
     *
     * @throws Exception if the store or the keys cannot be reached
     */
    Verified verify(Presented presented, ProtectedApplication application, long nowMillis) throws Exception {
        return presented.<Verified>fold(
                nothing -> new Verified.Wrong(Reason.NOTHING_PRESENTED),
                malformed -> {
                    secrets.verifyNothing();
                    return new Verified.Wrong(malformed.reason());
                },
                credentials -> verify(credentials, nowMillis),
                token -> verify(token.text(), application, nowMillis));
    }

    /**
     * Verifies what was presented where only a session will do. Bad credentials are never rescued by a good token. With
     * valid credentials, only the accompanying token counts.
     *
     * @throws Exception if the store or the keys cannot be reached
     */
    Verified verifySession(Presented presented, ProtectedApplication application, long nowMillis) throws Exception {
        Verified verified = verify(presented, application, nowMillis);
        if (!(verified instanceof Verified.GoodCredentials credentials)) {
            return verified;
        }
        TokenText besides = credentials.besides();
        return besides == null ? new Verified.Wrong(Reason.NOTHING_PRESENTED) : verify(besides, application, nowMillis);
    }

    private Verified verify(Presented.Credentials presented, long nowMillis) throws Exception {
        ServiceToken token = find(presented.clientId());
        SecretVerifier.Verification verification = secrets.verify(token, presented.secret(), nowMillis);
        if (token != null && verification.matched() != null) {
            return new Verified.GoodCredentials(token, presented.how(), verification.matched(), presented.besides());
        }
        Reason reason = switch (verification.status()) {
            case UNKNOWN -> Reason.UNKNOWN_CLIENT_ID;
            case DISABLED -> Reason.SERVICE_TOKEN_DISABLED;
            case EXPIRED -> Reason.SERVICE_TOKEN_EXPIRED;
            case WRONG_SECRET, GOOD -> Reason.WRONG_SECRET;
        };
        return new Verified.Wrong(reason, presented.how(), presented.clientId());
    }

    private Verified verify(TokenText text, ProtectedApplication application, long nowMillis) throws Exception {
        Organization organization = application.organization();
        if (organization.strictServiceTokenAuth()) {
            return wrong(Reason.STRICT_MODE, null);
        }
        Verification verification = verify(text, application.sessions().issuer(), nowMillis);
        return verification.fold(
                session -> session.isFor(application.sessions().aud())
                        ? verifyInForce(session, application.sessions().epoch(), nowMillis)
                        : wrong(Reason.TOKEN_AUDIENCE, session),
                refused -> wrong(refused.reason(), null));
    }

    private Verification verify(TokenText text, String issuer, long nowMillis) throws Exception {
        KeyRing ring = keys.current();
        Verification verification = tokens.verify(ring, text, issuer, nowMillis);
        if (verification instanceof Verification.Refused refused && refused.reason() == Reason.TOKEN_UNKNOWN_KEY) {
            // Another node may have made that key a moment ago.
            KeyRing newer = keys.newerThan(ring);
            return newer == ring ? verification : tokens.verify(newer, text, issuer, nowMillis);
        }
        return verification;
    }

    /** Everything about a session that can change while its token stays what it is. */
    private Verified verifyInForce(Session session, @Nullable Instant epoch, long nowMillis) throws Exception {
        ServiceToken token = find(session.clientId());
        if (token == null) {
            return wrong(Reason.UNKNOWN_CLIENT_ID, session);
        } else if (!token.enabled()) {
            return wrong(Reason.SERVICE_TOKEN_DISABLED, session);
        } else if (nowMillis >= token.expiresAtMillis()) {
            return wrong(Reason.SERVICE_TOKEN_EXPIRED, session);
        } else if (!session.openedBy(token, epoch, nowMillis) || revocations.isRevoked(session.revocable())) {
            return wrong(Reason.SESSION_REVOKED, session);
        }
        return new Verified.GoodSession(token, session);
    }

    private static Verified.Wrong wrong(Reason reason, @Nullable Session session) {
        return new Verified.Wrong(reason, Presentation.APPLICATION_TOKEN, session == null ? null : session.clientId());
    }

    /**
     * Returns the service token with this Client ID, or null.
     *
     * @throws Exception if the store cannot answer, or returns a token with another Client ID
     */
    @Nullable
    ServiceToken find(String clientId) throws Exception {
        ServiceToken token = credentials.findByClientId(clientId);
        // A store that ignores letter case would let one client pass for another.
        if (token != null && !token.clientId().equals(clientId)) {
            throw new IllegalStateException("the credential store returned a token with another Client ID");
        }
        return token;
    }
}
