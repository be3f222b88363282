package dev.latchkey.management;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.latchkey.configuration.ConfigurationException;
import dev.latchkey.internal.fault.Faults;
import dev.latchkey.internal.json.ApplicationFormat;
import dev.latchkey.internal.json.ApplicationMembers;
import dev.latchkey.internal.json.JsonObjectReader;
import dev.latchkey.internal.json.JsonPointers;
import dev.latchkey.internal.json.PolicyListReader;
import dev.latchkey.model.Application;
import dev.latchkey.model.Policy;
import dev.latchkey.store.AccessConfiguration;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Reads an application as a body holds it (management contract, section 2, "PUT replaces"), and tells what becomes of it
 * in terms of the body. Not thread-safe.
 */
final class ApplicationBody {

    private final ObjectNode body;
    private final Duration inherited;

    /** Null until all was read without a fault. */
    private @Nullable BodyPointers places;

    private boolean endsInheritance;

    /** @param inherited the organization's session duration, as it was in earlier answers to the client */
    ApplicationBody(ObjectNode body, Duration inherited) {
        this.body = body;
        this.inherited = inherited;
    }

    /**
     * {@return the messages about members that had no effect}
     *
     * @param made the application that was made from the body
     */
    List<ApiMessage> messages(Application made) {
        List<ApiMessage> messages = new ArrayList<>();
        if (endsInheritance) {
            messages.add(new ApiMessage(
                    ApiMessage.OWN_FROM_NOW,
                    "is the application's own from now on, and no longer follows the organization's: PUT it without"
                            + " session_duration to go back",
                    "/session_duration"));
        }
        UUID id = Route.parse(body.path("id").asText());
        if (body.path("id").isTextual() && !made.id().equals(id)) {
            messages.add(new ApiMessage(ApiMessage.NO_EFFECT, "has no effect: an id is given once, and stays", "/id"));
        }
        if (body.path("aud").isTextual() && !made.aud().equals(body.path("aud").textValue())) {
            messages.add(
                    new ApiMessage(ApiMessage.NO_EFFECT, "has no effect: an AUD tag is given once, and stays", "/aud"));
        }
        List<String> unknown = body.properties().stream()
                .map(Map.Entry::getKey)
                .filter(name -> !ApplicationMembers.isKnown(name))
                .toList();
        messages.addAll(ApiResponse.told(unknown, ApiMessage.UNKNOWN_MEMBER, ApplicationBody::unknown));
        return messages;
    }

    private static ApiMessage unknown(String name) {
        return new ApiMessage(
                ApiMessage.UNKNOWN_MEMBER, ApplicationMembers.notice(name), JsonPointers.member("", name));
    }

    /**
     * {@return the application that the body describes}
     *
     * @param configuration what is configured now
     * @param before the application that it replaces; null where it is new
     * @throws dev.latchkey.configuration.ConfigurationException with every fault of the body
     */
    Application read(AccessConfiguration configuration, @Nullable Application before) {
        places = null;
        Faults faults = new Faults();
        UnsupportedMembers.passOverInApplication(new JsonObjectReader(body, "", faults));
        ObjectNode rest = body.deepCopy();
        DomainReconciler.settle(rest, before == null ? List.of() : before.patterns(), faults);
        if (before == null) {
            nameAfterDomain(rest);
        } else {
            keepLeftOut(rest, before);
        }
        List<Policy> own = before == null ? List.of() : before.policies();
        PolicyEntries entries = new PolicyEntries(configuration, own, faults);
        boolean silent = body.path("policies").isNull() || !body.has("policies");
        List<Policy> policies = silent ? own : entries.read(body);
        rest.remove("policies");
        Application read =
                ApplicationFormat.read(new JsonObjectReader(rest, "", faults), new PolicyListReader(Map.of(), faults));
        if (!faults.isEmpty()) {
            CrossCheck.check(configuration, before, read, policies, places(read, entries), faults);
        }
        faults.throwIfAny("application");
        places = places(read, entries);
        Application.Builder result = Objects.requireNonNull(read).toBuilder().policies(policies);
        if (before != null) {
            result.sessionDuration(sessionDuration(read, before, configuration));
        }
        return result.build();
    }

    private BodyPointers places(@Nullable Application read, PolicyEntries entries) {
        return new BodyPointers(body, read == null ? List.of() : read.patterns(), entries.places());
    }

    /** Names a new application after its first pattern where the body does not name it. */
    private static void nameAfterDomain(ObjectNode rest) {
        if (!rest.has("name")) {
            // Without a pattern it is refused anyway, for that alone.
            rest.put("name", rest.at("/destinations/0/uri").asText("unnamed"));
        }
    }

    /** Adds the members that a replacement keeps where the body leaves them out. */
    private static void keepLeftOut(ObjectNode rest, Application before) {
        ObjectNode stored = ApplicationFormat.answer(before, Duration.ZERO, id -> false);
        ApplicationFormat.MEMBERS.keptByPut().forEach(name -> {
            if (!rest.has(name)) {
                rest.set(name, stored.get(name));
            }
        });
    }

    /** {@return what was refused of what was read, told in terms of the body} */
    ConfigurationException inBody(ConfigurationException refused) {
        return places == null ? refused : places.inBody(refused);
    }

    /**
     * {@return the session duration that it is to have} Where it inherits the organization's, answers hold that; a body
     * that was made of one does not mean to pin it down.
     */
    private @Nullable Duration sessionDuration(
            Application read, Application before, AccessConfiguration configuration) {
        Duration said = read.settings().sessionDuration();
        boolean inherits = before.settings().sessionDuration() == null;
        boolean isInherited = inherited.equals(said)
                || configuration.organization().sessionDuration().equals(said);
        endsInheritance = inherits && said != null && !isInherited;
        return inherits && isInherited ? null : said;
    }
}
