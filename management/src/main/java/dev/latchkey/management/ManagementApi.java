package dev.latchkey.management;

import dev.latchkey.admin.Administration;
import dev.latchkey.configuration.ConfigurationException;
import dev.latchkey.servlet.forwarding.ForwardedRequests;
import dev.latchkey.store.AccessConfiguration;
import dev.latchkey.store.StoreUnavailableException;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import org.jspecify.annotations.Nullable;

/**
 * Answers requests to the management API (management contract, section 3). Thread-safe.
 *
 * <p>It checks a request in this order, up to the first error: token, account and path, method, scope, IDs, body, and
 * the body against the stored state.
 */
final class ManagementApi {

    /** The value of {@code Retry-After} in seconds: enough for a short lock or restart of the store. */
    private static final String RETRY_AFTER = "5";

    private static final ApiMessage API_IS_SHUT = new ApiMessage(
            ApiMessage.SHUTS_API,
            "No bypass policy covers this API anymore. A filter in front of it will deny the request that reverts this"
                    + " change.",
            "");

    private final Administration administration;
    private final Authenticator authenticator;
    private final FailureLimit failures;
    private final Routes routes;

    ManagementApi(Administration administration, Authenticator authenticator, FailureLimit failures, Routes routes) {
        this.administration = administration;
        this.authenticator = authenticator;
        this.failures = failures;
        this.routes = routes;
    }

    ApiResponse answer(HttpServletRequest request) {
        ManagementToken token = authenticator.authenticate(request);
        if (token == null) {
            return refuseStranger(request);
        }
        ApiResponse answer = answer(request, token);
        if (answer.isRefusal()) {
            ApiErrorLog.log(answer, request, token.name());
        }
        return withAdvice(answer, request);
    }

    private ApiResponse refuseStranger(HttpServletRequest request) {
        String address = ForwardedRequests.remoteAddress(request);
        FailureLimit.Verdict verdict = failures.count(address);
        ApiResponse answer = verdict == FailureLimit.Verdict.TELL
                ? ApiResponse.refused(ApiError.NOT_AUTHENTICATED).withHeader("WWW-Authenticate", "Bearer")
                : ApiResponse.refused(ApiError.TOO_MANY_FAILURES)
                        .withHeader("Retry-After", Long.toString(failures.secondsToWait(address)));
        if (verdict != FailureLimit.Verdict.REFUSE) {
            // Only the first failure beyond the limit is logged.
            ApiErrorLog.log(answer, request, null);
        }
        return answer;
    }

    private ApiResponse answer(HttpServletRequest request, ManagementToken token) {
        try {
            return carryOut(request, token);
        } catch (ConfigurationException e) {
            return ApiResponse.refused(e);
        } catch (StoreUnavailableException e) {
            ApiErrorLog.logFault("the store cannot be read or written", e);
            return ApiResponse.refused(ApiError.UNAVAILABLE).withHeader("Retry-After", RETRY_AFTER);
        } catch (RuntimeException | LinkageError | AssertionError | StackOverflowError e) {
            ApiErrorLog.logFault("a request to the management API failed", e);
            return ApiResponse.refused(ApiError.UNEXPECTED);
        }
    }

    private ApiResponse carryOut(HttpServletRequest request, ManagementToken token) {
        // An error page or a forward is a request of the app itself.
        Routes.Place place =
                routes.find(request.getDispatcherType() == DispatcherType.REQUEST ? request.getPathInfo() : null);
        Route route = place.route(request.getMethod());
        if (route == null) {
            return refuse(place);
        } else if (token.scope() != ManagementToken.Scope.WRITE
                && !route.method().equals("GET")) {
            return ApiResponse.refused(ApiError.READ_ONLY);
        }
        ApiError malformed = route.malformedId(place.path());
        if (malformed != null) {
            return ApiResponse.refused(malformed);
        }
        RequestBody body = RequestBody.read(request, route.body());
        ApiError unreadable = body.refusal();
        return unreadable == null ? carryOut(request, token, route, place, body) : ApiResponse.refused(unreadable);
    }

    private ApiResponse carryOut(
            HttpServletRequest request, ManagementToken token, Route route, Routes.Place place, RequestBody body) {
        IfMatch ifMatch = IfMatch.of(Collections.list(request.getHeaders("If-Match")));
        ApiRequest call =
                new ApiRequest(request, administration.as(token.name()), route.ids(place.path()), ifMatch, body.json());
        if (route.method().equals("GET")) {
            return route.handler().handle(call);
        }
        AccessConfiguration before = configurationIfKnown();
        ApiResponse answer = route.handler().handle(call);
        return answer.isRefusal() || before == null ? answer : withWarning(answer, request, before);
    }

    private ApiResponse withWarning(ApiResponse answer, HttpServletRequest request, AccessConfiguration before) {
        AccessConfiguration after = configurationIfKnown();
        return after != null && LockoutCheck.of(request).isShutBy(before, after)
                ? answer.withMessage(API_IS_SHUT)
                : answer;
    }

    /**
     * Returns the configuration, or null if the store is unavailable. It serves only for a warning, which may be
     * missing.
     */
    private @Nullable AccessConfiguration configurationIfKnown() {
        try {
            return administration.configuration();
        } catch (StoreUnavailableException e) {
            return null;
        }
    }

    private static ApiResponse refuse(Routes.Place place) {
        if (place.isForeign()) {
            return ApiResponse.refused(ApiError.NO_ACCOUNT);
        }
        return place.byMethod().isEmpty()
                ? ApiResponse.refused(ApiError.NO_ROUTE)
                : ApiResponse.refused(ApiError.METHOD_NOT_ALLOWED).withHeader("Allow", place.allow());
    }

    /**
     * Tells clients not to retry where that is harmful or useless. Their own rule is to repeat 409 and 5xx, POSTs
     * included, although a failed POST may have had an effect.
     */
    private static ApiResponse withAdvice(ApiResponse answer, HttpServletRequest request) {
        boolean conflict = answer.status() == ApiError.CHANGED_MEANWHILE.status();
        boolean broken = answer.status() >= ApiError.UNEXPECTED.status();
        return conflict || (broken && request.getMethod().equals("POST"))
                ? answer.withHeader("x-should-retry", "false")
                : answer;
    }
}
