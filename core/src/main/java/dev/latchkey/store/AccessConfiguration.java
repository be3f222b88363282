package dev.latchkey.store;

import dev.latchkey.internal.fault.Faults;
import dev.latchkey.internal.matching.ApplicationIndex;
import dev.latchkey.model.Application;
import dev.latchkey.model.IpList;
import dev.latchkey.model.Organization;
import dev.latchkey.model.Policy;
import dev.latchkey.model.Rule;
import dev.latchkey.model.RuleGroup;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The whole configuration, without the service tokens. Immutable.
 *
 * @param organization the settings above all applications
 * @param applications all applications in their order; IDs, AUD tags and patterns are unique. A policy with the ID of a
 *     reusable policy equals it, except for the precedence
 * @param policies the reusable policies; applications refer to them by ID. Their precedence has no meaning here
 * @param groups the groups; rules refer to them by ID, without cycles
 * @param ipLists the IP lists; rules refer to them by ID. Every reference has a target
 */
public record AccessConfiguration(
        Organization organization,
        List<Application> applications,
        List<Policy> policies,
        List<RuleGroup> groups,
        List<IpList> ipLists) {

    /** A configuration with default settings and no application. */
    public static final AccessConfiguration EMPTY = new AccessConfiguration(Organization.DEFAULT, List.of());

    /** Creates a configuration without reusable policies, groups and IP lists. */
    public AccessConfiguration(Organization organization, List<Application> applications) {
        this(organization, applications, List.of(), List.of(), List.of());
    }

    /**
     * Checks that the parts are consistent.
     *
     * @throws dev.latchkey.configuration.ConfigurationException with every fault
     */
    public AccessConfiguration {
        applications = List.copyOf(applications);
        policies = List.copyOf(policies);
        groups = List.copyOf(groups);
        ipLists = List.copyOf(ipLists);
        Faults faults = ApplicationIndex.checkPatterns(applications);
        checkApplications(applications, faults);
        checkIds("/policies/", policies.stream().map(Policy::id).toList(), "another policy has this ID", faults);
        checkIds("/groups/", groups.stream().map(RuleGroup::id).toList(), "another group has this ID", faults);
        checkIds("/ip_lists/", ipLists.stream().map(IpList::id).toList(), "another IP list has this ID", faults);
        checkReusedPolicies(applications, policies, faults);
        RuleReferences references = new RuleReferences(groups, ipLists, faults);
        references.checkGroups(groups);
        checkRules(applications, policies, references);
        faults.throwIfAny("applications and policies");
    }

    private static void checkApplications(List<Application> applications, Faults faults) {
        Set<Object> seen = new HashSet<>();
        for (int i = 0; i < applications.size(); i++) {
            Application application = applications.get(i);
            if (!seen.add(application.id())) {
                faults.add(
                        "/applications/" + i + "/id",
                        "another application has the ID " + application.id()
                                + "; without an id, it comes from the name");
            } else if (!seen.add(application.aud())) {
                faults.add("/applications/" + i + "/aud", "another application has this AUD tag");
            }
        }
    }

    private static void checkIds(String place, List<UUID> ids, String message, Faults faults) {
        Set<UUID> seen = new HashSet<>();
        for (int i = 0; i < ids.size(); i++) {
            if (!seen.add(ids.get(i))) {
                faults.add(place + i + "/id", message);
            }
        }
    }

    private static void checkReusedPolicies(List<Application> applications, List<Policy> reusable, Faults faults) {
        for (int i = 0; i < applications.size(); i++) {
            List<Policy> used = applications.get(i).policies();
            for (int j = 0; j < used.size(); j++) {
                Policy namesake = find(reusable, used.get(j).id());
                if (namesake != null && !namesake.saysTheSameAs(used.get(j))) {
                    faults.add(
                            "/applications/" + i + "/policies/" + j + "/id",
                            "is the ID of a reusable policy with other content");
                }
            }
        }
    }

    /** Reports faults of a reusable policy once, at the policy itself. */
    private static void checkRules(List<Application> applications, List<Policy> reusable, RuleReferences references) {
        for (int i = 0; i < reusable.size(); i++) {
            references.checkPolicy("/policies/" + i, reusable.get(i));
        }
        for (int i = 0; i < applications.size(); i++) {
            List<Policy> used = applications.get(i).policies();
            for (int j = 0; j < used.size(); j++) {
                Policy namesake = find(reusable, used.get(j).id());
                if (namesake == null || !namesake.saysTheSameAs(used.get(j))) {
                    references.checkPolicy("/applications/" + i + "/policies/" + j, used.get(j));
                }
            }
        }
    }

    private static @Nullable Policy find(List<Policy> policies, UUID id) {
        return policies.stream().filter(each -> each.id().equals(id)).findAny().orElse(null);
    }

    /** Returns the application with this ID, or null. */
    public @Nullable Application application(UUID id) {
        return applications.stream()
                .filter(each -> each.id().equals(id))
                .findAny()
                .orElse(null);
    }

    /** Returns the reusable policy with this ID, or null. */
    public @Nullable Policy policy(UUID id) {
        return find(policies, id);
    }

    /** Returns the applications that use the reusable policy with this ID. */
    public List<Application> applicationsUsing(UUID policyId) {
        return applications.stream()
                .filter(each -> find(each.policies(), policyId) != null)
                .toList();
    }

    /** Returns the group with this ID, or null. */
    public @Nullable RuleGroup group(UUID id) {
        return groups.stream().filter(each -> each.id().equals(id)).findAny().orElse(null);
    }

    /** Returns the IP list with this ID, or null. */
    public @Nullable IpList ipList(UUID id) {
        return ipLists.stream().filter(each -> each.id().equals(id)).findAny().orElse(null);
    }

    /**
     * Returns the policies and groups that contain this rule, each as its kind and its display name, without
     * repetition.
     */
    public List<String> usersOf(Rule rule) {
        Stream<String> ofPolicies = Stream.concat(
                        policies.stream(), applications.stream().flatMap(each -> each.policies().stream()))
                .filter(policy -> policy.rules().anyMatch(rule::equals))
                .map(policy -> "policy " + policy.name());
        Stream<String> ofGroups = groups.stream()
                .filter(group -> group.rules().anyMatch(rule::equals))
                .map(group -> "group " + group.name());
        return Stream.concat(ofPolicies, ofGroups).distinct().toList();
    }

    /** Returns this configuration with these settings. */
    public AccessConfiguration with(Organization settings) {
        return new AccessConfiguration(settings, applications, policies, groups, ipLists);
    }

    /** Returns this configuration with this application, which replaces the one with the same ID if there is one. */
    public AccessConfiguration with(Application application) {
        return withApplications(
                replaced(applications, application, each -> each.id().equals(application.id())));
    }

    /** Returns this configuration without the application with this ID. */
    public AccessConfiguration withoutApplication(UUID id) {
        return withApplications(
                applications.stream().filter(each -> !each.id().equals(id)).toList());
    }

    /**
     * Returns this configuration with this reusable policy, which replaces the one with the same ID if there is one.
     * Applications that use it get the new one, with the precedence that they gave it.
     */
    public AccessConfiguration with(Policy reusable) {
        List<Policy> all = replaced(policies, reusable, each -> each.id().equals(reusable.id()));
        List<Application> using =
                applications.stream().map(each -> using(each, reusable)).toList();
        return new AccessConfiguration(organization, using, all, groups, ipLists);
    }

    /** Returns this configuration without the reusable policy with this ID. Applications that use it keep a copy. */
    public AccessConfiguration withoutPolicy(UUID id) {
        List<Policy> others =
                policies.stream().filter(each -> !each.id().equals(id)).toList();
        return new AccessConfiguration(organization, applications, others, groups, ipLists);
    }

    /** Returns this configuration with this group, which replaces the one with the same ID if there is one. */
    public AccessConfiguration with(RuleGroup group) {
        List<RuleGroup> all = replaced(groups, group, each -> each.id().equals(group.id()));
        return new AccessConfiguration(organization, applications, policies, all, ipLists);
    }

    /** Returns this configuration without the group with this ID. */
    public AccessConfiguration withoutGroup(UUID id) {
        List<RuleGroup> others =
                groups.stream().filter(each -> !each.id().equals(id)).toList();
        return new AccessConfiguration(organization, applications, policies, others, ipLists);
    }

    /** Returns this configuration with this IP list, which replaces the one with the same ID if there is one. */
    public AccessConfiguration with(IpList list) {
        List<IpList> all = replaced(ipLists, list, each -> each.id().equals(list.id()));
        return new AccessConfiguration(organization, applications, policies, groups, all);
    }

    /** Returns this configuration without the IP list with this ID. */
    public AccessConfiguration withoutIpList(UUID id) {
        List<IpList> others =
                ipLists.stream().filter(each -> !each.id().equals(id)).toList();
        return new AccessConfiguration(organization, applications, policies, groups, others);
    }

    private static Application using(Application application, Policy reusable) {
        if (find(application.policies(), reusable.id()) == null) {
            return application;
        }
        return application.toBuilder()
                .policies(application.policies().stream()
                        .map(each -> each.id().equals(reusable.id())
                                ? reusable.toBuilder()
                                        .precedence(each.precedence())
                                        .build()
                                : each)
                        .toList())
                .build();
    }

    private AccessConfiguration withApplications(List<Application> all) {
        return new AccessConfiguration(organization, all, policies, groups, ipLists);
    }

    private static <T> List<T> replaced(List<T> all, T one, Predicate<T> isIt) {
        List<T> result = new ArrayList<>(all);
        result.replaceAll(each -> isIt.test(each) ? one : each);
        if (all.stream().noneMatch(isIt)) {
            result.add(one);
        }
        return result;
    }
}
