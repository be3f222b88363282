package dev.latchkey.internal.policy;

import dev.latchkey.configuration.Fault;
import dev.latchkey.internal.matching.ApplicationIndex;
import dev.latchkey.model.Application;
import dev.latchkey.model.ApplicationPattern;
import dev.latchkey.model.CidrBlock;
import dev.latchkey.model.Organization;
import dev.latchkey.model.RuleGroup;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Finds settings that are allowed and that let a client choose what counts for it: its address, or by the {@code Host}
 * header the application that covers its request (request contract, sections 6 and 7). Used once.
 *
 * <p>Two applications are reported where they cover the same path under different hosts and one {@linkplain Demand asks
 * for less}. The paths that are compared are those that patterns name, with each {@code *} replaced by a word.
 */
public final class ConfigurationRisks {

    /** How many combinations of a host and a path are compared. A large configuration must not delay a start. */
    static final int MOST_COMBINATIONS = 250_000;

    private static final int NAMED_AT_MOST = 3;

    /** Stands for a wildcard, and for a host or a segment that no pattern names. */
    private static final String ANY = "any-0f6d1c";

    private static final String ANY_HOST = ANY + ".invalid";

    private static final String REMEDY = "Make sure that the container or a proxy refuses foreign hosts.";

    private final Organization organization;
    private final List<Application> applications;
    private final Map<UUID, RuleGroup> groups;
    private final Map<Application, Demand> demands = new HashMap<>();
    private final List<Fault> found = new ArrayList<>();

    private ConfigurationRisks(
            Organization organization, List<Application> applications, Collection<RuleGroup> groups) {
        this.organization = organization;
        this.applications = applications;
        this.groups = groups.stream().collect(Collectors.toMap(RuleGroup::id, Function.identity()));
    }

    /**
     * Returns one warning for each risk, with a JSON pointer into the configuration file. Messages hold the names of
     * applications as they were written: escape them before they go to a log.
     *
     * @param applications with patterns that no two of them share
     * @param groups all that a rule names, with no circle
     */
    public static List<Fault> find(
            Organization organization, List<Application> applications, Collection<RuleGroup> groups) {
        ConfigurationRisks risks = new ConfigurationRisks(organization, applications, groups);
        risks.checkTrustedProxies();
        risks.checkHosts();
        return List.copyOf(risks.found);
    }

    private void checkTrustedProxies() {
        List<CidrBlock> proxies = organization.trustedProxies();
        for (int i = 0; i < proxies.size(); i++) {
            if (proxies.get(i).isWiderThanOneNetwork()) {
                found.add(new Fault(
                        "/organization/trusted_proxies/" + i,
                        proxies.get(i)
                                + " is wider than any one network: every client in it can choose the address that"
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
            found.add(new Fault("/applications", "too many hosts and paths to compare. " + REMEDY));
            return;
        }
        Map<Application, Application> itself = new LinkedHashMap<>();
        applications.forEach(each -> itself.put(each, each));
        ApplicationIndex<Application> index = ApplicationIndex.of(itself);
        Map<Application, Set<Application>> easier = new LinkedHashMap<>();
        Set<Application> openElsewhere = new LinkedHashSet<>();
        for (String path : paths) {
            Set<Application> covering = new LinkedHashSet<>();
            boolean uncovered = false;
            for (String host : hosts) {
                Application application = index.find(host, path);
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
        openElsewhere.removeIf(each -> demand(each) == Demand.NOTHING);
        if (!openElsewhere.isEmpty()) {
            found.add(new Fault(
                    "/organization/deny_unmatched_requests",
                    "is false, so a client that names a host of no application reaches the paths of "
                            + names(openElsewhere) + " without credentials. " + REMEDY));
        }
    }

    /** Notes, for each application that covers one path, some of those that ask for least there, if it asks for more. */
    private void compare(Set<Application> covering, Map<Application, Set<Application>> easier) {
        Demand least = covering.stream()
                .map(this::demand)
                .min(Comparator.naturalOrder())
                .orElse(Demand.REFUSES_ALL);
        List<Application> easiest = covering.stream()
                .filter(each -> demand(each) == least)
                .limit(NAMED_AT_MOST + 1L)
                .toList();
        for (Application each : covering) {
            if (demand(each) != least) {
                easier.computeIfAbsent(each, key -> new LinkedHashSet<>()).addAll(easiest);
            }
        }
    }

    private void report(Application one, Set<Application> others) {
        Application easiest = Collections.min(others, Comparator.comparing(this::demand));
        found.add(new Fault(
                "/applications/" + applications.indexOf(one),
                "application " + one.name() + " " + demand(one).words()
                        + ", but under another host the same paths belong to " + names(others) + ", and application "
                        + easiest.name() + " " + demand(easiest).words() + ": a client may name that host. "
                        + REMEDY));
    }

    private Demand demand(Application application) {
        return demands.computeIfAbsent(application, each -> Demand.of(each, groups));
    }

    private static String names(Set<Application> applications) {
        String first = applications.stream()
                .limit(NAMED_AT_MOST)
                .map(each -> "application " + each.name())
                .collect(Collectors.joining(", "));
        return applications.size() > NAMED_AT_MOST ? first + " and others" : first;
    }

    /** Returns one host for each host in a pattern, and one of no pattern where requests for such a host pass. */
    private Set<String> hosts() {
        Set<String> hosts = new LinkedHashSet<>();
        patterns().forEach(pattern -> hosts.add(pattern.host().equals("*") ? ANY_HOST : sample(pattern.host())));
        if (!organization.denyUnmatchedRequests()) {
            hosts.add(ANY_HOST);
        }
        return hosts;
    }

    private Set<String> paths() {
        Set<String> paths = new LinkedHashSet<>();
        patterns().forEach(pattern -> paths.add(pattern.namesPath() ? sample(pattern.path()) : "/" + ANY));
        return paths;
    }

    private Stream<ApplicationPattern> patterns() {
        return applications.stream().flatMap(each -> each.patterns().stream());
    }

    private static String sample(String glob) {
        return glob.replace("*", ANY);
    }
}
