package dev.latchkey.servlet;

import dev.latchkey.configuration.ConfigurationException;
import dev.latchkey.internal.json.ApplicationFormat;
import dev.latchkey.internal.json.OrganizationFormat;
import dev.latchkey.model.Application;
import dev.latchkey.model.ClientSecret;
import dev.latchkey.model.Organization;
import dev.latchkey.model.Policy;
import dev.latchkey.model.Rule;
import dev.latchkey.model.SecretDigest;
import dev.latchkey.model.SecretHasher;
import dev.latchkey.model.ServiceToken;
import dev.latchkey.servlet.parameters.InitParameters;
import dev.latchkey.servlet.parameters.ParameterExpansion;
import dev.latchkey.store.AccessConfiguration;
import dev.latchkey.store.AccessDocument;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The set-up without a configuration file: one application that admits one service token. Stateless. */
final class SingleApplication {

    /** The parameters of this set-up only. */
    static final Set<String> PARAMETERS = parameters();

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

    private static Set<String> parameters() {
        Set<String> all =
                new HashSet<>(Set.of("client-id", "client-secret", "client-secret-digest", "application-name"));
        ApplicationFormat.MEMBERS.initParameters().forEach(member -> all.add(InitParameters.nameOf(member)));
        OrganizationFormat.MEMBERS.initParameters().forEach(member -> all.add(InitParameters.nameOf(member)));
        return Set.copyOf(all);
    }

    private static @Nullable Organization organization(InitParameters parameters) {
        Organization.Builder out = Organization.builder();
        parameters.read(OrganizationFormat.MEMBERS, out);
        try {
            return out.build();
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
        Application.Builder builder = Application.named(name == null ? defaultName : name);
        parameters.read(ApplicationFormat.MEMBERS, builder);
        if (!parameters.has("domain") || !parameters.faultless()) {
            // If there are faults already, a missing domain is not reported as well.
            builder.domain(EVERYTHING);
        }
        if (parameters.has("single-header-schemes") && !parameters.has("read-service-tokens-from-header")) {
            parameters.fault("single-header-schemes", "has no effect unless read-service-tokens-from-header is set");
        }
        if (token != null) {
            builder.policy(Policy.builder("the one service token", Policy.Decision.NON_IDENTITY)
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
}
