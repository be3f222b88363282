package dev.latchkey.management;

/** The errors of the API. {@code docs/api.md} lists them. */
enum ApiError {
    NO_ROUTE(404, 7000, "unknown path"),
    NO_ACCOUNT(404, 7003, "unknown account"),
    NOT_AUTHENTICATED(401, 10000, "no valid management token; send exactly one as Authorization: Bearer <token>"),
    READ_ONLY(403, 10001, "this management token has the scope read"),
    TOO_MANY_FAILURES(429, 10002, "too many requests without a valid management token"),
    METHOD_NOT_ALLOWED(405, 10405, "method not allowed; Allow lists the allowed methods"),
    CHANGED_MEANWHILE(409, 10409, "it no longer matches If-Match; GET it again"),
    TOO_LARGE(413, 10413, "the body is larger than 1 MiB"),
    NOT_JSON(415, 10415, "the body must be application/json"),
    INVALID(400, 12130, "the request is invalid"),
    UNKNOWN_APPLICATION(404, 11021, "unknown application"),
    UNKNOWN_POLICY(404, 11022, "unknown policy"),
    UNKNOWN_SERVICE_TOKEN(404, 11023, "unknown service token"),
    UNKNOWN_GROUP(404, 11024, "unknown group"),
    UNKNOWN_IP_LIST(404, 11025, "unknown IP list"),
    UNKNOWN_TAG(404, 11026, "unknown tag"),
    /** Not 409: a client would send the request twice more. */
    SERVICE_TOKEN_IN_USE(400, 12139, "the service token is in use and cannot be deleted"),
    POLICY_IN_USE(400, 12140, "the policy is in use and cannot be deleted"),
    GROUP_IN_USE(400, 12141, "the group is in use and cannot be deleted"),
    IP_LIST_IN_USE(400, 12142, "the IP list is in use and cannot be deleted"),
    UNEXPECTED(500, 10500, "internal error; see the log"),
    UNAVAILABLE(503, 10503, "the store is unavailable");

    private final int status;
    private final int code;
    private final String message;

    ApiError(int status, int code, String message) {
        this.status = status;
        this.code = code;
        this.message = message;
    }

    int status() {
        return status;
    }

    int code() {
        return code;
    }

    String message() {
        return message;
    }
}
