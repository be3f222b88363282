package dev.latchkey.servlet.management;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.latchkey.json.JsonMembers;
import dev.latchkey.json.ServiceTokenAnswer;
import dev.latchkey.lifecycle.Changed;
import dev.latchkey.lifecycle.ServiceTokenUpdate;
import dev.latchkey.lifecycle.ServiceTokenUpdate.Life;
import dev.latchkey.lifecycle.ServiceTokens;
import dev.latchkey.token.ClientSecret;
import dev.latchkey.token.IssuedServiceToken;
import dev.latchkey.token.SecretDigest;
import dev.latchkey.token.ServiceToken;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request for a service token: for one with a secret of our making or, where it has a {@code client_id}, for
 * one that was made elsewhere (management contract, section 1). Immutable.
 */
record NewServiceToken(
        @Nullable String name,
        @Nullable Duration duration,
        boolean enabled,
        @Nullable String clientId,
        @Nullable ClientSecret secret,
        @Nullable SecretDigest digest,
        List<Notice> messages) {

    /**
     * Reads the body.
     *
     * @throws dev.latchkey.configuration.ConfigurationException with every fault of it
     */
    static NewServiceToken read(JsonMembers in) {
        Life life = ServiceTokenBody.life(in);
        Integer version = in.integer("client_secret_version");
        if (version != null && version != 1) {
            in.fault("client_secret_version", "must be 1: a service token that is made has its first secret");
        }
        Instant grace = in.moment("previous_client_secret_expires_at");
        String secret = in.text("client_secret");
        NewServiceToken read = new NewServiceToken(
                in.text("name"),
                life == null && !in.has("duration") ? ServiceToken.DEFAULT_DURATION : duration(life),
                in.flag("enabled", true),
                in.text("client_id"),
                secret == null ? null : ClientSecret.of(secret),
                in.parsed("client_secret_digest", SecretDigest::parse),
                grace == null ? List.of() : List.of(noEffect()));
        read.check(in);
        in.refuseOthers();
        in.faults().throwIfAny("service token");
        return read;
    }

    private static @Nullable Duration duration(@Nullable Life life) {
        return life == null ? null : life.duration();
    }

    private static Notice noEffect() {
        return new Notice(
                Notice.NO_EFFECT,
                "has no effect: there is no previous secret before the first rotation",
                "/previous_client_secret_expires_at");
    }

    private void check(JsonMembers in) {
        boolean bringsSecret = in.has("client_secret") || in.has("client_secret_digest");
        if (!in.has("client_id")) {
            in.require("name", "is missing");
            if (bringsSecret) {
                in.fault("client_id", "is missing: it goes with client_secret or client_secret_digest");
            }
            return;
        }
        if (!bringsSecret) {
            in.fault("client_secret_digest", "is missing: it, or client_secret, goes with client_id");
        } else if (in.has("client_secret") && in.has("client_secret_digest")) {
            in.fault("client_secret", "cannot be combined with client_secret_digest");
        }
        if (!enabled) {
            // Somebody knows its secret already, and would get in until the second step.
            in.fault("enabled", "must be true where a secret is brought along: switch it off afterwards");
        }
    }

    /** {@return the answer} */
    Answer makeIn(ServiceTokens tokens) throws StoreFault {
        ObjectNode result = clientId == null ? created(tokens) : ServiceTokenAnswer.write(imported(tokens, clientId));
        return Answer.created(result).withMessages(messages);
    }

    private ServiceToken imported(ServiceTokens tokens, String id) throws StoreFault {
        return digest == null
                ? StoreFault.asking(() -> tokens.importSecret(id, Objects.requireNonNull(secret), name, duration))
                : StoreFault.asking(() -> tokens.importDigest(id, digest, name, duration));
    }

    private ObjectNode created(ServiceTokens tokens) throws StoreFault {
        IssuedServiceToken issued =
                StoreFault.asking(() -> tokens.create(Objects.requireNonNullElse(name, ""), duration));
        ServiceToken token = issued.token();
        if (!enabled) {
            // Until this is done nobody has the secret, so nobody gets in with it.
            Changed<ServiceTokens.Updated> off = StoreFault.asking(
                    () -> tokens.update(issued.token().id(), ServiceTokenUpdate.enabled(false), each -> true));
            token = off instanceof Changed.Done<ServiceTokens.Updated> done
                    ? done.value().token()
                    : token;
        }
        return withSecret(token, issued.secret());
    }

    /** {@return the service token with its secret in clear text, for whoever asked for that secret} */
    static ObjectNode withSecret(ServiceToken token, ClientSecret secret) {
        ObjectNode answer = ServiceTokenAnswer.write(token);
        answer.put("client_secret", secret.reveal());
        return answer;
    }
}
