package dev.latchkey;

import dev.latchkey.model.Application;
import dev.latchkey.model.Organization;
import dev.latchkey.model.Rule;
import dev.latchkey.store.AccessConfiguration;
import dev.latchkey.store.ApplicationStore;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Applications that were named one by one, under the organization that a store has, with rules that may name its groups
 * and IP lists. Thread-safe.
 */
final class NamedApplications implements ApplicationStore {

    /** What the store had, and what that makes with the applications. */
    private record Combined(AccessConfiguration stored, AccessConfiguration whole) {}

    private final ApplicationStore store;
    private final @Nullable Organization organization;
    private final List<Application> applications;
    private volatile @Nullable Combined last;

    /**
     * @param organization goes before the store's; null for that
     */
    NamedApplications(ApplicationStore store, @Nullable Organization organization, List<Application> applications) {
        this.store = store;
        this.organization = organization;
        this.applications = List.copyOf(applications);
    }

    /**
     * {@inheritDoc}
     *
     * @throws dev.latchkey.configuration.ConfigurationException if a rule names a group or an IP list that the store does
     *     not have any more: what is meant cannot be known, so nobody is let in or kept out by what is left
     */
    @Override
    public AccessConfiguration configuration() throws Exception {
        AccessConfiguration stored = store.configuration();
        Combined known = last;
        if (known == null || !isSameObject(known.stored(), stored)) {
            known = known != null && saysTheSame(known.stored(), stored)
                    ? new Combined(stored, known.whole())
                    : new Combined(stored, combine(stored));
            last = known;
        }
        return known.whole();
    }

    /** {@return whether a rule of these applications names a group or an IP list} */
    static boolean nameGroups(List<Application> applications) {
        return applications.stream()
                .flatMap(each -> each.policies().stream())
                .flatMap(each -> Stream.of(each.include(), each.require(), each.exclude()))
                .flatMap(List::stream)
                .anyMatch(rule -> rule instanceof Rule.OfGroup || rule instanceof Rule.OfIpList);
    }

    private AccessConfiguration combine(AccessConfiguration stored) {
        Organization settings = organization == null ? stored.organization() : organization;
        return new AccessConfiguration(settings, applications, List.of(), stored.groups(), stored.ipLists());
    }

    @SuppressWarnings("ReferenceEquality")
    private static boolean isSameObject(AccessConfiguration before, AccessConfiguration now) {
        return before == now;
    }

    /** The store's own applications may change as they like. */
    private static boolean saysTheSame(AccessConfiguration before, AccessConfiguration now) {
        return before.organization().equals(now.organization())
                && before.groups().equals(now.groups())
                && before.ipLists().equals(now.ipLists());
    }
}
