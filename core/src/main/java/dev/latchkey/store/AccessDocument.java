package dev.latchkey.store;

import dev.latchkey.application.Application;
import dev.latchkey.application.Organization;
import dev.latchkey.application.Policy;
import dev.latchkey.configuration.Faults;
import dev.latchkey.token.ServiceToken;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * All that a person configures, as one value: what a configuration file holds (management contract, section 4).
 * Immutable.
 *
 * @param configuration the organization and the applications
 * @param policies the reusable policies, which applications name by id; their precedence here means nothing
 * @param serviceTokens all service tokens; ids and client ids are unique
 */
public record AccessDocument(
        AccessConfiguration configuration, List<Policy> policies, List<ServiceToken> serviceTokens) {

    /** Default settings, no application, no service token. */
    public static final AccessDocument EMPTY = new AccessDocument(AccessConfiguration.EMPTY, List.of(), List.of());

    /**
     * Rejects policies and service tokens that contradict each other.
     *
     * @throws dev.latchkey.configuration.ConfigurationException naming every one that is at fault
     */
    public AccessDocument {
        policies = List.copyOf(policies);
        serviceTokens = List.copyOf(serviceTokens);
        Faults faults = new Faults();
        Set<Object> seen = new HashSet<>();
        for (int i = 0; i < policies.size(); i++) {
            if (!seen.add(policies.get(i).id())) {
                faults.add("/policies/" + i + "/id", "another policy has this id");
            }
        }
        for (int i = 0; i < serviceTokens.size(); i++) {
            ServiceToken token = serviceTokens.get(i);
            if (!seen.add(token.clientId())) {
                faults.add("/service_tokens/" + i + "/client_id", "another service token has this client id");
            } else if (!seen.add(token.id())) {
                faults.add("/service_tokens/" + i + "/id", "another service token has this id");
            }
        }
        faults.throwIfAny("policies and service tokens");
    }

    /** {@return this document with these settings} */
    public AccessDocument with(Organization organization) {
        return new AccessDocument(
                new AccessConfiguration(organization, configuration.applications()), policies, serviceTokens);
    }

    /** {@return this document with this application, in place of the one with the same id if there is one} */
    public AccessDocument with(Application application) {
        return new AccessDocument(
                new AccessConfiguration(
                        configuration.organization(),
                        replaced(configuration.applications(), application, a -> a.id().equals(application.id()))),
                policies,
                serviceTokens);
    }

    /** {@return this document with this service token, in place of the one with the same id if there is one} */
    public AccessDocument with(ServiceToken token) {
        return new AccessDocument(
                configuration, policies, replaced(serviceTokens, token, t -> t.id().equals(token.id())));
    }

    /** {@return this document without the service token with this client id} */
    public AccessDocument withoutServiceToken(String clientId) {
        return new AccessDocument(
                configuration,
                policies,
                serviceTokens.stream()
                        .filter(t -> !t.clientId().equals(clientId))
                        .toList());
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
