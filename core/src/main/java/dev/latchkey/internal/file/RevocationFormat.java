package dev.latchkey.internal.file;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.latchkey.configuration.ConfigurationException;
import dev.latchkey.configuration.Fault;
import dev.latchkey.internal.fault.Faults;
import dev.latchkey.internal.json.JsonObjectReader;
import dev.latchkey.internal.json.JsonText;
import dev.latchkey.store.EndedSessions;
import dev.latchkey.store.ForgottenSessions;
import dev.latchkey.store.RevocableSession;
import java.nio.charset.CharacterCodingException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The format of the file of ended sessions: {@code
 * {"revoked":[{"id","issued_at","until"}],"forgotten":[{"issued_from","issued_to","until"}]}}. Stateless.
 */
final class RevocationFormat implements FileFormat<EndedSessions> {

    @Override
    public EndedSessions nothing() {
        return EndedSessions.NONE;
    }

    @Override
    public EndedSessions read(String source, byte[] bytes) {
        JsonText text = JsonText.of(source, bytes);
        JsonObjectReader in = new JsonObjectReader(text.object(), "", new Faults());
        Map<String, RevocableSession> byId = new HashMap<>();
        in.each("revoked", (node, place) -> {
            JsonObjectReader session = JsonObjectReader.of(node, place, in.faults());
            if (session != null) {
                readSession(session, byId);
            }
        });
        List<ForgottenSessions.Range> ranges = new ArrayList<>();
        in.each("forgotten", (node, place) -> {
            JsonObjectReader range = JsonObjectReader.of(node, place, in.faults());
            if (range != null) {
                readRange(range, ranges);
            }
        });
        in.refuseOthers();
        text.throwIfAny(in.faults());
        return new EndedSessions(byId, ForgottenSessions.of(ranges));
    }

    private static void readSession(JsonObjectReader in, Map<String, RevocableSession> byId) {
        in.require("id", "is missing");
        String id = in.text("id");
        Instant issuedAt = in.moment("issued_at");
        Instant until = requireMoment(in, "until", "is missing; it is the expiry of the session");
        if (id != null && until != null) {
            // Without a time of issue, the session stays ended for as long as its ID is kept.
            Instant issued = issuedAt == null ? Instant.EPOCH : issuedAt;
            byId.merge(id, new RevocableSession(id, issued, until), EndedSessions::later);
        }
        in.refuseOthers();
    }

    private static void readRange(JsonObjectReader in, List<ForgottenSessions.Range> ranges) {
        Instant from = requireMoment(in, "issued_from", "is missing");
        Instant to = requireMoment(in, "issued_to", "is missing");
        Instant until = requireMoment(in, "until", "is missing");
        if (from != null && to != null && until != null) {
            ranges.add(new ForgottenSessions.Range(from, to, until));
        }
        in.refuseOthers();
    }

    private static @Nullable Instant requireMoment(JsonObjectReader in, String name, String message) {
        in.require(name, message);
        return in.moment(name);
    }

    @Override
    public byte[] write(EndedSessions ended) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        ArrayNode revoked = root.putArray("revoked");
        new TreeMap<>(ended.byId())
                .forEach((id, session) -> revoked.addObject()
                        .put("id", id)
                        .put("issued_at", session.issuedAt().toString())
                        .put("until", session.expiresAt().toString()));
        if (!ended.forgotten().ranges().isEmpty()) {
            ArrayNode forgotten = root.putArray("forgotten");
            ended.forgotten()
                    .ranges()
                    .forEach(range -> forgotten
                            .addObject()
                            .put("issued_from", range.issuedFrom().toString())
                            .put("issued_to", range.issuedTo().toString())
                            .put("until", range.expiresTo().toString()));
        }
        try {
            return JsonText.write(root);
        } catch (CharacterCodingException e) {
            throw new ConfigurationException(
                    "ended sessions", List.of(new Fault("/revoked", "contains half of a surrogate pair")));
        }
    }

    @Override
    public EndedSessions reusing(EndedSessions before, EndedSessions now) {
        return now.equals(before) ? before : now;
    }

    @Override
    public String describe(EndedSessions ended) {
        return ended.byId().size() + " ended sessions";
    }
}
