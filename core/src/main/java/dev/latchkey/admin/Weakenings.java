package dev.latchkey.admin;

import dev.latchkey.event.ProtectionWeakenedEvent.Weakness;
import dev.latchkey.internal.policy.MinimumRequirement;
import dev.latchkey.model.Application;
import dev.latchkey.model.ApplicationSettings;
import dev.latchkey.model.CidrBlock;
import dev.latchkey.model.Organization;
import dev.latchkey.store.AccessConfiguration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
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
        Function<Application, MinimumRequirement> required =
                MinimumRequirement.among(before.groups(), before.ipLists());
        Function<Application, MinimumRequirement> requires = MinimumRequirement.among(after.groups(), after.ipLists());
        for (Application now : after.applications()) {
            Application old = before.application(now.id());
            if (!sameReferences || !now.equals(old)) {
                compare(now, old == null ? uncovered(before) : required.apply(old), requires.apply(now));
                compareSettings(now, old);
            }
        }
        for (Application old : before.applications()) {
            if (after.application(old.id()) == null) {
                compare(old, required.apply(old), uncovered(after));
            }
        }
    }

    /** Returns what a URL requires that no application covers. */
    private static MinimumRequirement uncovered(AccessConfiguration configuration) {
        return configuration.organization().denyUnmatchedRequests()
                ? MinimumRequirement.REFUSES_ALL
                : MinimumRequirement.NOTHING;
    }

    private void compare(Application application, MinimumRequirement old, MinimumRequirement now) {
        if (now.compareTo(old) >= 0) {
            return;
        }
        switch (now) {
            case NOTHING, MANY_NETWORKS -> found.add(new Found(Weakness.ADMITS_EVERYBODY, application));
            case ADDRESS -> found.add(new Found(Weakness.ADMITS_ADDRESSES, application));
            case ANY_TOKEN, CERTAIN_CREDENTIALS, REFUSES_ALL -> {
                // The first policy of an application admits somebody for the first time, which weakens nothing.
                if (old == MinimumRequirement.CERTAIN_CREDENTIALS) {
                    found.add(new Found(Weakness.ADMITS_ANY_SERVICE_TOKEN, application));
                }
            }
        }
    }

    private void compareSettings(Application application, @Nullable Application before) {
        if (before == null) {
            return;
        }
        ApplicationSettings old = before.settings();
        ApplicationSettings now = application.settings();
        if (!old.exposeCredentials() && now.exposeCredentials()) {
            found.add(new Found(Weakness.CREDENTIALS_EXPOSED, application));
        }
        if (!old.sharedCaching() && now.sharedCaching()) {
            found.add(new Found(Weakness.SHARED_CACHING_ON, application));
        }
        if (old.httpOnlyCookie() && !now.httpOnlyCookie()) {
            found.add(new Found(Weakness.HTTP_ONLY_COOKIE_OFF, application));
        }
    }
}
