package dev.latchkey.internal.matching;

import dev.latchkey.internal.fault.Faults;
import dev.latchkey.model.Application;
import dev.latchkey.model.ApplicationPattern;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds the application that covers a URL: the one with the most specific pattern. Nothing is inherited from less
 * specific ones (request contract, section 6). Immutable.
 *
 * @param <T> the indexed value of an application
 */
public final class ApplicationIndex<T> {

    private record Entry<T>(ApplicationPattern pattern, T application) {}

    private final Map<String, List<Entry<T>>> byExactHost;
    private final List<Entry<T>> byWildcardHost;

    private ApplicationIndex(Map<String, List<Entry<T>>> byExactHost, List<Entry<T>> byWildcardHost) {
        this.byExactHost = byExactHost;
        this.byWildcardHost = byWildcardHost;
    }

    /**
     * Indexes applications by their patterns.
     *
     * @param applications the applications and their values
     * @throws dev.latchkey.configuration.ConfigurationException if two of them have the same pattern
     */
    public static <T> ApplicationIndex<T> of(Map<Application, T> applications) {
        checkPatterns(applications.keySet()).throwIfAny("applications");
        List<Entry<T>> entries = new ArrayList<>();
        applications.forEach((application, value) ->
                application.patterns().forEach(pattern -> entries.add(new Entry<>(pattern, value))));
        entries.sort((a, b) -> ApplicationPattern.MOST_SPECIFIC_FIRST.compare(a.pattern, b.pattern));
        Map<String, List<Entry<T>>> exact = new HashMap<>();
        List<Entry<T>> wildcard = new ArrayList<>();
        for (Entry<T> entry : entries) {
            if (entry.pattern.exactHost()) {
                exact.computeIfAbsent(entry.pattern.host(), host -> new ArrayList<>())
                        .add(entry);
            } else {
                wildcard.add(entry);
            }
        }
        return new ApplicationIndex<>(exact, wildcard);
    }

    /** Returns a fault for each pattern that two applications claim. */
    public static Faults checkPatterns(Collection<Application> applications) {
        Faults faults = new Faults();
        Map<ApplicationPattern, Application> claimed = new HashMap<>();
        int position = 0;
        for (Application application : applications) {
            for (int i = 0; i < application.patterns().size(); i++) {
                ApplicationPattern pattern = application.patterns().get(i);
                // Where the pattern is in a file that we write.
                Application other = claimed.putIfAbsent(pattern, application);
                if (other != null) {
                    faults.add(
                            "/applications/" + position + (i == 0 ? "/domain" : "/destinations/" + i + "/uri"),
                            "the pattern " + pattern + " of application " + application.name()
                                    + " is already claimed by application " + other.name());
                }
            }
            position++;
        }
        return faults;
    }

    /**
     * Returns whether a pattern for this host names a path, so that the decision may depend on how the path is read.
     *
     * @param host normalized by {@link ApplicationPattern#normalizeHost}
     */
    public boolean namesPath(String host) {
        for (Entry<T> entry : byExactHost.getOrDefault(host, List.of())) {
            if (entry.pattern.namesPath()) {
                return true;
            }
        }
        for (int i = 0; i < byWildcardHost.size(); i++) {
            ApplicationPattern pattern = byWildcardHost.get(i).pattern;
            if (pattern.namesPath() && pattern.coversHost(host)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Returns the value of the application that covers this URL, or null.
     *
     * @param host normalized by {@link ApplicationPattern#normalizeHost}
     * @param path decoded once; irrelevant if {@link #namesPath} is false
     */
    public @Nullable T find(String host, String path) {
        List<Entry<T>> exact = byExactHost.get(host);
        if (exact != null) {
            for (int i = 0; i < exact.size(); i++) {
                if (exact.get(i).pattern.coversPath(path)) {
                    return exact.get(i).application;
                }
            }
        }
        for (int i = 0; i < byWildcardHost.size(); i++) {
            Entry<T> entry = byWildcardHost.get(i);
            if (entry.pattern.coversHost(host) && entry.pattern.coversPath(path)) {
                return entry.application;
            }
        }
        return null;
    }

    /** Returns whether a pattern covers this host, for any path. */
    public boolean coversHost(String host) {
        if (byExactHost.containsKey(host)) {
            return true;
        }
        for (Entry<T> entry : byWildcardHost) {
            if (entry.pattern.coversHost(host)) {
                return true;
            }
        }
        return false;
    }
}
