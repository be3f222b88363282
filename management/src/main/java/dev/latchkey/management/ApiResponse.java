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
 * A response: status, headers, and the content of the envelope (management contract, section 3). Immutable, except for
 * the JSON in it.
 *
 * @param bare whether the result is the whole body, without the envelope
 */
record ApiResponse(
        int status,
        Map<String, String> headers,
        JsonNode result,
        @Nullable ObjectNode resultInfo,
        List<ApiMessage> errors,
        List<ApiMessage> messages,
        boolean bare) {

    /** The most errors or messages in one answer, so that no request causes a much larger answer. */
    static final int MOST_TOLD = 100;

    private static final int OK = 200;
    static final int CREATED = 201;
    private static final int ACCEPTED = 202;
    private static final int FIRST_FAILURE = 400;

    ApiResponse {
        headers = Map.copyOf(headers);
        errors = List.copyOf(errors);
        messages = List.copyOf(messages);
    }

    static ApiResponse ok(JsonNode result) {
        return of(OK, result);
    }

    static ApiResponse created(JsonNode result) {
        return of(CREATED, result);
    }

    static ApiResponse accepted(JsonNode result) {
        return of(ACCEPTED, result);
    }

    /** Returns the same response with another status, unless it is an error. */
    ApiResponse withStatus(int success) {
        return isRefusal() ? this : new ApiResponse(success, headers, result, resultInfo, errors, messages, bare);
    }

    /** Returns a document that is answered as it is, without the envelope. */
    static ApiResponse document(ObjectNode document) {
        return new ApiResponse(OK, Map.of(), document, null, List.of(), List.of(), true);
    }

    private static ApiResponse of(int status, JsonNode result) {
        return new ApiResponse(status, Map.of(), result, null, List.of(), List.of(), false);
    }

    /** Returns one page of a list of {@code total} elements. */
    static ApiResponse list(ArrayNode elements, Page page, long total) {
        ObjectNode info = JsonNodeFactory.instance.objectNode();
        page.describe(elements.size(), total, info);
        return new ApiResponse(OK, Map.of(), elements, info, List.of(), List.of(), false);
    }

    static ApiResponse refused(ApiError refusal) {
        return refused(refusal, List.of(ApiMessage.of(refusal)));
    }

    static ApiResponse refused(ApiError refusal, String message) {
        return refused(refusal, List.of(new ApiMessage(refusal.code(), message, "")));
    }

    /** Returns a response to invalid input, with its faults, up to {@link #MOST_TOLD}. */
    static ApiResponse refused(ConfigurationException invalid) {
        int code = ApiError.INVALID.code();
        return refused(
                ApiError.INVALID,
                told(invalid.faults(), code, fault -> new ApiMessage(code, fault.message(), fault.pointer())));
    }

    /** Returns a message for each element, up to {@link #MOST_TOLD}, and one with the number of the others. */
    static <T> List<ApiMessage> told(List<T> all, int code, Function<T, ApiMessage> telling) {
        List<ApiMessage> told = new ArrayList<>();
        all.stream().limit(MOST_TOLD).map(telling).forEach(told::add);
        if (all.size() > MOST_TOLD) {
            told.add(new ApiMessage(code, "and " + (all.size() - MOST_TOLD) + " more", ""));
        }
        return told;
    }

    private static ApiResponse refused(ApiError refusal, List<ApiMessage> errors) {
        return new ApiResponse(refusal.status(), Map.of(), NullNode.instance, null, errors, List.of(), false);
    }

    ApiResponse withHeader(String name, String value) {
        Map<String, String> more = new TreeMap<>(headers);
        more.put(name, value);
        return new ApiResponse(status, more, result, resultInfo, errors, messages, bare);
    }

    ApiResponse withMessages(List<ApiMessage> more) {
        return new ApiResponse(status, headers, result, resultInfo, errors, more, bare);
    }

    ApiResponse withMessage(ApiMessage one) {
        List<ApiMessage> more = new ArrayList<>(messages);
        more.add(one);
        return withMessages(more);
    }

    boolean isRefusal() {
        return status >= FIRST_FAILURE;
    }

    /** Returns the body: the result in the envelope of all answers, or a bare document. */
    JsonNode content() {
        return bare ? result : envelope();
    }

    private ObjectNode envelope() {
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
