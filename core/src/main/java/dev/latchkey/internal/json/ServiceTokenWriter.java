package dev.latchkey.internal.json;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.latchkey.internal.syntax.GoDuration;
import dev.latchkey.model.SecretDigest;
import dev.latchkey.model.ServiceToken;
import java.time.Duration;

/** Writes service tokens as {@link ServiceTokenReader} reads them. Stateless. */
public final class ServiceTokenWriter {

    private ServiceTokenWriter() {}

    /** Adds the service token to {@code out}, digests included: for where it is kept. */
    public static void write(ServiceToken token, ObjectNode out) {
        out.put("id", token.id().toString());
        out.put("client_id", token.clientId());
        if (!token.name().equals(token.clientId())) {
            // Else it is the name that the client id gives, which may be longer than one may be given.
            out.put("name", token.name());
        }
        out.put("enabled", token.enabled());
        out.put("duration", duration(token));
        Members.put(out, "expires_at", token.expiresAt());
        Members.put(out, "created_at", token.createdAt());
        Members.put(out, "updated_at", token.updatedAt());
        Members.put(out, "last_seen_at", token.lastSeenAt());
        out.put("client_secret_digest", token.digest().toStoredText());
        out.put("client_secret_version", token.clientSecretVersion());
        SecretDigest previous = token.previousDigest();
        if (previous != null) {
            out.put("previous_client_secret_digest", previous.toStoredText());
        }
        Members.put(out, "previous_client_secret_expires_at", token.previousExpiresAt());
        Members.put(out, "roles", token.roles().stream().sorted().toList());
    }

    /** {@return what {@code duration} says: a duration as Go writes it, or {@code forever}} */
    public static String duration(ServiceToken token) {
        Duration duration = token.duration();
        return duration == null ? ServiceTokenReader.FOREVER : GoDuration.format(duration);
    }
}
