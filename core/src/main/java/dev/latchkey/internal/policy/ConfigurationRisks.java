package dev.latchkey.internal.policy;

import dev.latchkey.configuration.Fault;
import dev.latchkey.model.Application;
import dev.latchkey.model.ApplicationPattern;
import dev.latchkey.model.CidrBlock;
import dev.latchkey.model.Organization;
import dev.latchkey.store.AccessConfiguration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Finds valid settings with which a client can choose its own address, or choose the responsible application by its
 * {@code Host} header (request contract, sections 6 and 7), and a configuration without applications. Used once.
 *
 * <p>It reports pairs of applications that cover the same path under different hosts if one has a lower {@linkplain
 * MinimumRequirement requirement}. It compares the paths of patterns, with a word in place of each {@code *}.
 */
public final class ConfigurationRisks {

    /** How many combinations of host and path are compared, so that a large configuration does not delay the start. */
    static final int MOST_COMBINATIONS = 250_000;

    private static final int NAMED_AT_MOST = 3;

    private static final String REMEDY = "Make sure that the container or a proxy rejects foreign hosts,"
            + " also in X-Forwarded-Host and Forwarded if the container trusts them.";

    private static final String CREATE =
            "Create an application, for example with \"latchkey app create\" on the command line.";

    private final Organization organization;
    private final List<Application> applications;
    private final Coverage coverage;
    private final List<Fault> found = new ArrayList<>();

    private ConfigurationRisks(AccessConfiguration configuration) {
        this.organization = configuration.organization();
        this.applications = configuration.applications();
        this.coverage = new Coverage(configuration);
    }

    /**
     * Returns one warning for each risk, with a JSON pointer into the configuration file. Messages contain application
     * names unescaped: escape them before logging.
     */
    public static List<Fault> find(AccessConfiguration configuration) {
        ConfigurationRisks risks = new ConfigurationRisks(configuration);
        risks.checkEmpty();
        risks.checkTrustedProxies();
        risks.checkHosts();
        return List.copyOf(risks.found);
    }

    private void checkEmpty() {
        if (applications.isEmpty()) {
            found.add(new Fault(
                    "/applications",
                    organization.denyUnmatchedRequests()
                            ? "is empty, so every request gets 403. " + CREATE
                            : "is empty and deny_unmatched_requests is false, so nothing is protected. " + CREATE));
        }
    }

    private void checkTrustedProxies() {
        List<CidrBlock> proxies = organization.trustedProxies();
        for (int i = 0; i < proxies.size(); i++) {
            if (proxies.get(i).isWiderThanOneNetwork()) {
                found.add(new Fault(
                        "/organization/trusted_proxies/" + i,
                        proxies.get(i)
                                + " is wider than any single network, so all its clients can choose the address that"
                                + " ip rules and logs see. List only the addresses of your proxies."));
            }
        }
    }

    private void checkHosts() {
        Set<String> hosts = hosts();
        Set<String> paths = paths();
        if (hosts.size() < 2) {
            return;
        } else if ((long) hosts.size() * paths.size() > MOST_COMBINATIONS) {
            found.add(new Fault("/applications", "has too many hosts and paths to compare. " + REMEDY));
            return;
        }
        Map<Application, Set<Application>> easier = new LinkedHashMap<>();
        Set<Application> openElsewhere = new LinkedHashSet<>();
        for (String path : paths) {
            Set<Application> covering = new LinkedHashSet<>();
            boolean uncovered = false;
            for (String host : hosts) {
                Application application = coverage.at(host, path);
                if (application == null) {
                    uncovered = !organization.denyUnmatchedRequests();
                } else {
                    covering.add(application);
                }
            }
            compare(covering, easier);
            if (uncovered) {
                openElsewhere.addAll(covering);
            }
        }
        easier.forEach((one, others) -> report(one, others));
        openElsewhere.removeIf(each -> requirement(each) == MinimumRequirement.NOTHING);
        if (!openElsewhere.isEmpty()) {
            found.add(new Fault(
                    "/organization/deny_unmatched_requests",
                    "is false, so a client that sends a foreign host name reaches the paths of " + names(openElsewhere)
                            + " without credentials. " + REMEDY));
        }
    }

    /** Records, for each application on a path, some of those with the lowest requirement if its own is higher. */
    private void compare(Set<Application> covering, Map<Application, Set<Application>> easier) {
        MinimumRequirement least = covering.stream()
                .map(this::requirement)
                .min(Comparator.naturalOrder())
                .orElse(MinimumRequirement.REFUSES_ALL);
        List<Application> easiest = covering.stream()
                .filter(each -> requirement(each) == least)
                .limit(NAMED_AT_MOST + 1L)
                .toList();
        for (Application each : covering) {
            if (requirement(each) != least) {
                easier.computeIfAbsent(each, key -> new LinkedHashSet<>()).addAll(easiest);
            }
        }
    }

    private void report(Application one, Set<Application> others) {
        Application easiest = Collections.min(others, Comparator.comparing(this::requirement));
        found.add(new Fault(
                "/applications/" + applications.indexOf(one),
                "application " + one.name() + " " + requirement(one).words()
                        + ", but under another host the same paths belong to " + names(others) + ", and application "
                        + easiest.name() + " " + requirement(easiest).words() + ": a client may send that host. "
                        + REMEDY));
    }

    private MinimumRequirement requirement(Application application) {
        return coverage.requirement(application);
    }

    private static String names(Set<Application> applications) {
        String first = applications.stream()
                .limit(NAMED_AT_MOST)
                .map(each -> "application " + each.name())
                .collect(Collectors.joining(", "));
        return applications.size() > NAMED_AT_MOST ? first + " and others" : first;
    }

    /** Returns a sample for each host in a pattern, and a foreign host if unmatched requests are admitted. */
    private Set<String> hosts() {
        Set<String> hosts = new LinkedHashSet<>();
        patterns().forEach(pattern -> hosts.add(Coverage.sampleHost(pattern)));
        if (!organization.denyUnmatchedRequests()) {
            hosts.add(Coverage.ANY_HOST);
        }
        return hosts;
    }

    private Set<String> paths() {
        Set<String> paths = new LinkedHashSet<>();
        patterns().forEach(pattern -> paths.add(Coverage.samplePath(pattern)));
        return paths;
    }

    private Stream<ApplicationPattern> patterns() {
        return applications.stream().flatMap(each -> each.patterns().stream());
    }
}
