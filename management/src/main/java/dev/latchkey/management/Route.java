package dev.latchkey.management;

import dev.latchkey.internal.json.JsonObjectReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One row of the table in the management contract, section 3. Immutable.
 *
 * @param method the method
 * @param template the segments of the path below the account: words, and names of IDs in braces
 * @param body how it uses a body
 * @param handler handles requests
 * @param operation describes it
 */
record Route(String method, List<String> template, BodyUse body, Handler handler, Operation operation) {

    /** Handles a request. */
    @FunctionalInterface
    interface Handler {
        ApiResponse handle(ApiRequest call);
    }

    static Route of(String method, String path, BodyUse body, Handler handler, Operation operation) {
        return new Route(method, List.of(path.split("/", -1)), body, handler, operation);
    }

    Route {
        template = List.copyOf(template);
    }

    /** Returns the path below the servlet's own, with the names of IDs in braces. */
    String path() {
        return "/accounts/{account}/" + String.join("/", template);
    }

    /** Returns the names of the IDs in the path. */
    List<String> parameters() {
        List<String> names = new ArrayList<>(List.of("account"));
        template.stream().filter(Route::isId).forEach(segment -> names.add(segment.substring(1, segment.length() - 1)));
        return names;
    }

    /** Returns whether {@code If-Match} has an effect. */
    boolean hasPrecondition() {
        return !method.equals("GET") && isUuid(template.get(template.size() - 1));
    }

    /** Returns whether this is the route of the path, whatever its IDs are. */
    boolean covers(List<String> path) {
        if (path.size() != template.size()) {
            return false;
        }
        for (int i = 0; i < path.size(); i++) {
            boolean fits = isId(template.get(i))
                    ? !path.get(i).isEmpty()
                    : template.get(i).equals(path.get(i));
            if (!fits) {
                return false;
            }
        }
        return true;
    }

    /** Returns the error for a malformed ID in the path, or null. */
    @Nullable
    ApiError malformedId(List<String> path) {
        for (int i = 0; i < path.size(); i++) {
            if (isUuid(template.get(i)) && parse(path.get(i)) == null) {
                return switch (template.get(i)) {
                    case "{application}" -> ApiError.UNKNOWN_APPLICATION;
                    case "{policy}" -> ApiError.UNKNOWN_POLICY;
                    case "{group}" -> ApiError.UNKNOWN_GROUP;
                    case "{ip_list}" -> ApiError.UNKNOWN_IP_LIST;
                    default -> ApiError.UNKNOWN_SERVICE_TOKEN;
                };
            }
        }
        return null;
    }

    /** Returns the IDs in the path, which must be well-formed. */
    List<UUID> ids(List<String> path) {
        List<UUID> ids = new ArrayList<>();
        for (int i = 0; i < path.size(); i++) {
            UUID id = isUuid(template.get(i)) ? parse(path.get(i)) : null;
            if (id != null) {
                ids.add(id);
            }
        }
        return ids;
    }

    private static boolean isId(String segment) {
        return segment.startsWith("{");
    }

    /** Returns whether it is an ID other than that of a tag, which is its name. */
    private static boolean isUuid(String segment) {
        return isId(segment) && !segment.equals("{tag}");
    }

    /** Parses an ID, a UUID or its 32 hex characters. Returns null if it is malformed. */
    static @Nullable UUID parse(String text) {
        try {
            return JsonObjectReader.uuid(text);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** Returns the segments of a path, with an empty one between two slashes and after a final one. */
    static List<String> segments(String path) {
        return Arrays.asList(path.split("/", -1));
    }
}
