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
 * <p>Patterns are found by the literal text in front of their first wildcard, hosts also by the text after their last
 * one. So the time of a look-up depends on the number of patterns that share this text, and hardly on that of the
 * others.
 *
 * @param <T> the indexed value of an application
 */
public final class ApplicationIndex<T> {

    /** What covers the hosts that a pattern names without a wildcard. */
    private final Map<String, HostPatterns<T>> exactHosts;
    /** What covers every host: the pattern {@code *}, if there is one. */
    private final HostPatterns<T> anyHost;

    private final AffixIndex<List<Host<T>>> wildcardHostsByStart;
    private final AffixIndex<List<Host<T>>> wildcardHostsByEnd;

    private ApplicationIndex(Collection<Host<T>> hosts) {
        this.anyHost = new HostPatterns<>(
                hosts.stream().filter(host -> host.pattern.host().equals("*")).toList());
        Map<String, List<Host<T>>> byStart = new HashMap<>();
        Map<String, List<Host<T>>> byEnd = new HashMap<>();
        for (Host<T> host : hosts) {
            String text = host.pattern.host();
            if (host.pattern.exactHost() || text.equals("*")) {
                continue;
            }
            String start = text.substring(0, text.indexOf('*'));
            String end = text.substring(text.lastIndexOf('*') + 1);
            if (start.length() > end.length()) {
                byStart.computeIfAbsent(start, key -> new ArrayList<>()).add(host);
            } else {
                byEnd.computeIfAbsent(end, key -> new ArrayList<>()).add(host);
            }
        }
        this.wildcardHostsByStart = AffixIndex.ofStarts(byStart);
        this.wildcardHostsByEnd = AffixIndex.ofEnds(byEnd);
        this.exactHosts = new HashMap<>();
        for (Host<T> host : hosts) {
            if (host.pattern.exactHost()) {
                List<Host<T>> covering = new ArrayList<>(List.of(host));
                covering.addAll(wildcardHosts(host.pattern.host()).hosts);
                exactHosts.put(host.pattern.host(), new HostPatterns<>(covering));
            }
        }
    }

    /**
     * A pattern with its rank: the lower, the more specific.
     *
     * @param <T> the indexed value of an application
     */
    private record Entry<T>(ApplicationPattern pattern, int rank, T application) {}

    /**
     * All patterns with the same host. Immutable.
     *
     * @param pattern one of them
     * @param namesPath whether one of them names a path
     * @param byPath the patterns by the literal start of their paths
     */
    private record Host<T>(ApplicationPattern pattern, boolean namesPath, AffixIndex<List<Entry<T>>> byPath) {

        static <T> Host<T> of(List<Entry<T>> entries) {
            Map<String, List<Entry<T>>> byPath = new HashMap<>();
            for (Entry<T> entry : entries) {
                String path = entry.pattern.path();
                int wildcard = path.indexOf('*');
                byPath.computeIfAbsent(wildcard < 0 ? path : path.substring(0, wildcard), key -> new ArrayList<>())
                        .add(entry);
            }
            return new Host<>(
                    entries.get(0).pattern,
                    entries.stream().anyMatch(entry -> entry.pattern.namesPath()),
                    AffixIndex.ofStarts(byPath));
        }

        /** Returns the most specific pattern that covers this path, or {@code other} if that is more specific. */
        @Nullable
        Entry<T> find(String path, @Nullable Entry<T> other) {
            Entry<T> best = other;
            for (int node = byPath.longest(path); node >= 0; node = byPath.shorter(node)) {
                List<Entry<T>> entries = byPath.value(node);
                for (int i = 0; i < entries.size(); i++) {
                    Entry<T> entry = entries.get(i);
                    if ((best == null || entry.rank < best.rank) && entry.pattern.coversPath(path)) {
                        best = entry;
                    }
                }
            }
            return best;
        }
    }

    /**
     * The patterns that cover one host. Immutable.
     *
     * @param <T> the indexed value of an application
     */
    public static final class HostPatterns<T> {

        private final List<Host<T>> hosts;
        private final boolean namesPath;

        private HostPatterns(List<Host<T>> hosts) {
            this.hosts = hosts;
            boolean names = false;
            for (int i = 0; i < hosts.size(); i++) {
                names |= hosts.get(i).namesPath;
            }
            this.namesPath = names;
        }

        /** Returns whether a pattern covers the host, for any path. */
        public boolean coversHost() {
            return !hosts.isEmpty();
        }

        /** Returns whether one of the patterns names a path, so that the decision may depend on how the path is read. */
        public boolean namesPath() {
            return namesPath;
        }

        /**
         * Returns the value of the application that covers this path, or null.
         *
         * @param path decoded once; irrelevant if {@link #namesPath} is false
         */
        public @Nullable T find(String path) {
            Entry<T> best = null;
            for (int i = 0; i < hosts.size(); i++) {
                best = hosts.get(i).find(path, best);
            }
            return best == null ? null : best.application;
        }
    }

    /**
     * Indexes applications by their patterns.
     *
     * @param applications the applications and their values
     * @throws dev.latchkey.configuration.ConfigurationException if two of them have the same pattern
     */
    public static <T> ApplicationIndex<T> of(Map<Application, T> applications) {
        checkPatterns(applications.keySet()).throwIfAny("applications");
        List<Map.Entry<ApplicationPattern, T>> sorted = new ArrayList<>();
        applications.forEach((application, value) ->
                application.patterns().forEach(pattern -> sorted.add(Map.entry(pattern, value))));
        sorted.sort(Map.Entry.comparingByKey(ApplicationPattern.MOST_SPECIFIC_FIRST));
        Map<String, List<Entry<T>>> byHost = new HashMap<>();
        for (int rank = 0; rank < sorted.size(); rank++) {
            ApplicationPattern pattern = sorted.get(rank).getKey();
            byHost.computeIfAbsent(pattern.host(), host -> new ArrayList<>())
                    .add(new Entry<>(pattern, rank, sorted.get(rank).getValue()));
        }
        return new ApplicationIndex<>(byHost.values().stream().map(Host::of).toList());
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
     * Returns the patterns that cover this host.
     *
     * @param host normalized by {@link ApplicationPattern#normalizeHost}
     */
    public HostPatterns<T> at(String host) {
        HostPatterns<T> exact = exactHosts.get(host);
        return exact != null ? exact : wildcardHosts(host);
    }

    private HostPatterns<T> wildcardHosts(String host) {
        int byStart = wildcardHostsByStart.longest(host);
        int byEnd = wildcardHostsByEnd.longest(host);
        if (byStart < 0 && byEnd < 0) {
            return anyHost;
        }
        List<Host<T>> covering = new ArrayList<>(anyHost.hosts);
        addCovering(wildcardHostsByStart, byStart, host, covering);
        addCovering(wildcardHostsByEnd, byEnd, host, covering);
        return new HostPatterns<>(covering);
    }

    private static <T> void addCovering(
            AffixIndex<List<Host<T>>> index, int longest, String host, List<Host<T>> covering) {
        for (int node = longest; node >= 0; node = index.shorter(node)) {
            List<Host<T>> candidates = index.value(node);
            for (int i = 0; i < candidates.size(); i++) {
                if (candidates.get(i).pattern.coversHost(host)) {
                    covering.add(candidates.get(i));
                }
            }
        }
    }
}
