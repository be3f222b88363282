package dev.latchkey.management;

import dev.latchkey.admin.ServiceTokenUpdate;
import dev.latchkey.internal.json.JsonObjectReader;
import dev.latchkey.internal.json.ServiceTokenFormat;
import dev.latchkey.model.ServiceToken;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads changes of a service token (management contract, section 1, "update"). Stateless. */
final class ServiceTokenBody {

    private ServiceTokenBody() {}

    /**
     * Reads the update. The body may contain a member of the answer that cannot be set if its value is the current one.
     */
    static ServiceTokenUpdate update(JsonObjectReader in, ServiceToken before) {
        Instant end = in.moment("expires_at");
        ServiceTokenUpdate.Builder update = ServiceTokenUpdate.builder()
                .name(in.text("name"))
                .clientSecretVersion(in.integer("client_secret_version"))
                .previousClientSecretExpiresAt(in.moment("previous_client_secret_expires_at"));
        Boolean enabled = in.flag("enabled");
        if (enabled != null) {
            update.enabled(enabled);
        }
        // Sending an answer back does not move the expiry.
        String duration = in.text("duration");
        boolean isAsBefore = ServiceTokenFormat.durationAsWritten(before).equals(duration)
                && before.expiresAt().equals(end);
        if (!isAsBefore) {
            in.parsed("duration", update::duration);
        }
        if (in.has("roles")) {
            update.roles(in.texts("roles"));
        }
        String stays = "cannot be set";
        expect(in, "id", in.parsed("id", JsonObjectReader::uuid), before.id(), stays);
        expect(in, "client_id", in.text("client_id"), before.clientId(), stays);
        expect(in, "created_at", in.moment("created_at"), before.createdAt(), stays);
        expect(in, "expires_at", end, before.expiresAt(), "cannot be set: set duration, or refresh");
        // They change without a client.
        in.moment("updated_at");
        in.moment("last_seen_at");
        in.refuseOthers();
        return update.faults(in.faults().asList()).build();
    }

    private static void expect(
            JsonObjectReader in, String name, @Nullable Object said, @Nullable Object is, String otherwise) {
        if (in.has(name) && said != null && !Objects.equals(said, is)) {
            in.fault(name, otherwise);
        }
    }

    /** Returns until when the previous secret works, or null if that is not set. */
    static @Nullable Instant grace(JsonObjectReader in) {
        Instant until = in.moment("previous_client_secret_expires_at");
        in.refuseOthers();
        return until;
    }
}
