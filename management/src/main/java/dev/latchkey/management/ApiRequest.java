package dev.latchkey.management;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.latchkey.admin.Administration;
import dev.latchkey.internal.fault.Faults;
import dev.latchkey.internal.json.JsonObjectReader;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.UUID;

/**
 * An authenticated request with a known path and method, and its body.
 *
 * @param request the request
 * @param administration makes changes in the name of the management token
 * @param ids the IDs in the path, from left to right
 * @param ifMatch the precondition of a change
 * @param body the body; empty if there is none
 */
record ApiRequest(
        HttpServletRequest request, Administration administration, List<UUID> ids, IfMatch ifMatch, ObjectNode body) {

    ApiRequest {
        ids = List.copyOf(ids);
    }

    /** Returns the first ID in the path. */
    UUID id() {
        return ids.get(0);
    }

    /** Returns the last segment of the path, decoded. */
    String lastSegment() {
        List<String> segments = Route.segments(request.getPathInfo());
        return segments.get(segments.size() - 1);
    }

    /** Returns a reader of the body's members, which adds faults to {@code faults}. */
    JsonObjectReader members(Faults faults) {
        return new JsonObjectReader(body, "", faults);
    }

    /**
     * Refuses all members of the body, for operations that take none.
     *
     * @throws dev.latchkey.configuration.ConfigurationException if there are some
     */
    void refuseMembers() {
        Faults faults = new Faults();
        members(faults).refuseOthers();
        faults.throwIfAny("body");
    }
}
