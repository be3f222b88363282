package dev.latchkey.management;

/** The ways in which the API says no: {@code docs/api.md} lists them. */
enum ApiError {
    NO_ROUTE(404, 7000, "there is nothing at this path"),
    NO_ACCOUNT(404, 7003, "there is no such account"),
    NOT_AUTHENTICATED(401, 10000, "no good management token: send one as Authorization: Bearer <token>, and once"),
    READ_ONLY(403, 10001, "this management token has the scope read"),
    TOO_MANY_FAILURES(429, 10002, "too many requests with no good management token"),
    METHOD_NOT_ALLOWED(405, 10405, "this path does not know the method; Allow names those that it knows"),
    CHANGED_MEANWHILE(409, 10409, "it is not what If-Match says any more: GET it again"),
    TOO_LARGE(413, 10413, "the body is larger than 1 MiB"),
    NOT_JSON(415, 10415, "the body must be application/json"),
    INVALID(400, 12130, "the request is not valid"),
    UNKNOWN_APPLICATION(404, 11021, "there is no such application"),
    UNKNOWN_POLICY(404, 11022, "there is no such policy"),
    UNKNOWN_SERVICE_TOKEN(404, 11023, "there is no such service token"),
    UNKNOWN_GROUP(404, 11024, "there is no such group"),
    UNKNOWN_IP_LIST(404, 11025, "there is no such IP list"),
    UNKNOWN_TAG(404, 11026, "there is no such tag"),
    /** Not 409: a client would send the request twice more. */
    SERVICE_TOKEN_IN_USE(400, 12139, "the service token is in use, so it is not deleted"),
    POLICY_IN_USE(400, 12140, "the policy is in use, so it is not deleted"),
    GROUP_IN_USE(400, 12141, "the group is in use, so it is not deleted"),
    IP_LIST_IN_USE(400, 12142, "the IP list is in use, so it is not deleted"),
    UNEXPECTED(500, 10500, "something went wrong here; the log says more"),
    UNAVAILABLE(503, 10503, "the store cannot be reached or written to now");

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
