package dev.latchkey.management;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.latchkey.admin.NewServiceToken;
import dev.latchkey.admin.ServiceTokens;
import dev.latchkey.internal.fault.Faults;
import dev.latchkey.internal.json.JsonObjectReader;
import dev.latchkey.internal.json.ServiceTokenFormat;
import dev.latchkey.model.ClientSecret;
import dev.latchkey.model.IssuedServiceToken;
import dev.latchkey.model.SecretDigest;
import dev.latchkey.model.ServiceToken;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request that creates a service token or, with a {@code client_id}, imports one (management contract,
 * section 1). Immutable.
 */
record NewServiceTokenBody(
        NewServiceToken.Builder wanted,
        boolean named,
        @Nullable String clientId,
        @Nullable ClientSecret secret,
        @Nullable SecretDigest digest) {

    /** A placeholder for an invalid digest. Its service token is not created. */
    private static final SecretDigest NONE = SecretDigest.of(SecretDigest.Algorithm.SHA_256, new byte[32]);

    /** Reads the body. An invalid one can still be passed to {@link #makeIn}, which finds more faults. */
    static NewServiceTokenBody read(JsonObjectReader in) {
        NewServiceToken.Builder wanted =
                NewServiceToken.builder().enabled(in.flag("enabled", true)).roles(in.texts("roles"));
        String name = in.text("name");
        wanted.name(name);
        in.parsed("duration", wanted::duration);
        Integer version = in.count("client_secret_version");
        if (version != null) {
            wanted.clientSecretVersion(version);
        }
        // Terraform sends it with every token. Before the first rotation there is no previous secret.
        in.moment("previous_client_secret_expires_at");
        String secret = in.text("client_secret");
        NewServiceTokenBody read = new NewServiceTokenBody(
                wanted,
                name != null,
                in.text("client_id"),
                secret == null ? null : ClientSecret.of(secret),
                in.parsed("client_secret_digest", SecretDigest::parse));
        read.check(in);
        in.refuseOthers();
        return read;
    }

    private void check(JsonObjectReader in) {
        boolean bringsSecret = in.has("client_secret") || in.has("client_secret_digest");
        if (!in.has("client_id")) {
            in.require("name", "is missing");
            if (bringsSecret) {
                in.fault("client_id", "is missing; client_secret and client_secret_digest require it");
            }
        } else if (!bringsSecret) {
            in.fault("client_secret_digest", "is missing; client_id requires it, or client_secret");
        } else if (in.has("client_secret") && in.has("client_secret_digest")) {
            in.fault("client_secret", "cannot be combined with client_secret_digest");
        }
    }

    /**
     * Creates the service token and returns the response.
     *
     * @param found the faults of the body; if there are any, no service token is created
     * @throws dev.latchkey.configuration.ConfigurationException with these faults and all others
     */
    ApiResponse makeIn(ServiceTokens tokens, Faults found) {
        wanted.faults(found.asList());
        if (clientId == null) {
            if (!named) {
                // Its absence is reported already.
                wanted.name("unnamed");
            }
            IssuedServiceToken issued = tokens.create(wanted.build());
            return created(issued.token(), withSecret(issued.token(), issued.secret()));
        }
        ServiceToken token = imported(tokens, clientId, found);
        return created(token, ServiceTokenFormat.answer(token));
    }

    private ServiceToken imported(ServiceTokens tokens, String id, Faults found) {
        if (digest == null && secret != null) {
            return tokens.importSecret(id, secret, wanted.build());
        } else if (digest == null && found.isEmpty()) {
            throw new IllegalStateException("a body without a fault brings a secret or its digest");
        }
        SecretDigest brought = Objects.requireNonNullElse(digest, NONE);
        return tokens.importDigest(id, brought, wanted.build());
    }

    private ApiResponse created(ServiceToken token, ObjectNode result) {
        return ApiResponse.created(result).withHeader("ETag", EntityTag.of(token));
    }

    /** Returns the service token with its secret in plain text, for the client that created it. */
    static ObjectNode withSecret(ServiceToken token, ClientSecret secret) {
        ObjectNode answer = ServiceTokenFormat.answer(token);
        answer.put("client_secret", secret.reveal());
        return answer;
    }
}
