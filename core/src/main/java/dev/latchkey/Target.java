package dev.latchkey;

import dev.latchkey.application.ApplicationIndex;
import dev.latchkey.application.ApplicationPattern;
import dev.latchkey.application.UrlAmbiguity;
import dev.latchkey.application.UrlReading;
import java.util.Collection;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which application a request leads to (request contract, section 6). Where two readers of its URL could come to different
 * applications, it leads to none of them: it is ambiguous.
 *
 * @param application the application that covers the URL; null where none does, or the URL is ambiguous
 * @param ambiguous whether the URL must be refused
 */
record Target(@Nullable ProtectedApplication application, boolean ambiguous) {

    private static final Target AMBIGUOUS = new Target(null, true);

    /**
     * {@return where this request leads}
     *
     * @param allowed the forms of a URL that are not refused as such
     */
    static Target of(AccessRequest request, PreparedConfiguration configuration, Set<UrlAmbiguity> allowed) {
        ApplicationIndex<ProtectedApplication> index = configuration.index();
        String host = ApplicationPattern.normalizeHost(request.host());
        if (!index.namesPath(host)) {
            return new Target(index.find(host, ""), false);
        }
        String rawPath = rawPath(request);
        if (rawPath == null || UrlReading.firstAmbiguity(rawPath, allowed) != null) {
            return AMBIGUOUS;
        }
        String path = path(request, rawPath, configuration.organization().allowedUrlAmbiguities());
        return path == null ? AMBIGUOUS : agreedOn(UrlReading.readings(path, rawPath), host, index);
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
    private static Target agreedOn(
            Collection<String> readings, String host, ApplicationIndex<ProtectedApplication> index) {
        Target agreed = AMBIGUOUS;
        for (String reading : readings) {
            ProtectedApplication application = index.find(host, reading);
            if (agreed.ambiguous) {
                agreed = new Target(application, false);
            } else if (application != agreed.application) {
                return AMBIGUOUS;
            }
        }
        return agreed;
    }
}
