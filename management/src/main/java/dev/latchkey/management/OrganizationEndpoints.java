package dev.latchkey.management;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.latchkey.admin.OrganizationSettings;
import dev.latchkey.internal.fault.Faults;
import dev.latchkey.internal.json.JsonObjectReader;
import dev.latchkey.internal.json.OrganizationFormat;
import dev.latchkey.model.Organization;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** {@code /organizations}: the settings above all applications (management contract, section 3). Stateless. */
final class OrganizationEndpoints {

    private static final String ROTATION = "key_rotation_interval_days";

    private OrganizationEndpoints() {}

    static List<Route> routes() {
        return List.of(
                Route.of("GET", "organizations", BodyUse.NONE, OrganizationEndpoints::get),
                Route.of("PUT", "organizations", BodyUse.REQUIRED, OrganizationEndpoints::replace),
                Route.of("PATCH", "organizations", BodyUse.REQUIRED, OrganizationEndpoints::patch));
    }

    private static ApiResponse get(ApiRequest call) {
        return answer(settings(call).get());
    }

    private static ApiResponse replace(ApiRequest call) {
        return change(call, before -> read(call.body(), before));
    }

    /** What is left out stays as it is; null takes a member back to its default (RFC 7396). */
    private static ApiResponse patch(ApiRequest call) {
        return change(
                call,
                before -> read(
                        merged(
                                OrganizationFormat.MEMBERS.answer(before),
                                call.body(),
                                OrganizationFormat.MEMBERS.answer(Organization.DEFAULT)),
                        before));
    }

    private static ApiResponse change(ApiRequest call, UnaryOperator<Organization> change) {
        Predicate<Organization> asMeant = before -> call.ifMatch().matches(EntityTag.of(before));
        // It is always there, and nothing deletes it.
        return Outcomes.answer(
                settings(call).replace(asMeant, change),
                ApiError.UNEXPECTED,
                ApiError.UNEXPECTED,
                OrganizationEndpoints::answer);
    }

    private static ObjectNode merged(ObjectNode into, ObjectNode patch, JsonNode defaults) {
        for (Map.Entry<String, JsonNode> member : patch.properties()) {
            JsonNode byDefault = defaults.path(member.getKey());
            into.set(member.getKey(), merged(into.path(member.getKey()), member.getValue(), byDefault));
        }
        return into;
    }

    private static JsonNode merged(JsonNode there, JsonNode said, JsonNode byDefault) {
        if (there instanceof ObjectNode object && said instanceof ObjectNode patch) {
            return merged(object, patch, byDefault);
        }
        return said.isNull() && !byDefault.isMissingNode() ? byDefault : said;
    }

    private static Organization read(ObjectNode body, Organization before) {
        JsonObjectReader in = new JsonObjectReader(body, "", new Faults());
        UnsupportedMembers.passOverInOrganization(in);
        if (in.has(ROTATION)) {
            in.fault(ROTATION, "is set with PUT /keys");
        }
        Organization read = OrganizationFormat.read(in);
        in.faults().throwIfAny("organization");
        return Objects.requireNonNull(read).toBuilder()
                .keyRotationInterval(before.keyRotationInterval())
                .build();
    }

    private static OrganizationSettings settings(ApiRequest call) {
        return call.administration().organization();
    }

    private static ApiResponse answer(Organization organization) {
        return ApiResponse.ok(OrganizationFormat.MEMBERS.answer(organization))
                .withHeader("ETag", EntityTag.of(organization));
    }
}
