package dev.latchkey.management;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.latchkey.admin.OrganizationSettings;
import dev.latchkey.internal.fault.Faults;
import dev.latchkey.internal.json.JsonObjectReader;
import dev.latchkey.internal.json.JsonValues;
import dev.latchkey.internal.json.OrganizationFormat;
import dev.latchkey.model.Organization;
import java.util.List;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** {@code /organizations}: the settings above all applications (management contract, section 3). Stateless. */
final class OrganizationEndpoints {

    private static final String ROTATION = "key_rotation_interval_days";

    private OrganizationEndpoints() {}

    static List<Route> routes() {
        return List.of(
                Route.of(
                        "POST",
                        "access/organizations",
                        BodyUse.REQUIRED,
                        OrganizationEndpoints::create,
                        Operation.of("Change the organization, as clients do that create one", "organization")
                                .taking("organization", "name", "auth_domain")
                                .answering(201)),
                Route.of(
                        "GET",
                        "access/organizations",
                        BodyUse.NONE,
                        OrganizationEndpoints::get,
                        Operation.of("Read the organization", "organization")),
                Route.of(
                        "PUT",
                        "access/organizations",
                        BodyUse.REQUIRED,
                        OrganizationEndpoints::replace,
                        Operation.of("Change the organization", "organization").taking("organization")),
                Route.of(
                        "PATCH",
                        "access/organizations",
                        BodyUse.REQUIRED,
                        OrganizationEndpoints::patch,
                        Operation.of("Change the organization, also within objects", "organization")
                                .taking("organization")));
    }

    private static ApiResponse get(ApiRequest call) {
        return answer(settings(call).get());
    }

    /** There is one organization, so a client that creates it names settings of that one, as with PUT. */
    private static ApiResponse create(ApiRequest call) {
        JsonObjectReader in = call.members(new Faults());
        in.require("name", "is missing");
        in.require("auth_domain", "is missing: it is a host name, for example team.example.com");
        in.faults().throwIfAny("organization");
        return replace(call).withStatus(ApiResponse.CREATED);
    }

    /** Members that the body omits stay as they are, also with PUT: official clients do not know all of them. */
    private static ApiResponse replace(ApiRequest call) {
        return change(call, before -> read(call.body(), before, (name, said) -> said));
    }

    /** Like PUT, and members of an object that the body omits stay as well (RFC 7396). */
    private static ApiResponse patch(ApiRequest call) {
        return change(call, before -> read(call.body(), before, (name, said) -> patched(name, said, before)));
    }

    private static ApiResponse change(ApiRequest call, UnaryOperator<Organization> change) {
        Predicate<Organization> asMeant = before -> call.ifMatch().matches(EntityTag.of(before));
        // It always exists and cannot be deleted.
        return Outcomes.answer(
                settings(call).replace(asMeant, change),
                ApiError.UNEXPECTED,
                ApiError.UNEXPECTED,
                OrganizationEndpoints::answer);
    }

    private static JsonNode patched(String name, JsonNode said, Organization before) {
        if (said instanceof ObjectNode patch
                && OrganizationFormat.effective(before).get(name) instanceof ObjectNode object) {
            JsonNode defaults =
                    OrganizationFormat.effective(Organization.DEFAULT).path(name);
            patch.properties().forEach(member -> {
                JsonNode byDefault = defaults.path(member.getKey());
                boolean reset = member.getValue().isNull() && !byDefault.isMissingNode();
                if (member.getValue().isNull() && defaults.isMissingNode()) {
                    object.remove(member.getKey());
                } else {
                    object.set(member.getKey(), reset ? byDefault : member.getValue());
                }
            });
            return object;
        }
        return said;
    }

    /** Returns the settings that result from the body. Null resets a member to its default. */
    private static Organization read(
            ObjectNode body, Organization before, BiFunction<String, JsonNode, JsonNode> change) {
        Faults faults = new Faults();
        ObjectNode merged = OrganizationFormat.write(before);
        merged.remove(ROTATION);
        body.properties().forEach(member -> {
            JsonNode said = member.getValue();
            boolean known = OrganizationFormat.isKnown(member.getKey());
            if (known && said.isNull()) {
                merged.remove(member.getKey());
            } else if (!known || !isUnset(said)) {
                merged.set(member.getKey(), change.apply(member.getKey(), said));
            }
        });
        JsonObjectReader in = new JsonObjectReader(merged, "", faults);
        if (in.has(ROTATION)) {
            in.fault(ROTATION, "is set with PUT /keys");
        }
        Organization read = OrganizationFormat.read(in);
        faults.throwIfAny("organization");
        return Objects.requireNonNull(read).toBuilder()
                .keyRotationInterval(before.keyRotationInterval())
                .build();
    }

    /** Returns whether the value means that the client does not set the member. False and an empty array are values. */
    private static boolean isUnset(JsonNode said) {
        return JsonValues.saysNothing(said) && (said.isTextual() || said.isNumber() || isEmptyObject(said));
    }

    private static boolean isEmptyObject(JsonNode said) {
        return said.isObject() && said.properties().stream().allMatch(each -> isUnset(each.getValue()));
    }

    private static OrganizationSettings settings(ApiRequest call) {
        return call.administration().organization();
    }

    private static ApiResponse answer(Organization organization) {
        return ApiResponse.ok(OrganizationFormat.answer(organization)).withHeader("ETag", EntityTag.of(organization));
    }
}
