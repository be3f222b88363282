package dev.latchkey.internal.policy;

import dev.latchkey.internal.matching.ApplicationIndex;
import dev.latchkey.model.Application;
import dev.latchkey.model.ApplicationPattern;
import dev.latchkey.store.AccessConfiguration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What a URL requires, by the application that covers it. Not thread-safe. */
public final class Coverage {

    /** A sample for a wildcard, and for a host or segment that no pattern names. */
    private static final String ANY = "any-0f6d1c";

    static final String ANY_HOST = ANY + ".invalid";

    private final MinimumRequirement uncovered;
    private final ApplicationIndex<Application> index;
    private final Function<Application, MinimumRequirement> rated;
    private final Map<Application, MinimumRequirement> requirements = new HashMap<>();

    /** Creates the coverage of a configuration. */
    public Coverage(AccessConfiguration configuration) {
        Map<Application, Application> itself = new LinkedHashMap<>();
        configuration.applications().forEach(each -> itself.put(each, each));
        this.index = ApplicationIndex.of(itself);
        this.rated = MinimumRequirement.among(configuration);
        this.uncovered = configuration.organization().denyUnmatchedRequests()
                ? MinimumRequirement.REFUSES_ALL
                : MinimumRequirement.NOTHING;
    }

    /** Returns the application that covers a URL, or null. */
    @Nullable
    Application at(String host, String path) {
        return index.at(host).find(path);
    }

    /** Returns what an application requires. */
    MinimumRequirement requirement(Application application) {
        return requirements.computeIfAbsent(application, rated);
    }

    /** Returns what a typical URL of this pattern requires, whichever application covers it. */
    public MinimumRequirement requirement(ApplicationPattern pattern) {
        Application covering = at(sampleHost(pattern), samplePath(pattern));
        return covering == null ? uncovered : requirement(covering);
    }

    /** Returns a host that the pattern covers. */
    static String sampleHost(ApplicationPattern pattern) {
        return pattern.host().equals("*") ? ANY_HOST : sample(pattern.host());
    }

    /** Returns a path that the pattern covers. */
    static String samplePath(ApplicationPattern pattern) {
        return pattern.namesPath() ? sample(pattern.path()) : "/" + ANY;
    }

    private static String sample(String glob) {
        return glob.replace("*", ANY);
    }
}
