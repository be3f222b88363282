package dev.latchkey.management;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Finds the operations of a path (the table in the management contract, section 3). Each path has only one spelling,
 * without a slash at its end. Immutable.
 */
final class Routes {

    /** The path of the OpenAPI document, below the servlet's own. */
    private static final String DOCUMENT = "openapi.json";

    private final List<Route> all;
    private final UUID accountId;
    private final Place document;

    Routes(UUID accountId) {
        List<Route> routes = new ArrayList<>();
        routes.addAll(ApplicationEndpoints.routes());
        routes.addAll(ApplicationPolicyEndpoints.routes());
        routes.addAll(PolicyEndpoints.routes());
        routes.addAll(GroupEndpoints.routes());
        routes.addAll(IpListEndpoints.routes());
        routes.addAll(TagEndpoints.routes());
        routes.addAll(ServiceTokenEndpoints.routes());
        routes.addAll(KeyEndpoints.routes());
        routes.addAll(OrganizationEndpoints.routes());
        this.all = List.copyOf(routes);
        ApiResponse answer = ApiResponse.document(OpenApiDocument.of(all));
        Route route =
                Route.of("GET", DOCUMENT, BodyUse.NONE, call -> answer, Operation.of("Read this document", "openapi"));
        this.document = new Place(List.of(), Map.of("GET", route), false);
        this.accountId = accountId;
    }

    /**
     * The operations at a path. Immutable.
     *
     * @param path the segments below the account
     * @param byMethod the operations; empty if the path is unknown
     * @param isForeign whether the path belongs to another account
     */
    record Place(List<String> path, Map<String, Route> byMethod, boolean isForeign) {

        private static final Place NOWHERE = new Place(List.of(), Map.of(), false);
        private static final Place ELSEWHERE = new Place(List.of(), Map.of(), true);

        /** Returns the operation for a method, or null. HEAD is GET without a body in the response. */
        @Nullable
        Route route(String method) {
            return byMethod.get(method.equals("HEAD") ? "GET" : method);
        }

        /** Returns the allowed methods for {@code Allow}. */
        String allow() {
            List<String> methods = new ArrayList<>(byMethod.keySet());
            if (methods.contains("GET")) {
                methods.add("HEAD");
            }
            Collections.sort(methods);
            return String.join(", ", methods);
        }
    }

    /**
     * Returns the operations at a path.
     *
     * @param path the path below the servlet's own, decoded once; null if there is none
     */
    Place find(@Nullable String path) {
        if (("/" + DOCUMENT).equals(path)) {
            return document;
        }
        List<String> segments = path == null ? List.of() : Route.segments(path);
        boolean isOurs = segments.size() > 3
                && segments.get(0).isEmpty()
                && (segments.get(1).equals("accounts") || segments.get(1).equals("zones"));
        if (!isOurs) {
            return Place.NOWHERE;
        } else if (!accountId.equals(Route.parse(segments.get(2)))) {
            return Place.ELSEWHERE;
        }
        List<String> below = segments.subList(3, segments.size());
        Map<String, Route> byMethod = new LinkedHashMap<>();
        all.stream().filter(route -> route.covers(below)).forEach(route -> byMethod.put(route.method(), route));
        return new Place(below, byMethod, false);
    }
}
