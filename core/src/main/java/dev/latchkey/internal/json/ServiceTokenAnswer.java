package dev.latchkey.internal.json;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.latchkey.model.ServiceToken;

/**
 * Writes service tokens for whoever asks: with every member, also those at their defaults, and never a digest (management
 * contract, section 1). Stateless.
 */
public final class ServiceTokenAnswer {

    private ServiceTokenAnswer() {}

    /** {@return the service token} */
    public static ObjectNode write(ServiceToken token) {
        ObjectNode out = JsonNodeFactory.instance.objectNode();
        out.put("id", token.id().toString());
        out.put("client_id", token.clientId());
        out.put("name", token.name());
        out.put("enabled", token.enabled());
        out.put("duration", ServiceTokenWriter.duration(token));
        out.put("expires_at", token.expiresAt().toString());
        out.put("created_at", Members.text(token.createdAt()));
        out.put("updated_at", Members.text(token.updatedAt()));
        out.put("last_seen_at", Members.text(token.lastSeenAt()));
        out.put("client_secret_version", token.clientSecretVersion());
        Members.put(out, "previous_client_secret_expires_at", token.previousExpiresAt());
        ArrayNode roles = out.putArray("roles");
        token.roles().stream().sorted().forEach(roles::add);
        return out;
    }
}
