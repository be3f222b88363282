package dev.latchkey.management;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.latchkey.configuration.ConfigurationException;
import dev.latchkey.internal.fault.Faults;
import dev.latchkey.internal.json.ApplicationFormat;
import dev.latchkey.internal.json.ApplicationMembers;
import dev.latchkey.internal.json.JsonObjectReader;
import dev.latchkey.internal.json.JsonPointers;
import dev.latchkey.internal.json.JsonValues;
import dev.latchkey.internal.json.PolicyListReader;
import dev.latchkey.model.Application;
import dev.latchkey.model.Policy;
import dev.latchkey.store.AccessConfiguration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads an application from a body (management contract, section 2, "PUT replaces"), and reports faults with pointers
 * into the body. Not thread-safe.
 */
final class ApplicationBody {

    private static final String NAME = "name";

    /** Members without a meaning are kept in plain text and returned, so those with credentials are refused. */
    private static final Set<String> WITH_CREDENTIALS = Set.of("client_secret", "saas_app", "scim_config");

    private final ObjectNode body;

    /** Null until everything was read without a fault. */
    private @Nullable BodyPointers places;

    ApplicationBody(ObjectNode body) {
        this.body = body;
    }

    /**
     * Returns a message for each member that is probably misspelled. Other members without effect get no message,
     * because strict clients fail on any.
     */
    List<ApiMessage> messages() {
        List<String> misspelled = body.properties().stream()
                .map(Map.Entry::getKey)
                .filter(name -> !ApplicationMembers.isKnown(name) && ApplicationMembers.nearest(name) != null)
                .toList();
        return ApiResponse.told(misspelled, ApiMessage.UNKNOWN_MEMBER, ApplicationBody::unknown);
    }

    private static ApiMessage unknown(String name) {
        return new ApiMessage(
                ApiMessage.UNKNOWN_MEMBER, ApplicationMembers.notice(name), JsonPointers.member("", name));
    }

    /**
     * Returns the application that the body describes.
     *
     * @param configuration the current configuration
     * @param before the application that it replaces; null if it is new
     * @throws dev.latchkey.configuration.ConfigurationException with every fault of the body
     */
    Application read(AccessConfiguration configuration, @Nullable Application before) {
        places = null;
        Faults faults = new Faults();
        refuseCredentials(faults);
        ObjectNode rest = body.deepCopy();
        // Null unsets a member without a meaning here, too.
        rest.properties()
                .removeIf(member -> member.getValue().isNull()
                        && !ApplicationFormat.MEMBERS.names().contains(member.getKey()));
        DomainReconciler.settle(rest, before == null ? List.of() : before.patterns(), faults);
        if (before == null) {
            nameAfterDomain(rest);
        } else {
            keepLeftOut(rest, before);
        }
        List<Policy> own = before == null ? List.of() : before.policies();
        PolicyListReader entries = new PolicyListReader(new PolicyEntries(configuration, own, faults), faults);
        boolean silent = body.path("policies").isNull() || !body.has("policies");
        List<Policy> policies = silent ? own : entries.read(new JsonObjectReader(body, "", faults));
        rest.remove("policies");
        Application read =
                ApplicationFormat.read(new JsonObjectReader(rest, "", faults), new PolicyListReader(Map.of(), faults));
        if (!faults.isEmpty()) {
            CrossCheck.check(configuration, before, read, policies, places(read, entries), faults);
        }
        faults.throwIfAny("application");
        places = places(read, entries);
        return Objects.requireNonNull(read).toBuilder().policies(policies).build();
    }

    private void refuseCredentials(Faults faults) {
        for (String name : WITH_CREDENTIALS) {
            if (body.has(name) && !JsonValues.saysNothing(body.path(name))) {
                faults.add(
                        JsonPointers.member("", name),
                        "must be null or empty, because every reader would see the credentials in it");
            }
        }
    }

    private BodyPointers places(@Nullable Application read, PolicyListReader entries) {
        return new BodyPointers(body, read == null ? List.of() : read.patterns(), entries.places());
    }

    /** Names a new application after its first pattern if the body has no name. */
    private static void nameAfterDomain(ObjectNode rest) {
        if (!names(rest)) {
            // Without a pattern it is refused anyway, for that alone.
            rest.put(NAME, rest.at("/destinations/0/uri").asText("unnamed"));
        }
    }

    private static boolean names(ObjectNode rest) {
        return rest.hasNonNull(NAME) && !rest.path(NAME).asText("-").isEmpty();
    }

    /** Adds the members that a replacement keeps if the body omits them. Null resets all except the name. */
    private static void keepLeftOut(ObjectNode rest, Application before) {
        ObjectNode stored = ApplicationFormat.answer(before, id -> false);
        if (!names(rest)) {
            rest.remove(NAME);
        }
        ApplicationFormat.MEMBERS.keptByPut().forEach(name -> {
            if (!rest.has(name) && stored.has(name)) {
                rest.set(name, stored.get(name));
            }
        });
    }

    /** Returns the fault with pointers into the body. */
    ConfigurationException inBody(ConfigurationException refused) {
        return places == null ? refused : places.inBody(refused);
    }
}
