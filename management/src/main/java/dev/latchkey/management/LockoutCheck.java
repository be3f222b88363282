package dev.latchkey.management;

import dev.latchkey.internal.matching.ApplicationIndex;
import dev.latchkey.model.Application;
import dev.latchkey.model.ApplicationPattern;
import dev.latchkey.model.PolicyDecision;
import dev.latchkey.store.AccessConfiguration;
import jakarta.servlet.http.HttpServletRequest;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The URL by which the management API was reached. A change through the API may be the last one: where a filter stands
 * before it and lets through service tokens only, nobody can undo that change here. Immutable.
 *
 * @param host as {@link ApplicationPattern#normalizeHost} gives it
 * @param path decoded once
 */
record LockoutCheck(String host, String path) {

    static LockoutCheck of(HttpServletRequest request) {
        return new LockoutCheck(
                ApplicationPattern.normalizeHost(request.getServerName()),
                request.getContextPath() + request.getServletPath() + request.getPathInfo());
    }

    /**
     * Returns whether the change between {@code before} and {@code after} closes the API to who brings no service
     * token. Where it was closed before, no filter stands before it, as the request would not have come here.
     */
    @SuppressWarnings("ReferenceEquality") // The same object as long as nothing changed; equal ones may have changed.
    boolean isShutBy(AccessConfiguration before, AccessConfiguration after) {
        return before != after && isOpen(before) && !isOpen(after);
    }

    /** Which of several policies matches hangs on more than the path, so any {@code bypass} is good. */
    private boolean isOpen(AccessConfiguration configuration) {
        Application covering = ApplicationIndex.of(configuration.applications().stream()
                        .collect(Collectors.toMap(Function.identity(), Function.identity())))
                .find(host, path);
        return covering == null
                ? !configuration.organization().denyUnmatchedRequests()
                : covering.policies().stream().anyMatch(policy -> policy.decision() == PolicyDecision.BYPASS);
    }
}
