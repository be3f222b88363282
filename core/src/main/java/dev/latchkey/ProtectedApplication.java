package dev.latchkey;

import dev.latchkey.internal.credential.CredentialReader;
import dev.latchkey.internal.policy.ClientCertificate;
import dev.latchkey.internal.policy.CompiledPolicy;
import dev.latchkey.internal.policy.PolicyCompiler;
import dev.latchkey.internal.session.SessionCookie;
import dev.latchkey.internal.session.SessionScope;
import dev.latchkey.model.Application;
import dev.latchkey.model.ApplicationSettings;
import dev.latchkey.model.IpAddress;
import dev.latchkey.model.Organization;
import dev.latchkey.model.Policy;
import dev.latchkey.model.RequestHeaders;
import dev.latchkey.model.ServiceToken;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An application prepared for requests: everything that can be computed once. Immutable. */
final class ProtectedApplication {

    private final Application application;
    private final Organization organization;
    private final CredentialReader reader;
    private final SessionScope sessions;
    private final CompiledPolicy[] policies;
    private final boolean mayBypass;
    private final boolean needsAddress;
    private final boolean needsCertificate;
    private final HiddenHeaders hidden;
    private final HiddenHeaders hiddenWithSingleHeader;
    private final SessionCookie cookie;
    private final AnswerCaching caching;
    private final AnswerCaching cachingWithCookie;
    private final AnswerCaching cachingOfBypass;

    ProtectedApplication(Application application, Organization organization, PolicyCompiler compiler) {
        ApplicationSettings settings = application.settings();
        this.application = application;
        this.organization = organization;
        this.sessions = new SessionScope(application.aud(), organization.issuer(), application.sessionsRevokedAt());
        this.reader = new CredentialReader(settings.readServiceTokensFromHeader(), settings.singleHeaderSchemes());
        // An allow policy is for people: it never lets a service token in, so it does not count.
        List<Policy> those = application.policies().isEmpty() && settings.anyValidServiceToken()
                ? List.of(Policy.anyValidServiceToken())
                : application.policies().stream()
                        .filter(policy -> policy.decision() != Policy.Decision.ALLOW)
                        .toList();
        List<CompiledPolicy> compiled = those.stream().map(compiler::compile).toList();
        this.policies = compiled.toArray(new CompiledPolicy[0]);
        this.mayBypass = those.stream().anyMatch(policy -> policy.decision() == Policy.Decision.BYPASS);
        this.needsAddress = compiled.stream().anyMatch(CompiledPolicy::needsAddress);
        this.needsCertificate = compiled.stream().anyMatch(CompiledPolicy::needsCertificate);
        this.hidden = new HiddenHeaders(settings.exposeCredentials(), null);
        this.hiddenWithSingleHeader =
                new HiddenHeaders(settings.exposeCredentials(), settings.readServiceTokensFromHeader());
        this.cookie = new SessionCookie(
                settings.pathCookie() ? application.cookiePath() : "/",
                settings.httpOnlyCookie(),
                settings.sameSite(),
                organization.alwaysSecureCookie());
        this.cachingWithCookie = AnswerCaching.privateTo(settings.readServiceTokensFromHeader());
        this.caching = settings.sharedCaching() ? AnswerCaching.UNRESTRICTED : cachingWithCookie;
        this.cachingOfBypass = compiled.stream().anyMatch(ProtectedApplication::tellsStrangersApart)
                ? caching
                : AnswerCaching.UNRESTRICTED;
    }

    Application application() {
        return application;
    }

    Organization organization() {
        return organization;
    }

    /** Returns what all sessions that count here have in common. */
    SessionScope sessions() {
        return sessions;
    }

    CredentialReader reader() {
        return reader;
    }

    SessionCookie cookie() {
        return cookie;
    }

    /** Returns the caching rules for a response. A response with our cookie is never for a shared cache. */
    AnswerCaching caching(boolean setsCookie) {
        return setsCookie ? cachingWithCookie : caching;
    }

    /** Returns the caching rules for a bypassed request: none, if everyone gets the same response. */
    AnswerCaching cachingOfBypass() {
        return cachingOfBypass;
    }

    /** Returns whether a policy lets in, or keeps out, clients without credentials by their address or certificate. */
    private static boolean tellsStrangersApart(CompiledPolicy each) {
        return each.policy().decision() != Policy.Decision.NON_IDENTITY
                && (each.needsAddress() || each.needsCertificate());
    }

    /** Returns whether a pattern of this application covers the host, whatever the path. */
    boolean coversHost(String normalizedHost) {
        return application.patterns().stream().anyMatch(pattern -> pattern.coversHost(normalizedHost));
    }

    /** Returns the first policy that matches, or null; request contract, section 7. */
    @Nullable
    Policy firstMatch(@Nullable ServiceToken token, AccessRequest request) {
        IpAddress address = needsAddress ? IpAddress.parse(request.remoteAddress()) : null;
        ClientCertificate certificate = needsCertificate ? certificateOf(request) : null;
        return firstMatch(token, address, certificate);
    }

    private @Nullable Policy firstMatch(
            @Nullable ServiceToken token, @Nullable IpAddress address, @Nullable ClientCertificate certificate) {
        for (CompiledPolicy each : policies) {
            if (each.matches(token, address, certificate)) {
                return each.policy();
            }
        }
        return null;
    }

    /** Returns whether some policy lets clients in without credentials. */
    boolean mayBypass() {
        return mayBypass;
    }

    /** Returns whether the first policy that matches is a bypass, whatever the client presents. */
    boolean bypassesWhateverIsPresented(AccessRequest request) {
        if (!mayBypass) {
            return false;
        }
        IpAddress address = needsAddress ? IpAddress.parse(request.remoteAddress()) : null;
        ClientCertificate certificate = needsCertificate ? certificateOf(request) : null;
        for (CompiledPolicy each : policies) {
            if (each.needsServiceToken()) {
                return false;
            }
            if (each.matches(null, address, certificate)) {
                return each.policy().decision() == Policy.Decision.BYPASS;
            }
        }
        return false;
    }

    private static @Nullable ClientCertificate certificateOf(AccessRequest request) {
        X509Certificate certificate = request.clientCertificate();
        return certificate == null ? null : new ClientCertificate(certificate);
    }

    /** Returns the life of a session that this policy opens; zero for none. */
    Duration sessionDuration(Policy policy) {
        Duration ofPolicy = policy.sessionDuration();
        if (ofPolicy != null) {
            return ofPolicy;
        }
        Duration ofApplication = application.settings().sessionDuration();
        return ofApplication != null ? ofApplication : organization.sessionDuration();
    }

    /** Returns the headers that the app must not see. */
    HiddenHeaders hiddenHeaders(boolean singleHeaderCarriedSecret) {
        return singleHeaderCarriedSecret ? hiddenWithSingleHeader : hidden;
    }

    /** Returns the headers that the app must not see of a request whose credentials nobody looked at. */
    HiddenHeaders hiddenHeaders(RequestHeaders headers) {
        return hiddenHeaders(reader.credentialHeader(headers) != null);
    }
}
