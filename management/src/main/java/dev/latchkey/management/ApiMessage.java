package dev.latchkey.management;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * One thing that the envelope tells, as an error or beside a result. Immutable.
 *
 * @param code 1000 or more
 * @param message for people
 * @param pointer the member that it is about, as an RFC 6901 JSON pointer into the body; empty where it is about none
 */
record ApiMessage(int code, String message, String pointer) {

    /** An unknown member that is probably misspelt; it is kept and has no effect. */
    static final int UNKNOWN_MEMBER = 13001;

    /** The API is closed by the change to who brings no service token. */
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
