package dev.latchkey.management;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.latchkey.configuration.ConfigurationException;
import dev.latchkey.configuration.Fault;
import dev.latchkey.internal.json.JsonText;
import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request, or the error if it cannot be used. Immutable, except for the JSON in it.
 *
 * @param json the body; empty if it is optional and missing
 * @param refusal the error; null if there is none
 */
record RequestBody(ObjectNode json, @Nullable ApiError refusal) {

    /** The largest body, in bytes (management contract, section 3). */
    static final int LARGEST = 1 << 20;

    /**
     * How much of a refused body is read, in bytes, because a client that is cut off while it sends misses the answer.
     */
    private static final long MOST_READ_OVER = 16L << 20;

    private static final int CHUNK = 8192;
    private static final String JSON = "application/json";

    /**
     * Reads the body. One that is too large or not JSON is read and discarded.
     *
     * @throws ConfigurationException if it is not one JSON object, or cannot be read
     */
    static RequestBody read(HttpServletRequest request, BodyUse use) {
        if (use == BodyUse.NONE) {
            return new RequestBody(JsonNodeFactory.instance.objectNode(), null);
        }
        if (request.getContentLengthLong() > LARGEST) {
            // A client that sends Expect has sent nothing yet, and need not send what would be discarded.
            return asksFirst(request) ? refused(ApiError.TOO_LARGE) : readOver(request, ApiError.TOO_LARGE);
        }
        byte[] bytes = bytes(request);
        if (bytes.length > 0 && !isJson(request.getContentType())) {
            return readOver(request, ApiError.NOT_JSON);
        } else if (bytes.length > LARGEST) {
            return readOver(request, ApiError.TOO_LARGE);
        } else if (bytes.length > 0) {
            ObjectNode json = JsonText.of("body", bytes).object();
            BodyBounds.check(json);
            return new RequestBody(json, null);
        } else if (use == BodyUse.REQUIRED) {
            throw invalid("the body is missing; it must be a JSON object");
        }
        return new RequestBody(JsonNodeFactory.instance.objectNode(), null);
    }

    private static boolean asksFirst(HttpServletRequest request) {
        String expect = request.getHeader("Expect");
        return expect != null && expect.strip().equalsIgnoreCase("100-continue");
    }

    private static RequestBody readOver(HttpServletRequest request, ApiError refusal) {
        try {
            InputStream in = request.getInputStream();
            byte[] chunk = new byte[CHUNK];
            long left = MOST_READ_OVER;
            for (int count = 0; count >= 0 && left > 0; left -= count) {
                count = in.read(chunk);
            }
        } catch (IOException | RuntimeException e) {
            // The refusal stands, even if the client has gone.
            return refused(refusal);
        }
        return refused(refusal);
    }

    private static RequestBody refused(ApiError refusal) {
        return new RequestBody(JsonNodeFactory.instance.objectNode(), refusal);
    }

    /** Returns the body, or one byte more than the largest if it is larger; one byte if it is not JSON anyway. */
    private static byte[] bytes(HttpServletRequest request) {
        int most = isJson(request.getContentType()) ? LARGEST + 1 : 1;
        ByteArrayOutputStream read = new ByteArrayOutputStream(Math.min(CHUNK, most));
        try {
            InputStream in = request.getInputStream();
            byte[] chunk = new byte[Math.min(CHUNK, most)];
            int count = 0;
            while (count >= 0 && read.size() < most) {
                count = in.read(chunk, 0, Math.min(chunk.length, most - read.size()));
                read.write(chunk, 0, Math.max(count, 0));
            }
            return read.toByteArray();
        } catch (IOException | RuntimeException e) {
            // The body broke off or is malformed. Containers report that with their own exceptions.
            throw invalid("the body could not be read to its end");
        }
    }

    private static boolean isJson(@Nullable String contentType) {
        if (contentType == null) {
            return false;
        }
        int end = contentType.indexOf(';');
        String type = end < 0 ? contentType : contentType.substring(0, end);
        return type.strip().toLowerCase(Locale.ROOT).equals(JSON);
    }

    private static ConfigurationException invalid(String message) {
        return new ConfigurationException("body", List.of(new Fault("", message)));
    }
}
