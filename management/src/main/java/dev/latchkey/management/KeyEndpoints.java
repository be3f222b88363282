package dev.latchkey.management;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.latchkey.admin.Keys;
import dev.latchkey.internal.fault.Faults;
import dev.latchkey.internal.json.JsonObjectReader;
import java.util.List;
import java.util.Objects;

/** {@code /keys}: the signing keys (management contract, section 3), which have no entity tag. Stateless. */
final class KeyEndpoints {

    private KeyEndpoints() {}

    static List<Route> routes() {
        return List.of(
                Route.of(
                        "GET",
                        "access/keys",
                        BodyUse.NONE,
                        KeyEndpoints::get,
                        Operation.of("Read the state of the signing keys", "keys")),
                Route.of(
                        "PUT",
                        "access/keys",
                        BodyUse.REQUIRED,
                        KeyEndpoints::update,
                        Operation.of("Set the rotation interval", "keys").taking("keys", "key_rotation_interval_days")),
                Route.of(
                        "POST",
                        "access/keys/rotate",
                        BodyUse.OPTIONAL,
                        KeyEndpoints::rotate,
                        Operation.of("Rotate the signing keys", "keys").taking("nothing")));
    }

    private static ApiResponse get(ApiRequest call) {
        return answer(keys(call).status());
    }

    private static ApiResponse update(ApiRequest call) {
        if (!call.ifMatch().matchesWithoutTag()) {
            return ApiResponse.refused(ApiError.CHANGED_MEANWHILE);
        }
        JsonObjectReader in = call.members(new Faults());
        in.require("key_rotation_interval_days", "is missing: it is 21 to 365");
        Integer days = in.integer("key_rotation_interval_days");
        // They are part of answers. A body cannot change them.
        in.moment("last_key_rotation_at");
        in.integer("days_until_next_rotation");
        in.refuseOthers();
        in.faults().throwIfAny("keys");
        return answer(keys(call).rotateEvery(Objects.requireNonNull(days)));
    }

    private static ApiResponse rotate(ApiRequest call) {
        if (!call.ifMatch().matchesWithoutTag()) {
            return ApiResponse.refused(ApiError.CHANGED_MEANWHILE);
        }
        call.refuseMembers();
        return answer(keys(call).rotate());
    }

    private static Keys keys(ApiRequest call) {
        return call.administration().keys();
    }

    private static ApiResponse answer(Keys.Status status) {
        ObjectNode result = JsonNodeFactory.instance.objectNode();
        result.put("key_rotation_interval_days", status.rotationIntervalDays());
        // Absent, not null, until there is a key: that is how Cloudflare's document has it.
        if (status.lastRotationAt() != null) {
            result.put("last_key_rotation_at", status.lastRotationAt().toString());
        }
        result.put("days_until_next_rotation", status.daysUntilNextRotation());
        return ApiResponse.ok(result);
    }
}
