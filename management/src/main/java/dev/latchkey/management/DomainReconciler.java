package dev.latchkey.management;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.latchkey.internal.fault.Faults;
import dev.latchkey.internal.json.ApplicationFormat;
import dev.latchkey.internal.json.JsonObjectReader;
import dev.latchkey.model.ApplicationPattern;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides which URLs an application covers. A body can say so in {@code domain}, {@code destinations} and {@code
 * self_hosted_domains}. Every answer has all three, so a client that edits an answer usually changes only one. The one
 * that differs from the stored value wins. Stateless.
 */
final class DomainReconciler {

    private static final String DOMAIN = "domain";
    private static final String DESTINATIONS = "destinations";
    private static final String DOMAINS = "self_hosted_domains";

    private DomainReconciler() {}

    /**
     * Leaves in {@code body} only {@code destinations}, with the new patterns, the domain first. If one of the three
     * cannot be read, all three stay, so that the reader reports the fault.
     *
     * @param stored the current patterns; empty if the application is new
     * @param faults collects contradictions
     */
    static void settle(ObjectNode body, List<ApplicationPattern> stored, Faults faults) {
        Faults unreadable = new Faults();
        JsonObjectReader in = new JsonObjectReader(body, "", unreadable);
        ApplicationPattern domain = in.parsed(DOMAIN, ApplicationPattern::parse);
        List<ApplicationPattern> destinations = distinct(ApplicationFormat.readDestinations(in, DESTINATIONS));
        List<ApplicationPattern> domains = distinct(in.parsedTexts(DOMAINS, ApplicationPattern::parse));
        boolean silent = domain == null && destinations == null && domains == null;
        if (silent || !unreadable.isEmpty()) {
            return;
        }
        body.remove(List.of(DOMAIN, DOMAINS));
        ArrayNode settled = body.putArray(DESTINATIONS);
        for (ApplicationPattern pattern :
                withDomain(domain, lists(destinations, domains, stored, faults), stored, faults)) {
            settled.addObject().put("type", "public").put("uri", pattern.written());
        }
    }

    /** Returns the patterns of both lists, or null if neither is set. */
    private static @Nullable List<ApplicationPattern> lists(
            @Nullable List<ApplicationPattern> destinations,
            @Nullable List<ApplicationPattern> domains,
            List<ApplicationPattern> stored,
            Faults faults) {
        if (destinations == null || domains == null || areWrittenAlike(destinations, domains)) {
            return destinations == null ? domains : destinations;
        } else if (areWrittenAlike(destinations, stored)) {
            return domains;
        } else if (!domains.equals(stored) && !domains.equals(destinations)) {
            faults.add("/" + DOMAINS, "conflicts with destinations; omit it");
        }
        return destinations;
    }

    private static List<ApplicationPattern> withDomain(
            @Nullable ApplicationPattern domain,
            @Nullable List<ApplicationPattern> all,
            List<ApplicationPattern> stored,
            Faults faults) {
        if (domain == null || all == null) {
            return domain == null ? List.copyOf(all == null ? List.of() : all) : List.of(domain);
        }
        boolean isAsBefore = !stored.isEmpty() && areWrittenAlike(List.of(domain), stored.subList(0, 1));
        if (isAsBefore) {
            return all;
        } else if (all.contains(domain)) {
            return first(domain, all);
        } else if (all.equals(stored)) {
            // Only the domain was changed: it takes the place of the one before.
            return first(domain, stored.subList(1, stored.size()));
        }
        faults.add("/" + DOMAIN, "is not one of the destinations; omit it, or add it there");
        return all;
    }

    /** A client may change only the spelling, such as the case of the host. */
    private static boolean areWrittenAlike(List<ApplicationPattern> some, List<ApplicationPattern> others) {
        return some.stream()
                .map(ApplicationPattern::written)
                .toList()
                .equals(others.stream().map(ApplicationPattern::written).toList());
    }

    private static List<ApplicationPattern> first(ApplicationPattern domain, List<ApplicationPattern> others) {
        Set<ApplicationPattern> all = new LinkedHashSet<>();
        all.add(domain);
        all.addAll(others);
        return List.copyOf(all);
    }

    /** Returns the patterns, each once; null if there are none. */
    private static @Nullable List<ApplicationPattern> distinct(@Nullable List<ApplicationPattern> all) {
        return all == null || all.isEmpty() ? null : List.copyOf(new LinkedHashSet<>(all));
    }
}
