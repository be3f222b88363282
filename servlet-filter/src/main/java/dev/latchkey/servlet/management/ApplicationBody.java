package dev.latchkey.servlet.management;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.latchkey.application.Application;
import dev.latchkey.application.Policy;
import dev.latchkey.configuration.Faults;
import dev.latchkey.json.ApplicationMembers;
import dev.latchkey.json.ApplicationReader;
import dev.latchkey.json.JsonMembers;
import dev.latchkey.json.JsonPointers;
import dev.latchkey.json.PolicyListReader;
import dev.latchkey.store.AccessConfiguration;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads an application as a body holds it (management contract, section 2, "PUT replaces"). Immutable. */
final class ApplicationBody {

    private final ObjectNode body;

    ApplicationBody(ObjectNode body) {
        this.body = body;
    }

    /**
     * {@return what is told of members that had no effect}
     *
     * @param made the application that came of the body
     */
    List<Notice> messages(Application made) {
        List<Notice> messages = new ArrayList<>();
        UUID id = Route.parse(body.path("id").asText());
        if (body.path("id").isTextual() && !made.id().equals(id)) {
            messages.add(new Notice(Notice.NO_EFFECT, "has no effect: an id is given once, and stays", "/id"));
        }
        if (body.path("aud").isTextual() && !made.aud().equals(body.path("aud").textValue())) {
            messages.add(new Notice(Notice.NO_EFFECT, "has no effect: an AUD tag is given once, and stays", "/aud"));
        }
        body.fieldNames().forEachRemaining(name -> {
            if (!ApplicationMembers.isKnown(name)) {
                String nearest = ApplicationMembers.nearest(name);
                String hint = nearest == null ? "" : "; did you mean " + nearest + "?";
                messages.add(new Notice(
                        Notice.UNKNOWN_MEMBER,
                        "is no member that is known: it is kept and has no effect" + hint,
                        JsonPointers.member("", name)));
            }
        });
        return messages;
    }

    /**
     * {@return the application that is to be}
     *
     * @param configuration what is configured now
     * @param before the application that it replaces; null where it is new
     * @throws dev.latchkey.configuration.ConfigurationException with every fault of the body
     */
    Application read(AccessConfiguration configuration, @Nullable Application before) {
        Faults faults = new Faults();
        ObjectNode rest = body.deepCopy();
        PatternChoice.settle(rest, before == null ? List.of() : before.patterns(), faults);
        List<Policy> policies = policies(configuration, before, faults);
        rest.remove("policies");
        Application read =
                ApplicationReader.read(new JsonMembers(rest, "", faults), new PolicyListReader(Map.of(), faults));
        faults.throwIfAny("application");
        Application.Builder result = Objects.requireNonNull(read).toBuilder().policies(policies);
        if (before != null) {
            result.sessionDuration(sessionDuration(read, before, configuration));
        }
        return result.build();
    }

    /** {@return the policies that it is to have} Where the body has none to say, they stay. */
    private List<Policy> policies(AccessConfiguration configuration, @Nullable Application before, Faults faults) {
        List<Policy> own = before == null ? List.of() : before.policies();
        boolean silent = body.path("policies").isNull() || !body.has("policies");
        return silent ? own : new PolicyEntries(configuration, own, faults).read(body);
    }

    /**
     * {@return the session duration that it is to have} Where it inherits the organization's, answers hold that; a body
     * that was made of one does not mean to pin it down.
     */
    private static @Nullable Duration sessionDuration(
            Application read, Application before, AccessConfiguration configuration) {
        Duration said = read.settings().sessionDuration();
        boolean inherited = before.settings().sessionDuration() == null;
        return inherited && configuration.organization().sessionDuration().equals(said) ? null : said;
    }
}
