package dev.latchkey.benchmarks.nodes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a request was answered.
 *
 * @param headers by their names in lower case
 */
record Answer(int status, Map<String, String> headers, byte[] body) {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Nullable
    String header(String name) {
        return headers.get(name.toLowerCase(Locale.ROOT));
    }

    JsonNode json() throws IOException {
        return JSON.readTree(body);
    }

    /** Returns the header line that presents the session which this answer opened. */
    String cookieLine() {
        String set = header("Set-Cookie");
        if (set == null) {
            throw new IllegalStateException("an answer " + status + " without a cookie");
        }
        return "Cookie: " + set.substring(0, set.indexOf(';'));
    }
}
