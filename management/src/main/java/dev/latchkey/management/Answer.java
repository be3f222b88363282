package dev.latchkey.management;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.latchkey.configuration.ConfigurationException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a request is answered with: a status, headers, and what goes into the envelope (management contract, section 3).
 * Immutable, but for the JSON in it.
 */
record Answer(
        int status,
        Map<String, String> headers,
        JsonNode result,
        @Nullable ObjectNode resultInfo,
        List<Notice> errors,
        List<Notice> messages) {

    /** As many things of one kind are told in one answer, which nobody can make much larger than the request is. */
    static final int MOST_TOLD = 100;

    private static final int OK = 200;
    private static final int CREATED = 201;
    private static final int ACCEPTED = 202;
    private static final int FIRST_FAILURE = 400;

    Answer {
        headers = Map.copyOf(headers);
        errors = List.copyOf(errors);
        messages = List.copyOf(messages);
    }

    static Answer ok(JsonNode result) {
        return of(OK, result);
    }

    static Answer created(JsonNode result) {
        return of(CREATED, result);
    }

    static Answer accepted(JsonNode result) {
        return of(ACCEPTED, result);
    }

    private static Answer of(int status, JsonNode result) {
        return new Answer(status, Map.of(), result, null, List.of(), List.of());
    }

    /** {@return one page of a list of {@code total} elements} */
    static Answer list(ArrayNode elements, Page page, long total) {
        ObjectNode info = JsonNodeFactory.instance.objectNode();
        page.describe(elements.size(), total, info);
        return new Answer(OK, Map.of(), elements, info, List.of(), List.of());
    }

    static Answer refused(Refusal refusal) {
        return refused(refusal, List.of(Notice.of(refusal)));
    }

    static Answer refused(Refusal refusal, String message) {
        return refused(refusal, List.of(new Notice(refusal.code(), message, "")));
    }

    /** {@return a refusal of bad input, with every fault of it, up to {@link #MOST_TOLD}} */
    static Answer refused(ConfigurationException invalid) {
        int code = Refusal.INVALID.code();
        return refused(
                Refusal.INVALID,
                told(invalid.faults(), code, fault -> new Notice(code, fault.message(), fault.pointer())));
    }

    /** {@return a notice of each, up to {@link #MOST_TOLD}, and one more of how many more there are} */
    static <T> List<Notice> told(List<T> all, int code, Function<T, Notice> telling) {
        List<Notice> told = new ArrayList<>();
        all.stream().limit(MOST_TOLD).map(telling).forEach(told::add);
        if (all.size() > MOST_TOLD) {
            told.add(new Notice(code, "and " + (all.size() - MOST_TOLD) + " more", ""));
        }
        return told;
    }

    private static Answer refused(Refusal refusal, List<Notice> errors) {
        return new Answer(refusal.status(), Map.of(), NullNode.instance, null, errors, List.of());
    }

    Answer withHeader(String name, String value) {
        Map<String, String> more = new TreeMap<>(headers);
        more.put(name, value);
        return new Answer(status, more, result, resultInfo, errors, messages);
    }

    Answer withMessages(List<Notice> more) {
        return new Answer(status, headers, result, resultInfo, errors, more);
    }

    Answer withMessage(Notice one) {
        List<Notice> more = new ArrayList<>(messages);
        more.add(one);
        return withMessages(more);
    }

    boolean isRefusal() {
        return status >= FIRST_FAILURE;
    }

    ObjectNode envelope() {
        ObjectNode envelope = JsonNodeFactory.instance.objectNode();
        envelope.put("success", !isRefusal());
        ArrayNode listed = envelope.putArray("errors");
        errors.forEach(each -> listed.add(each.toJson()));
        ArrayNode told = envelope.putArray("messages");
        messages.forEach(each -> told.add(each.toJson()));
        envelope.set("result", result);
        if (resultInfo != null) {
            envelope.set("result_info", resultInfo);
        }
        return envelope;
    }
}
