package dev.latchkey.internal.json;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.latchkey.internal.json.Member.Trait;
import dev.latchkey.internal.syntax.GoDuration;
import dev.latchkey.model.SecretDigest;
import dev.latchkey.model.SecretHasher;
import dev.latchkey.model.ServiceToken;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads and writes service tokens (management contract, section 1). Immutable. */
public final class ServiceTokenFormat {

    /** The value of {@code duration} for a token that never expires. */
    private static final String FOREVER = "forever";

    /** Replaces an invalid digest until its document is refused. No known secret has it. */
    private static final SecretDigest NONE = SecretDigest.of(SecretDigest.Algorithm.SHA_256, new byte[32]);

    private static final String DURATION = "duration";

    /** A duration in normal form, or {@code forever}. */
    private static final Kind<String> LIFE = Kind.parsed(
            text -> text.equals(FOREVER) ? FOREVER : GoDuration.format(GoDuration.parse(text)), text -> text);

    /** All members. To add one, add it here and to {@link ServiceToken}. */
    public static final Catalogue<ServiceToken, ServiceToken.Builder> MEMBERS = new Catalogue<>(
            ServiceToken.builder("default")
                    .digest(NONE)
                    .duration(ServiceToken.DEFAULT_DURATION)
                    .build(),
            List.of(
                    new Member<>(
                            "id",
                            Kind.ID,
                            ServiceToken::id,
                            ServiceToken.Builder::id,
                            "UUID, used in rules",
                            Trait.ALWAYS,
                            Trait.FIXED),
                    new Member<>(
                            "client_id",
                            Kind.TEXT,
                            ServiceToken::clientId,
                            null,
                            "1 to 256 characters of `A-Z a-z 0-9 - . _ ~ + / =`, unique; required",
                            Trait.ALWAYS,
                            Trait.FIXED),
                    new Member<>(
                            "name",
                            Kind.TEXT,
                            ServiceToken::name,
                            ServiceToken.Builder::name,
                            "display name",
                            Trait.ALWAYS),
                    new Member<>(
                            "enabled",
                            Kind.FLAG,
                            ServiceToken::enabled,
                            ServiceToken.Builder::enabled,
                            "`false` rejects credentials and sessions at once",
                            Trait.ALWAYS),
                    new Member<>(
                            DURATION, LIFE, ServiceTokenFormat::duration, null, "lifetime, or `forever`", Trait.ALWAYS),
                    new Member<>(
                            "expires_at",
                            Kind.MOMENT,
                            ServiceToken::expiresAt,
                            null,
                            "end of the lifetime; required without `created_at`, unless `duration` is `forever`",
                            Trait.ALWAYS,
                            Trait.FIXED),
                    new Member<>(
                            "created_at", Kind.MOMENT, ServiceToken::createdAt, null, "time of creation", Trait.FIXED),
                    new Member<>(
                            "updated_at",
                            Kind.MOMENT,
                            ServiceToken::updatedAt,
                            ServiceToken.Builder::updatedAt,
                            "time of the last change",
                            Trait.FIXED),
                    new Member<>(
                            "last_seen_at",
                            Kind.MOMENT,
                            ServiceToken::lastSeenAt,
                            ServiceToken.Builder::lastSeenAt,
                            "time of the last use; the [usage file](#files-beside-it) may have a later one",
                            Trait.FIXED,
                            Trait.VOLATILE),
                    new Member<>(
                            "client_secret_digest",
                            Kind.TEXT,
                            token -> token.digest().toStoredText(),
                            null,
                            "`sha256:<64 hex>` or only the hex; with a pepper `hmac-sha256:<64 hex>`; required",
                            Trait.ALWAYS,
                            Trait.NOT_ECHOED,
                            Trait.NOT_IN_ANSWERS),
                    new Member<>(
                            "client_secret_version",
                            Kind.COUNT,
                            ServiceToken::clientSecretVersion,
                            ServiceToken.Builder::clientSecretVersion,
                            "1, plus 1 for each new secret",
                            Trait.ALWAYS),
                    new Member<>(
                            "previous_client_secret_digest",
                            Kind.TEXT,
                            ServiceTokenFormat::previousDigest,
                            null,
                            "the previous secret",
                            Trait.NOT_ECHOED,
                            Trait.NOT_IN_ANSWERS),
                    new Member<>(
                            "previous_client_secret_expires_at",
                            Kind.MOMENT,
                            ServiceToken::previousExpiresAt,
                            null,
                            "the end of its grace; both or neither",
                            Trait.NOT_ECHOED),
                    new Member<>(
                            "roles",
                            Kind.TEXTS,
                            token -> token.roles().stream().sorted().toList(),
                            ServiceToken.Builder::roles,
                            "roles for `isUserInRole`")),
            ServiceToken::asWritten,
            ServiceToken.Builder::asWritten);

