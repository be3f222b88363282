package dev.latchkey.management;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * An error or message in the envelope. Immutable.
 *
 * @param code 1000 or more
 * @param message for people
 * @param pointer the member that the message is about, as an RFC 6901 JSON pointer into the body; empty if none
 */
record ApiMessage(int code, String message, String pointer) {

    /** An unknown member that is probably misspelled. It is kept without effect. */
    static final int UNKNOWN_MEMBER = 13001;

    /** The change closes the API to clients without a service token. */
    static final int SHUTS_API = 13004;

    static ApiMessage of(ApiError refusal) {
        return new ApiMessage(refusal.code(), refusal.message(), "");
    }

    ObjectNode toJson() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("code", code).put("message", message);
        if (!pointer.isEmpty()) {
            json.putObject("source").put("pointer", pointer);
        }
        return json;
    }
}
