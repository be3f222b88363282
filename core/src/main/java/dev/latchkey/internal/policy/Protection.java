package dev.latchkey.internal.policy;

import dev.latchkey.internal.syntax.GoDuration;
import dev.latchkey.model.Application;
import dev.latchkey.model.ApplicationPattern;
import dev.latchkey.model.ApplicationSettings;
import dev.latchkey.model.ApplicationSettings.SingleHeaderScheme;
import dev.latchkey.model.Organization;
import dev.latchkey.store.AccessConfiguration;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Describes in words what a configuration protects: in the log at start, on the command line, and wherever else people
 * ask. Texts contain names unescaped: escape them before printing. Immutable.
 *
 * @param applications the applications in the order of the configuration
 * @param rest what happens to requests that no application covers; null if every request is covered
 */
public record Protection(List<Entry> applications, @Nullable String rest) {

    /** How many applications {@link #lines()} lists, so that a large configuration does not flood the log. */
    private static final int MOST_LISTED = 50;

    private static final int MOST_PATTERNS = 10;

    /**
     * The protection of one application.
     *
     * @param name the name of the application
     * @param covers its patterns
     * @param admits the policies in a few words; the subject is the application
     * @param session the duration of sessions, for example {@code 24h}, or why there are none
     * @param singleHeader the name of the single header with its schemes, or null
     */
    public record Entry(
            String name,
            List<String> covers,
            String admits,
            String session,
            @Nullable String singleHeader) {

        private String line() {
            String more = covers.size() > MOST_PATTERNS ? " and " + (covers.size() - MOST_PATTERNS) + " more" : "";
            return "application " + name + ": "
                    + covers.stream().limit(MOST_PATTERNS).collect(Collectors.joining(", ")) + more + "; " + admits
                    + "; session: " + session + (singleHeader == null ? "" : "; single header: " + singleHeader);
        }
    }

    /** Copies the list. */
    public Protection {
        applications = List.copyOf(applications);
    }

    /** Describes a configuration. */
    public static Protection of(AccessConfiguration configuration) {
        Organization organization = configuration.organization();
        Function<Application, MinimumRequirement> requirements = MinimumRequirement.among(configuration);
        List<Entry> entries = configuration.applications().stream()
                .map(each -> entry(each, organization, requirements.apply(each)))
                .toList();
        return new Protection(entries, rest(organization, configuration.applications()));
    }

    private static Entry entry(Application application, Organization organization, MinimumRequirement least) {
        return new Entry(
                application.name(),
                application.patterns().stream()
                        .map(ApplicationPattern::toString)
                        .toList(),
                least.words(),
                session(application.settings(), organization),
                singleHeader(application.settings()));
    }

    private static String session(ApplicationSettings settings, Organization organization) {
        if (organization.strictServiceTokenAuth()) {
            return "none (strict mode)";
        }
        Duration own = settings.sessionDuration();
        Duration duration = own == null ? organization.sessionDuration() : own;
        return duration.isZero() ? "none" : GoDuration.format(duration);
    }

    private static @Nullable String singleHeader(ApplicationSettings settings) {
        String header = settings.readServiceTokensFromHeader();
        return header == null
                ? null
                : header
                        + settings.singleHeaderSchemes().stream()
                                .sorted()
                                .map(SingleHeaderScheme::word)
                                .collect(Collectors.joining(", ", " (", ")"));
    }

    private static @Nullable String rest(Organization organization, List<Application> applications) {
        boolean coversAll = applications.stream()
                .flatMap(each -> each.patterns().stream())
                .anyMatch(pattern -> pattern.host().equals("*") && !pattern.namesPath());
        if (coversAll) {
            return null;
        }
        String which = applications.isEmpty() ? "every request" : "any other host or path";
        return organization.denyUnmatchedRequests()
                ? which + ": answered 403, because no application covers it"
                : which + ": NOT PROTECTED, because no application covers it and deny_unmatched_requests is false";
    }

    /** Returns one line for each application, and one for the rest. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        applications.stream().limit(MOST_LISTED).map(Entry::line).forEach(lines::add);
        if (applications.size() > MOST_LISTED) {
            lines.add("and " + (applications.size() - MOST_LISTED) + " more applications");
        }
        if (rest != null) {
            lines.add(rest);
        }
        return List.copyOf(lines);
    }
}
