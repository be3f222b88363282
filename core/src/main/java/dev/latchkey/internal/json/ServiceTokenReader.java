package dev.latchkey.internal.json;

import dev.latchkey.internal.syntax.GoDuration;
import dev.latchkey.model.SecretDigest;
import dev.latchkey.model.SecretHasher;
import dev.latchkey.model.ServiceToken;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads one service token (management contract, section 1). Immutable. */
public final class ServiceTokenReader {

    /** The word that stands for no end in {@code duration}. */
    static final String FOREVER = "forever";

    /** Stands for a digest at fault until its document is refused: no secret is known that has it. */
    private static final SecretDigest NONE = SecretDigest.of(SecretDigest.Algorithm.SHA_256, new byte[32]);

    private final SecretHasher hasher;

    /** @param hasher tells which digests can be compared here */
    public ServiceTokenReader(SecretHasher hasher) {
        this.hasher = hasher;
    }

    /** {@return the service token, or null if it is at fault} */
    public @Nullable ServiceToken read(JsonMembers in) {
        in.require("client_id", "is missing");
        ServiceToken.Builder out = ServiceToken.builder(Objects.requireNonNullElse(in.text("client_id"), "missing"));
        in.uuid("id", out::id);
        in.text("name", out::name);
        in.flag("enabled", out::enabled);
        readSecrets(in, out);
        in.integer("client_secret_version", out::clientSecretVersion);
        in.moment("last_seen_at", out::lastSeenAt);
        in.moment("updated_at", out::updatedAt);
        out.roles(in.texts("roles"));
        readLife(in, out);
        in.refuseOthers();
        return in.built(out::build);
    }

    private void readSecrets(JsonMembers in, ServiceToken.Builder out) {
        if (in.has("client_secret")) {
            in.fault(
                    "client_secret",
                    "must not stand here in clear text: put client_secret_digest in its place, which"
                            + " printf %s \"$SECRET\" | sha256sum prints");
        } else {
            in.require("client_secret_digest", "is missing: printf %s \"$SECRET\" | sha256sum prints it");
        }
        // Where there is none, that was told: the builder need not say it again.
        out.digest(Objects.requireNonNullElse(in.parsed("client_secret_digest", this::digest), NONE));
        SecretDigest previous = in.parsed("previous_client_secret_digest", this::digest);
        Instant until = in.moment("previous_client_secret_expires_at");
        if (in.has("previous_client_secret_digest") != in.has("previous_client_secret_expires_at")) {
            in.fault("previous_client_secret_expires_at", "goes with previous_client_secret_digest: both or neither");
        } else if (previous != null && until != null) {
            out.previous(previous, until);
        }
    }

    private SecretDigest digest(String text) {
        SecretDigest digest = SecretDigest.parse(text);
        if (!hasher.supports(digest.algorithm())) {
            throw new IllegalArgumentException(
                    "is an hmac-sha256 digest, and no pepper is configured to compare it with");
        }
        return digest;
    }

    /** Reads how long the token lasts and until when, which is counted from its making where it is not said. */
    private static void readLife(JsonMembers in, ServiceToken.Builder out) {
        String duration = in.text("duration");
        boolean forever = FOREVER.equals(duration);
        Duration lasts = forever ? null : in.parsed("duration", GoDuration::parse);
        if (duration == null) {
            lasts = ServiceToken.DEFAULT_DURATION;
        }
        Instant createdAt = in.moment("created_at");
        in.moment("expires_at", out::expiresAt);
        out.duration(lasts).createdAt(createdAt);
        if (in.has("expires_at") || forever) {
            return;
        } else if (!in.has("created_at") && lasts != null) {
            in.fault(
                    "expires_at",
                    "is missing: add it, or created_at to count the duration from, or \"duration\": \"forever\"");
        } else if (createdAt != null && lasts != null) {
            countEnd(in, out, createdAt, lasts);
        }
    }

    private static void countEnd(JsonMembers in, ServiceToken.Builder out, Instant createdAt, Duration lasts) {
        Instant end = createdAt.plus(lasts);
        if (end.isAfter(ServiceToken.FOREVER)) {
            in.fault("duration", "ends later than can be told: write forever");
        } else {
            out.expiresAt(end);
        }
    }
}
