package dev.latchkey;

import dev.latchkey.application.Application;
import dev.latchkey.application.ApplicationSettings;
import dev.latchkey.application.Organization;
import dev.latchkey.application.Policy;
import dev.latchkey.application.PolicyDecision;
import dev.latchkey.credential.CredentialReader;
import dev.latchkey.credential.RequestHeaders;
import dev.latchkey.session.SessionCookie;
import dev.latchkey.token.ServiceToken;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An application made ready for requests: what can be worked out once is worked out here. Immutable. */
final class ProtectedApplication {

    private final Application application;
    private final Organization organization;
    private final String issuer;
    private final CredentialReader reader;
    private final List<Policy> policies;
    private final boolean mayBypass;
    private final HiddenHeaders hidden;
    private final HiddenHeaders hiddenWithSingleHeader;
    private final SessionCookie cookie;

    ProtectedApplication(Application application, Organization organization) {
        ApplicationSettings settings = application.settings();
        this.application = application;
        this.organization = organization;
        this.issuer = organization.issuer();
        this.reader = new CredentialReader(settings.readServiceTokensFromHeader(), settings.singleHeaderSchemes());
        // An allow policy is for people: it never lets a service token in, so it does not count.
        this.policies = application.policies().isEmpty() && settings.anyValidServiceToken()
                ? List.of(Policy.anyValidServiceToken())
                : application.policies().stream()
                        .filter(policy -> policy.decision() != PolicyDecision.ALLOW)
                        .toList();
        this.mayBypass = policies.stream().anyMatch(policy -> policy.decision() == PolicyDecision.BYPASS);
        this.hidden = new HiddenHeaders(settings.exposeCredentials(), null);
        this.hiddenWithSingleHeader =
                new HiddenHeaders(settings.exposeCredentials(), settings.readServiceTokensFromHeader());
        this.cookie = new SessionCookie(
                settings.pathCookie() ? application.cookiePath() : "/",
                settings.httpOnlyCookie(),
                settings.sameSite(),
                organization.alwaysSecureCookie());
    }

    Application application() {
        return application;
    }

    Organization organization() {
        return organization;
    }

    /** {@return the {@code iss} of its application tokens} */
    String issuer() {
        return issuer;
    }

    CredentialReader reader() {
        return reader;
    }

    SessionCookie cookie() {
        return cookie;
    }

    /** {@return whether a pattern of this application covers the host, whatever the path} */
    boolean coversHost(String normalizedHost) {
        return application.patterns().stream().anyMatch(pattern -> pattern.coversHost(normalizedHost));
    }

    /** {@return the first policy that matches, or null; request contract, section 7} */
    @Nullable
    Policy firstMatch(@Nullable ServiceToken token, String address) {
        for (int i = 0; i < policies.size(); i++) {
            if (policies.get(i).matches(token, address)) {
                return policies.get(i);
            }
        }
        return null;
    }

    /** {@return whether the first policy that matches is a bypass, whatever the client presents} */
    boolean bypassesWhateverIsPresented(String address) {
        if (!mayBypass) {
            return false;
        }
        for (int i = 0; i < policies.size(); i++) {
            Policy policy = policies.get(i);
            if (!policy.needsNoCredentials()) {
                return false;
            }
            if (policy.matches(null, address)) {
                return policy.decision() == PolicyDecision.BYPASS;
            }
        }
        return false;
    }

    /** {@return the life of a session that this policy opens; zero for none} */
    Duration sessionDuration(Policy policy) {
        Duration ofPolicy = policy.sessionDuration();
        if (ofPolicy != null) {
            return ofPolicy;
        }
        Duration ofApplication = application.settings().sessionDuration();
        return ofApplication != null ? ofApplication : organization.sessionDuration();
    }

    /** {@return the headers that the app must not see} */
    HiddenHeaders hiddenHeaders(boolean singleHeaderCarriedSecret) {
        return singleHeaderCarriedSecret ? hiddenWithSingleHeader : hidden;
    }

    /** {@return the headers that the app must not see of a request whose credentials nobody looked at} */
    HiddenHeaders hiddenHeaders(RequestHeaders headers) {
        return hiddenHeaders(reader.credentialHeader(headers) != null);
    }
}
