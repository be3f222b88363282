package dev.latchkey;

import dev.latchkey.event.Presentation;
import dev.latchkey.internal.credential.TokenText;
import dev.latchkey.internal.session.ApplicationTokens;
import dev.latchkey.internal.session.KeyRing;
import dev.latchkey.internal.session.Minted;
import dev.latchkey.internal.session.Session;
import dev.latchkey.internal.session.SigningKeys;
import dev.latchkey.model.Policy;
import dev.latchkey.store.RevocationStore;
import java.time.Duration;
import java.time.InstantSource;

/** Opens and ends sessions. An admitted client gets an application token, and a cookie if it needs one. Thread-safe. */
final class Sessions {

    /** The lifetime of an application token that only the app sees, if sessions are off. */
    private static final Duration WITHOUT_SESSION = Duration.ofMinutes(1);

    private final SigningKeys keys;
    private final ApplicationTokens tokens;
    private final RevocationStore revocations;
    private final InstantSource clock;

    Sessions(SigningKeys keys, ApplicationTokens tokens, RevocationStore revocations, InstantSource clock) {
        this.keys = keys;
        this.tokens = tokens;
        this.revocations = revocations;
        this.clock = clock;
    }

    /**
     * Returns the decision that lets a service token in.
     *
     * @param policy the policy that admits it
     * @param nowMillis the current time, in milliseconds since 1970
     * @throws Exception if the store or the keys cannot be reached
     */
    AccessDecision.LetIn letIn(
            Verified.Good good, Policy policy, AccessRequest request, ProtectedApplication at, long nowMillis)
            throws Exception {
        ServiceIdentity identity =
                new ServiceIdentity(good.token(), at.application(), good.presentedAs(), good.secret());
        return good.<AccessDecision.LetIn>fold(
                credentials -> letIn(credentials, identity, policy, request, at, nowMillis),
                before -> new AccessDecision.LetIn(
                        identity,
                        mint(keys.current(), before, at, life(before, policy, at), nowMillis)
                                .jwt(),
                        null,
                        at.hiddenHeaders(request.headers()),
                        at.caching(false)),
                session -> new AccessDecision.LetIn(
                        identity, session.session().jwt(), null, at.hiddenHeaders(false), at.caching(false)));
    }

    private AccessDecision.LetIn letIn(
            Verified.GoodCredentials good,
            ServiceIdentity identity,
            Policy policy,
            AccessRequest request,
            ProtectedApplication at,
            long nowMillis)
            throws Exception {
        Duration life = at.sessionDuration(policy);
        KeyRing ring = keys.current();
        Minted minted = mint(ring, good, at, life, nowMillis);
        boolean wantsCookie = !life.isZero()
                && minted.mayOpenSession(nowMillis)
                && !at.organization().strictServiceTokenAuth()
                && !hasGoodCookie(good, ring, at, nowMillis);
        return new AccessDecision.LetIn(
                identity,
                minted.jwt(),
                wantsCookie ? minted.setCookie(at.cookie(), nowMillis, request.secure()) : null,
                at.hiddenHeaders(good.presentedAs() == Presentation.SINGLE_HEADER),
                at.caching(wantsCookie));
    }

    /**
     * Ends a session.
     *
     * @throws Exception if the store cannot be written
     */
    void end(Session session) throws Exception {
        revocations.revoke(session.revocable());
    }

    /**
     * Returns the JSON document of the keys and their certificates.
     *
     * @throws Exception if the keys cannot be reached
     */
    String certificates() throws Exception {
        return keys.current().certsDocument(clock.millis());
    }

    /** A session that may end soon gives the target of a forward no token that lives much longer. */
    private static Duration life(Verified.GoodBefore before, Policy policy, ProtectedApplication at) {
        return before.presentedAs() == Presentation.APPLICATION_TOKEN ? Duration.ZERO : at.sessionDuration(policy);
    }

    private Minted mint(KeyRing ring, Verified.Good good, ProtectedApplication at, Duration life, long nowMillis)
            throws Exception {
        Duration ofToken = life.isZero() ? WITHOUT_SESSION : life;
        Minted minted = tokens.mint(ring, good.token(), good.secret(), at.sessions(), ofToken, nowMillis);
        return revocations.isRevoked(minted.session().revocable()) ? tokens.mintAgain(ring, minted, nowMillis) : minted;
    }

    /** Returns whether the client already sends a valid cookie with more than half its life left. */
    private boolean hasGoodCookie(
            Verified.GoodCredentials credentials, KeyRing ring, ProtectedApplication at, long nowMillis)
            throws Exception {
        TokenText cookie = credentials.besides();
        if (cookie == null) {
            return false;
        }
        return tokens.verify(ring, cookie, at.sessions().issuer(), nowMillis) instanceof Session session
                && session.isFor(at.sessions().aud())
                && session.clientId().equals(credentials.token().clientId())
                && session.openedBy(credentials.token(), at.sessions().epoch(), nowMillis)
                && nowMillis < (session.issuedAtMillis() + session.expiresAtMillis()) / 2
                && !revocations.isRevoked(session.revocable());
    }
}
