package dev.latchkey.servlet;

import dev.latchkey.configuration.ConfigurationException;
import dev.latchkey.model.Application;
import dev.latchkey.model.ClientSecret;
import dev.latchkey.model.Organization;
import dev.latchkey.model.Policy;
import dev.latchkey.model.PolicyDecision;
import dev.latchkey.model.Rule;
import dev.latchkey.model.SecretDigest;
import dev.latchkey.model.SecretHasher;
import dev.latchkey.model.ServiceToken;
import dev.latchkey.model.SingleHeaderScheme;
import dev.latchkey.servlet.parameters.InitParameters;
import dev.latchkey.servlet.parameters.ParameterExpansion;
import dev.latchkey.store.AccessConfiguration;
import dev.latchkey.store.AccessDocument;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The set-up without a configuration file: one application that admits one service token. Stateless. */
final class SingleApplication {

    /** The parameters of this set-up only. */
    static final Set<String> PARAMETERS = Set.of(
            "client-id",
            "client-secret",
            "client-secret-digest",
            "application-name",
            "domain",
            "read-service-tokens-from-header",
            "single-header-schemes",
            "shared-caching",
            "session-duration",
            "auth-domain",
            "strict-service-token-auth",
            "deny-unmatched-requests",
            "explain-denials",
            "always-secure-cookie");

    private static final int MIN_CLEAR_SECRET_LENGTH = 32;
    private static final String EVERYTHING = "*";

    private SingleApplication() {}

    /**
     * Reads the configuration from the parameters. Faults are added to {@code parameters}, and the result is then null.
     *
     * @param defaultName the application's name if no parameter sets it
     */
    static @Nullable AccessDocument read(InitParameters parameters, String defaultName, SecretHasher hasher) {
        Organization organization = organization(parameters);
        ServiceToken token = serviceToken(parameters, hasher);
        Application application = application(parameters, defaultName, token);
        if (organization == null || token == null || application == null || !parameters.faultless()) {
            return null;
        }
        return new AccessDocument(new AccessConfiguration(organization, List.of(application)), List.of(token));
    }

    private static @Nullable Organization organization(InitParameters parameters) {
        String authDomain = parameters.text("auth-domain");
        Organization.Builder builder = Organization.builder()
                .strictServiceTokenAuth(parameters.flag("strict-service-token-auth", false))
                .denyUnmatchedRequests(parameters.flag("deny-unmatched-requests", true))
                .explainDenials(parameters.flag("explain-denials", false))
                .alwaysSecureCookie(parameters.flag("always-secure-cookie", false));
        try {
            return (authDomain == null ? builder : builder.authDomain(authDomain)).build();
        } catch (ConfigurationException e) {
            parameters.faults(e, Map.of());
            return null;
        }
    }

    private static @Nullable ServiceToken serviceToken(InitParameters parameters, SecretHasher hasher) {
        String clientId = parameters.text("client-id");
        if (!parameters.has("client-id")) {
            parameters.fault("client-id", "is missing; set it, or name a file with configuration");
        }
        SecretDigest digest = digest(parameters, hasher);
        if (clientId == null || digest == null) {
            return null;
        }
        try {
            return ServiceToken.of(clientId, digest);
        } catch (ConfigurationException e) {
            parameters.faults(e, Map.of());
            return null;
        }
    }

    private static @Nullable SecretDigest digest(InitParameters parameters, SecretHasher hasher) {
        boolean clear = parameters.has("client-secret");
        if (clear && parameters.has("client-secret-digest")) {
            parameters.fault("client-secret", "cannot be combined with client-secret-digest");
            return null;
        } else if (!clear && !parameters.has("client-secret-digest")) {
            parameters.fault("client-secret-digest", "is missing; set it to the SHA-256 of the client secret in hex");
            return null;
        }
        return clear ? ofClearText(parameters, hasher) : ofDigest(parameters, hasher);
    }

    private static @Nullable SecretDigest ofClearText(InitParameters parameters, SecretHasher hasher) {
        String secret = parameters.text("client-secret");
        if (secret == null) {
            return null;
        }
        if (secret.length() < MIN_CLEAR_SECRET_LENGTH
                || secret.length() > ServiceToken.MAX_CREDENTIAL_LENGTH
                || !ServiceToken.isToken68(secret)) {
            parameters.fault("client-secret", "must be 32 to 256 characters of A-Z a-z 0-9 - . _ ~ + / =");
            return null;
        }
        if (ParameterExpansion.isNameOfVariable(secret)) {
            parameters.fault(
                    "client-secret", "looks like the name of an environment variable; write %{env:NAME} for its value");
            return null;
        }
        return hasher.digest(ClientSecret.of(secret));
    }

    private static @Nullable SecretDigest ofDigest(InitParameters parameters, SecretHasher hasher) {
        String text = parameters.text("client-secret-digest");
        if (text == null) {
            return null;
        }
        try {
            SecretDigest digest = SecretDigest.parse(text);
            if (!hasher.supports(digest.algorithm())) {
                parameters.fault("client-secret-digest", "uses hmac-sha256, which requires pepper");
            }
            return digest;
        } catch (IllegalArgumentException e) {
            parameters.fault("client-secret-digest", "is " + e.getMessage());
            return null;
        }
    }

    private static @Nullable Application application(
            InitParameters parameters, String defaultName, @Nullable ServiceToken token) {
        String name = parameters.text("application-name");
        String domain = parameters.text("domain");
        Application.Builder builder = Application.named(name == null ? defaultName : name)
                .domain(domain == null ? EVERYTHING : domain)
                .readServiceTokensFromHeader(parameters.text("read-service-tokens-from-header"))
                .sharedCaching(parameters.flag("shared-caching", false))
                .sessionDuration(parameters.duration("session-duration"));
        List<SingleHeaderScheme> schemes = schemes(parameters);
        if (schemes != null) {
            builder.singleHeaderSchemes(schemes);
        }
        if (token != null) {
            builder.policy(Policy.builder("the one service token", PolicyDecision.NON_IDENTITY)
                    .include(new Rule.OneServiceToken(token.id()))
                    .build());
        }
        try {
            return builder.build();
        } catch (ConfigurationException e) {
            parameters.faults(e, Map.of("/name", "application-name"));
            return null;
        }
    }

    private static @Nullable List<SingleHeaderScheme> schemes(InitParameters parameters) {
        List<String> words = parameters.words("single-header-schemes");
        if (words == null) {
            return null;
        }
        if (!parameters.has("read-service-tokens-from-header")) {
            parameters.fault("single-header-schemes", "has no effect unless read-service-tokens-from-header is set");
        }
        List<SingleHeaderScheme> schemes = new ArrayList<>();
        for (String word : words) {
            SingleHeaderScheme scheme = SingleHeaderScheme.ofWord(word);
            if (scheme == null) {
                parameters.fault("single-header-schemes", "must be some of json, basic, bearer");
            } else {
                schemes.add(scheme);
            }
        }
        return schemes;
    }
}
