package dev.latchkey.management;

import dev.latchkey.admin.ServiceTokenUpdate;
import dev.latchkey.admin.ServiceTokenUpdate.Life;
import dev.latchkey.internal.json.JsonMembers;
import dev.latchkey.internal.syntax.GoDuration;
import dev.latchkey.model.ServiceToken;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads what is to be changed of a service token (management contract, section 1, "update"). Stateless. */
final class ServiceTokenBody {

    private static final String FOREVER = "forever";

    private ServiceTokenBody() {}

    /** {@return how long the service token is to last, or null where that is not said} */
    static @Nullable Life life(JsonMembers in) {
        return in.parsed("duration", text -> new Life(text.equals(FOREVER) ? null : GoDuration.parse(text)));
    }

    /**
     * {@return the update} A member that an answer has and nobody can set may stand in the body, as long as it says what
     * is so.
     */
    static ServiceTokenUpdate update(JsonMembers in, ServiceToken before) {
        Instant end = in.moment("expires_at");
        ServiceTokenUpdate update = new ServiceTokenUpdate(
                in.text("name"),
                in.has("enabled") ? in.flag("enabled", true) : null,
                changedLife(life(in), end, before),
                in.integer("client_secret_version"),
                in.moment("previous_client_secret_expires_at"));
        String stays = "cannot be set";
        expect(in, "id", in.parsed("id", JsonMembers::uuid), before.id(), stays);
        expect(in, "client_id", in.text("client_id"), before.clientId(), stays);
        expect(in, "created_at", in.moment("created_at"), before.createdAt(), stays);
        expect(in, "expires_at", end, before.expiresAt(), "cannot be set: set duration, or refresh");
        List<String> roles = before.roles().stream().sorted().toList();
        expect(in, "roles", in.texts("roles"), roles, "cannot be set here: they stand in the configuration file");
        // They move by themselves.
        in.moment("updated_at");
        in.moment("last_seen_at");
        in.refuseOthers();
        return update;
    }

    /** {@return {@code said}, or null where the body also says when that ends, and both are as they were} */
    private static @Nullable Life changedLife(@Nullable Life said, @Nullable Instant end, ServiceToken before) {
        boolean isAsBefore = said != null
                && Objects.equals(said.duration(), before.duration())
                && before.expiresAt().equals(end);
        return isAsBefore ? null : said;
    }

    private static void expect(
            JsonMembers in, String name, @Nullable Object said, @Nullable Object is, String otherwise) {
        if (in.has(name) && said != null && !Objects.equals(said, is)) {
            in.fault(name, otherwise);
        }
    }

    /** {@return until when the previous secret is to work, or null where that is not said} */
    static @Nullable Instant grace(JsonMembers in) {
        Instant until = in.moment("previous_client_secret_expires_at");
        in.refuseOthers();
        return until;
    }
}
