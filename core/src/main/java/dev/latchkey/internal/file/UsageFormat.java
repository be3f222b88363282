package dev.latchkey.internal.file;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.latchkey.internal.fault.Faults;
import dev.latchkey.internal.json.JsonObjectReader;
import dev.latchkey.internal.json.JsonObjectWriter;
import dev.latchkey.internal.json.JsonText;
import dev.latchkey.internal.json.Rfc3339;
import dev.latchkey.internal.store.ServiceTokenUsage;
import java.nio.charset.CharacterCodingException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;

/**
 * The format of the usage file: {@code {"recorded_since", "service_tokens":[{"id","last_seen_at","expiry_notices"}]}}.
 * Stateless.
 */
final class UsageFormat implements FileFormat<UsageRecords> {

    @Override
    public UsageRecords nothing() {
        return UsageRecords.NONE;
    }

    @Override
    public UsageRecords read(String source, byte[] bytes) {
        JsonText text = JsonText.of(source, bytes);
        JsonObjectReader in = new JsonObjectReader(text.object(), "", new Faults());
        Instant since = in.moment("recorded_since");
        Map<UUID, ServiceTokenUsage> usage = new HashMap<>();
        in.each("service_tokens", (node, place) -> {
            JsonObjectReader token = JsonObjectReader.of(node, place, in.faults());
            if (token != null) {
                readOne(token, usage);
            }
        });
        in.refuseOthers();
        text.throwIfAny(in.faults());
        return new UsageRecords(since, usage);
    }

    private static void readOne(JsonObjectReader in, Map<UUID, ServiceTokenUsage> usage) {
        in.require("id", "is missing");
        UUID id = in.parsed("id", JsonObjectReader::uuid);
        Instant lastSeenAt = in.moment("last_seen_at");
        List<Instant> ends = Objects.requireNonNullElse(in.parsedTexts("expiry_notices", Rfc3339::parse), List.of());
        if (id != null && usage.putIfAbsent(id, new ServiceTokenUsage(lastSeenAt, ends)) != null) {
            in.fault("id", "another service token has this ID");
        }
        in.refuseOthers();
    }

    @Override
    public byte[] write(UsageRecords usage) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        JsonObjectWriter.put(root, "recorded_since", usage.since());
        ArrayNode array = root.putArray("service_tokens");
        new TreeMap<>(usage.byToken()).forEach((id, used) -> {
            ObjectNode out = array.addObject().put("id", id.toString());
            JsonObjectWriter.put(out, "last_seen_at", used.lastSeenAt());
            JsonObjectWriter.put(
                    out,
                    "expiry_notices",
                    used.noticedEnds().stream().map(Instant::toString).toList());
        });
        try {
            return JsonText.write(root);
        } catch (CharacterCodingException e) {
            throw new IllegalStateException("IDs and times are ASCII", e);
        }
    }

    @Override
    public UsageRecords reusing(UsageRecords before, UsageRecords now) {
        return now.equals(before) ? before : now;
    }

    @Override
    public String describe(UsageRecords usage) {
        return "the use of " + usage.byToken().size() + " service tokens";
    }
}
