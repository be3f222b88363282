package dev.latchkey.admin;

import dev.latchkey.event.AccessEvent.ProtectionWeakened.Weakness;
import dev.latchkey.internal.policy.Coverage;
import dev.latchkey.internal.policy.MinimumRequirement;
import dev.latchkey.model.Application;
import dev.latchkey.model.ApplicationSettings;
import dev.latchkey.model.CidrBlock;
import dev.latchkey.model.Organization;
import dev.latchkey.model.Policy;
import dev.latchkey.model.Rule;
import dev.latchkey.model.RuleGroup;
import dev.latchkey.store.AccessConfiguration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds what a configuration admits that the one before it did not. Used once. */
final class Weakenings {

    /** @param application the application that is weaker; null if the organization is */
    record Found(Weakness weakness, @Nullable Application application) {}

    private final AccessConfiguration before;
    private final AccessConfiguration after;
    private final List<Found> found = new ArrayList<>();

    private Weakenings(AccessConfiguration before, AccessConfiguration after) {
        this.before = before;
        this.after = after;
    }

    static List<Found> find(AccessConfiguration before, AccessConfiguration after) {
        Weakenings weakenings = new Weakenings(before, after);
        weakenings.compareOrganizations(before.organization(), after.organization());
        weakenings.compareApplications();
        return List.copyOf(weakenings.found);
    }

    private void compareOrganizations(Organization old, Organization now) {
        addIf(old.strictServiceTokenAuth() && !now.strictServiceTokenAuth(), Weakness.STRICT_MODE_OFF);
        addIf(old.denyUnmatchedRequests() && !now.denyUnmatchedRequests(), Weakness.UNMATCHED_REQUESTS_PASS);
        addIf(!old.explainDenials() && now.explainDenials(), Weakness.DENIALS_EXPLAINED);
        addIf(old.alwaysSecureCookie() && !now.alwaysSecureCookie(), Weakness.SECURE_COOKIE_OFF);
        addIf(!old.allowedUrlAmbiguities().containsAll(now.allowedUrlAmbiguities()), Weakness.URL_AMBIGUITY_ALLOWED);
        addIf(
                now.trustedProxies().stream()
                        .filter(CidrBlock::isWiderThanOneNetwork)
                        .anyMatch(each -> !old.trustedProxies().contains(each)),
                Weakness.WIDE_PROXY_TRUSTED);
    }

    private void addIf(boolean weaker, Weakness weakness) {
        if (weaker) {
            found.add(new Found(weakness, null));
        }
    }

    private void compareApplications() {
        boolean sameReferences =
                before.groups().equals(after.groups()) && before.ipLists().equals(after.ipLists());
        Set<Application> touched = new LinkedHashSet<>();
        for (Application now : after.applications()) {
            Application old = before.application(now.id());
            if (!sameReferences || !now.equals(old)) {
                touched.add(now);
                if (old != null) {
                    compareSettings(now, old);
                    compareDenials(now, old);
                }
            }
        }
        for (Application old : before.applications()) {
            if (after.application(old.id()) == null) {
                touched.add(old);
            }
        }
        if (!touched.isEmpty()) {
            compareUrls(touched);
        }
    }

    /**
     * Compares what URLs require, by the patterns of all applications that were created, changed or deleted. Another
     * application may cover them before or after.
     */
    private void compareUrls(Set<Application> touched) {
        Coverage old = new Coverage(before);
        Coverage now = new Coverage(after);
        for (Application application : touched) {
            Application replaced = before.application(application.id());
            Stream.concat(
                            application.patterns().stream(),
                            replaced == null ? Stream.empty() : replaced.patterns().stream())
                    .distinct()
                    .map(pattern -> weakness(old.requirement(pattern), now.requirement(pattern)))
                    .flatMap(Optional::stream)
                    .distinct()
                    .forEach(weakness -> found.add(new Found(weakness, application)));
        }
    }

    private static Optional<Weakness> weakness(MinimumRequirement old, MinimumRequirement now) {
        if (now.compareTo(old) >= 0) {
            return Optional.empty();
        }
        return switch (now) {
            case NOTHING, MANY_NETWORKS -> Optional.of(Weakness.ADMITS_EVERYBODY);
            case ADDRESS -> Optional.of(Weakness.ADMITS_ADDRESSES);
            case ANY_TOKEN, CERTAIN_CREDENTIALS, REFUSES_ALL ->
                // The first policy of an application admits somebody for the first time, which weakens nothing.
                old == MinimumRequirement.CERTAIN_CREDENTIALS
                        ? Optional.of(Weakness.ADMITS_ANY_SERVICE_TOKEN)
                        : Optional.empty();
        };
    }

    /**
     * A deny policy that was changed, or has more admitting policies before it, counts as removed: whom it denied is not
     * compared.
     */
    private void compareDenials(Application application, Application replaced) {
        Map<List<Object>, Integer> now = denials(application, after);
        boolean removed = denials(replaced, before).entrySet().stream()
                .anyMatch(denial -> now.getOrDefault(denial.getKey(), Integer.MAX_VALUE) > denial.getValue());
        if (removed) {
            found.add(new Found(Weakness.DENY_POLICY_REMOVED, application));
        }
    }

    /** Returns how many admitting policies are evaluated before each deny policy, by the rules of that policy. */
    private static Map<List<Object>, Integer> denials(Application application, AccessConfiguration configuration) {
        Map<List<Object>, Integer> denials = new HashMap<>();
        int admitting = 0;
        for (Policy policy : application.policies()) {
            if (policy.decision() == Policy.Decision.DENY) {
                denials.putIfAbsent(
                        resolved(policy.include(), policy.require(), policy.exclude(), configuration), admitting);
            } else if (policy.decision() != Policy.Decision.ALLOW) {
                admitting++;
            }
        }
        return denials;
    }

    /** Returns rules with the content of groups and IP lists in place of their IDs. */
    private static List<Object> resolved(
            List<Rule> include, List<Rule> require, List<Rule> exclude, AccessConfiguration configuration) {
        return Stream.of(include, require, exclude)
                .<Object>map(rules -> rules.stream()
                        .map(rule -> resolved(rule, configuration))
                        .toList())
                .toList();
    }

    private static Object resolved(Rule rule, AccessConfiguration configuration) {
        if (rule instanceof Rule.OfGroup of) {
            RuleGroup group = Objects.requireNonNull(configuration.group(of.groupId()));
            return resolved(group.include(), group.require(), group.exclude(), configuration);
        }
        return rule instanceof Rule.OfIpList of
                ? Objects.requireNonNull(configuration.ipList(of.listId())).blocks()
                : rule;
    }

    private void compareSettings(Application application, Application before) {
        ApplicationSettings old = before.settings();
        ApplicationSettings now = application.settings();
        if (!old.exposeCredentials() && now.exposeCredentials()) {
            found.add(new Found(Weakness.CREDENTIALS_EXPOSED, application));
        }
        if (!old.sharedCaching() && now.sharedCaching()) {
            found.add(new Found(Weakness.SHARED_CACHING_ON, application));
        }
        if (!old.optionsPreflightBypass() && now.optionsPreflightBypass()) {
            found.add(new Found(Weakness.PREFLIGHT_BYPASS_ON, application));
        }
        if (old.httpOnlyCookie() && !now.httpOnlyCookie()) {
            found.add(new Found(Weakness.HTTP_ONLY_COOKIE_OFF, application));
        }
    }
}
