package dev.latchkey;

import dev.latchkey.internal.matching.ApplicationIndex.HostPatterns;
import dev.latchkey.internal.matching.UrlReading;
import dev.latchkey.internal.syntax.AsciiSet;
import dev.latchkey.model.ApplicationPattern;
import dev.latchkey.model.Organization.UrlAmbiguity;
import java.util.Collection;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The application that a request leads to (request contract, section 6). If readings of its URL lead to different
 * applications, the request is ambiguous and leads to none.
 *
 * @param application the application that covers the URL; null if there is none, or the URL is ambiguous
 * @param ambiguous whether the URL must be refused
 */
record Target(@Nullable ProtectedApplication application, boolean ambiguous) {

    /**
     * The characters of a host (RFC 3986, section 3.2.2). Some containers accept others, and an app that routes by the
     * whole URL would take the rest of the host for the path.
     */
    private static final AsciiSet HOST = AsciiSet.lettersAnd("-._~!$&'()*+,;=%:[]");

    private static final Target AMBIGUOUS = new Target(null, true);

    /**
     * Finds the application.
     *
     * @param allowed the ambiguities that are not refused
     */
    static Target of(AccessRequest request, PreparedConfiguration configuration, Set<UrlAmbiguity> allowed) {
        String host = ApplicationPattern.normalizeHost(request.host());
        HostPatterns<ProtectedApplication> patterns = configuration.index().at(host);
        if (!patterns.namesPath()) {
            return new Target(patterns.find(""), false);
        }
        String rawPath = rawPath(request);
        if (rawPath == null || !HOST.containsAll(host)) {
            return AMBIGUOUS;
        }
        boolean plain = UrlReading.isPlain(rawPath);
        if (!plain && UrlReading.firstAmbiguity(rawPath, allowed) != null) {
            return AMBIGUOUS;
        }
        String path = path(request, rawPath, configuration.organization().allowedUrlAmbiguities());
        if (path == null) {
            return AMBIGUOUS;
        }
        if (plain && path.equals(rawPath)) {
            return new Target(patterns.find(path), false);
        }
        Target agreed = agreedOn(UrlReading.readings(path, rawPath), patterns);
        return agreed.isDisputed(request, rawPath, patterns) ? AMBIGUOUS : agreed;
    }

    /**
     * Returns whether a front controller that decodes nothing, or decodes as if it were a form, could run code that
     * needs other credentials. Where no application covers what it reads, only a target that needs no credentials is
     * disputed: any other keeps strangers out anyway.
     */
    private boolean isDisputed(AccessRequest request, String rawPath, HostPatterns<ProtectedApplication> patterns) {
        String sent = UrlReading.withoutNormalization(rawPath);
        if (sent != null) {
            ProtectedApplication other = patterns.find(sent);
            if (other == null ? application != null && application.mayBypass() : needsMore(other, request)) {
                return true;
            }
        }
        String form = UrlReading.decodedAsForm(rawPath);
        ProtectedApplication other = form == null ? null : patterns.find(form);
        return other != null && needsMore(other, request);
    }

    @SuppressWarnings("ReferenceEquality") // The index gives one object for an application.
    private boolean needsMore(ProtectedApplication other, AccessRequest request) {
        return other != application && !other.bypassesWhateverIsPresented(request);
    }

    private static @Nullable String rawPath(AccessRequest request) {
        try {
            return request.rawPath();
        } catch (RuntimeException unreadable) {
            return null;
        }
    }

    private static @Nullable String path(AccessRequest request, String rawPath, Set<UrlAmbiguity> allowed) {
        try {
            return request.path();
        } catch (RuntimeException unreadable) {
            return allowed.contains(UrlAmbiguity.UNREADABLE_PATH) ? UrlReading.decode(rawPath) : null;
        }
    }

    @SuppressWarnings("ReferenceEquality") // The index gives one object for an application.
    private static Target agreedOn(Collection<String> readings, HostPatterns<ProtectedApplication> patterns) {
        Target agreed = AMBIGUOUS;
        for (String reading : readings) {
            ProtectedApplication application = patterns.find(reading);
            if (agreed.ambiguous) {
                agreed = new Target(application, false);
            } else if (application != agreed.application) {
                return AMBIGUOUS;
            }
        }
        return agreed;
    }
}
