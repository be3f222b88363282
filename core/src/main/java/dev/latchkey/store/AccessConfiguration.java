package dev.latchkey.store;

import dev.latchkey.application.Application;
import dev.latchkey.application.ApplicationIndex;
import dev.latchkey.application.Organization;
import dev.latchkey.configuration.Faults;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The organization and the applications that are in force together. Immutable.
 *
 * @param organization the settings above all applications
 * @param applications all of them, in the order in which they were written; ids, AUD tags and patterns are unique
 */
public record AccessConfiguration(Organization organization, List<Application> applications) {

    /** Default settings, no application. */
    public static final AccessConfiguration EMPTY = new AccessConfiguration(Organization.DEFAULT, List.of());

    /**
     * Rejects applications that contradict each other.
     *
     * @throws dev.latchkey.configuration.ConfigurationException naming every one that is at fault
     */
    public AccessConfiguration {
        applications = List.copyOf(applications);
        Faults faults = ApplicationIndex.checkPatterns(applications);
        Set<Object> seen = new HashSet<>();
        for (int i = 0; i < applications.size(); i++) {
            Application application = applications.get(i);
            if (!seen.add(application.id())) {
                faults.add(
                        "/applications/" + i + "/id",
                        "another application has the id " + application.id()
                                + "; without an id, it comes from the name");
            } else if (!seen.add(application.aud())) {
                faults.add("/applications/" + i + "/aud", "another application has this AUD tag");
            }
        }
        faults.throwIfAny("applications");
    }
}
