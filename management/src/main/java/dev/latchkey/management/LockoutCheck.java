package dev.latchkey.management;

import dev.latchkey.internal.matching.ApplicationIndex;
import dev.latchkey.model.Application;
import dev.latchkey.model.ApplicationPattern;
import dev.latchkey.model.Policy;
import dev.latchkey.store.AccessConfiguration;
import jakarta.servlet.http.HttpServletRequest;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The URL of the management API. If a filter in front of the API admits only service tokens after a change, nobody can
 * undo that change through the API. Immutable.
 *
 * @param host the host in the form of {@link ApplicationPattern#normalizeHost}
 * @param path the path, decoded once
 */
record LockoutCheck(String host, String path) {

    static LockoutCheck of(HttpServletRequest request) {
        return new LockoutCheck(
                ApplicationPattern.normalizeHost(request.getServerName()),
                request.getContextPath() + request.getServletPath() + request.getPathInfo());
    }

    /**
     * Returns whether a change closes the API to clients without a service token. If the API was closed before, there
     * is no filter in front of it, because the request has arrived.
     */
    @SuppressWarnings("ReferenceEquality") // The same object as long as nothing changed; equal ones may have changed.
    boolean isShutBy(AccessConfiguration before, AccessConfiguration after) {
        return before != after && isOpen(before) && !isOpen(after);
    }

    /** Returns whether any {@code bypass} policy covers the API. Which policy matches depends on more than the path. */
    private boolean isOpen(AccessConfiguration configuration) {
        Application covering = ApplicationIndex.of(configuration.applications().stream()
                        .collect(Collectors.toMap(Function.identity(), Function.identity())))
                .at(host)
                .find(path);
        return covering == null
                ? !configuration.organization().denyUnmatchedRequests()
                : covering.policies().stream().anyMatch(policy -> policy.decision() == Policy.Decision.BYPASS);
    }
}