    private final SecretHasher hasher;

    /** @param hasher determines which digests can be compared */
    public ServiceTokenFormat(SecretHasher hasher) {
        this.hasher = hasher;
    }

    /** Returns the value of {@code duration}: a duration in Go's format, or {@code forever}. */
    public static String duration(ServiceToken token) {
        Duration duration = token.duration();
        return duration == null ? FOREVER : GoDuration.format(duration);
    }

    /** Returns the value of {@code duration} as it was written. */
    public static String durationAsWritten(ServiceToken token) {
        return MEMBERS.answer(token).path(DURATION).textValue();
    }

    /**
     * Sets the duration of a token, which keeps the text as it was written.
     *
     * @throws IllegalArgumentException if {@code text} is neither a duration nor {@code forever}
     */
    public static void setDuration(String text, ServiceToken.Builder out) {
        Duration duration = text.equals(FOREVER) ? null : GoDuration.parse(text);
        out.duration(duration);
        if (duration != null && !GoDuration.format(duration).equals(text)) {
            out.asWritten(Map.of(DURATION, text));
        }
    }

    private static @Nullable String previousDigest(ServiceToken token) {
        SecretDigest digest = token.previousDigest();
        return digest == null ? null : digest.toStoredText();
    }

    /** Returns the service token in the form of a file, with its digests. */
    public static ObjectNode write(ServiceToken token) {
        ObjectNode out = MEMBERS.inFile(token);
        if (token.name().equals(token.clientId())) {
            // The Client ID is the name by default, and may be longer than a given name.
            out.remove("name");
        }
        return out;
    }

    /** Returns the service token as the API answers it: with every member except the digests. */
    public static ObjectNode answer(ServiceToken token) {
        return MEMBERS.answer(token);
    }

    /** Returns the service token, or null if it is invalid. */
    public @Nullable ServiceToken read(JsonObjectReader in) {
        in.require("client_id", "is missing");
        ServiceToken.Builder out = ServiceToken.builder(Objects.requireNonNullElse(in.text("client_id"), "missing"));
        MEMBERS.read(in, out);
        readSecrets(in, out);
        readLife(in, out);
        in.refuseOthers();
        return in.built(out::build);
    }

    private void readSecrets(JsonObjectReader in, ServiceToken.Builder out) {
        if (in.has("client_secret")) {
            in.fault(
                    "client_secret",
                    "must not be in the file in plain text; use client_secret_digest, which"
                            + " printf %s \"$SECRET\" | sha256sum prints");
        } else {
            in.require("client_secret_digest", "is missing: printf %s \"$SECRET\" | sha256sum prints it");
        }
        // A missing digest is reported already. The builder need not repeat it.
        out.digest(Objects.requireNonNullElse(in.parsed("client_secret_digest", this::digest), NONE));
        SecretDigest previous = in.parsed("previous_client_secret_digest", this::digest);
        Instant until = in.moment("previous_client_secret_expires_at");
        if (in.has("previous_client_secret_digest") != in.has("previous_client_secret_expires_at")) {
            in.fault("previous_client_secret_expires_at", "must be set together with previous_client_secret_digest");
        } else if (previous != null && until != null) {
            out.previous(previous, until);
        }
    }

    private SecretDigest digest(String text) {
        SecretDigest digest = SecretDigest.parse(text);
        if (!hasher.supports(digest.algorithm())) {
            throw new IllegalArgumentException("is an hmac-sha256 digest, but no pepper is configured");
        }
        return digest;
    }

    /** Reads the lifetime and the expiry, by default counted from the creation. */
    private static void readLife(JsonObjectReader in, ServiceToken.Builder out) {
        String duration = in.text("duration");
        boolean forever = FOREVER.equals(duration);
        Duration lasts = forever ? null : in.parsed("duration", GoDuration::parse);
        if (duration == null) {
            lasts = ServiceToken.DEFAULT_DURATION;
        }
        Instant createdAt = in.moment("created_at");
        Instant expiresAt = in.moment("expires_at");
        if (expiresAt != null) {
            out.expiresAt(expiresAt);
        }
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

    private static void countEnd(JsonObjectReader in, ServiceToken.Builder out, Instant createdAt, Duration lasts) {
        Instant end = createdAt.plus(lasts);
        if (end.isAfter(ServiceToken.FOREVER)) {
            in.fault("duration", "ends too late; use forever");
        } else {
            out.expiresAt(end);
        }
    }
}
