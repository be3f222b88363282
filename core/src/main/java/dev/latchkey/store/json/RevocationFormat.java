package dev.latchkey.store.json;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.latchkey.configuration.ConfigurationException;
import dev.latchkey.configuration.Fault;
import dev.latchkey.configuration.Faults;
import dev.latchkey.json.JsonMembers;
import dev.latchkey.json.JsonText;
import java.nio.charset.CharacterCodingException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The file of ended sessions, {@code {"revoked":[{"id","until"}]}}. Stateless. */
final class RevocationFormat implements FileFormat<Map<String, Instant>> {

    @Override
    public Map<String, Instant> nothing() {
        return Map.of();
    }

    @Override
    public Map<String, Instant> read(String source, byte[] bytes) {
        JsonText text = JsonText.of(source, bytes);
        JsonMembers in = new JsonMembers(text.object(), "", new Faults());
        Map<String, Instant> revoked = new HashMap<>();
        in.each("revoked", (node, place) -> {
            JsonMembers session = JsonMembers.of(node, place, in.faults());
            if (session != null) {
                readOne(session, revoked);
            }
        });
        in.refuseOthers();
        text.throwIfAny(in.faults());
        return Map.copyOf(revoked);
    }

    private static void readOne(JsonMembers in, Map<String, Instant> revoked) {
        in.require("id", "is missing");
        String id = in.text("id");
        in.require("until", "is missing: it is when the session would have ended by itself");
        Instant until = in.moment("until");
        if (id != null && until != null) {
            revoked.merge(id, until, RevocationFormat::later);
        }
        in.refuseOthers();
    }

    static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    @Override
    public byte[] write(Map<String, Instant> revoked) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        ArrayNode array = root.putArray("revoked");
        new TreeMap<>(revoked)
                .forEach((id, until) -> array.addObject().put("id", id).put("until", until.toString()));
        try {
            return JsonText.write(root);
        } catch (CharacterCodingException e) {
            throw new ConfigurationException(
                    "what is to be written", List.of(new Fault("/revoked", "an id holds half of a surrogate pair")));
        }
    }

    @Override
    public Map<String, Instant> reusing(Map<String, Instant> before, Map<String, Instant> now) {
        return now.equals(before) ? before : now;
    }

    @Override
    public String describe(Map<String, Instant> revoked) {
        return revoked.size() + " ended sessions";
    }
}
