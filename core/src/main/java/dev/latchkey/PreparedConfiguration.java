package dev.latchkey;

import dev.latchkey.internal.matching.ApplicationIndex;
import dev.latchkey.internal.policy.PolicyCompiler;
import dev.latchkey.model.Application;
import dev.latchkey.model.Organization;
import dev.latchkey.store.AccessConfiguration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A configuration prepared for requests. Immutable. */
final class PreparedConfiguration {

    private final AccessConfiguration source;
    private final ApplicationIndex<ProtectedApplication> index;
    private final List<ProtectedApplication> applications;
    private final TrustedProxies proxies;

    PreparedConfiguration(AccessConfiguration source) {
        this.source = source;
        PolicyCompiler policies = new PolicyCompiler(source.groups(), source.ipLists());
        Map<Application, ProtectedApplication> ready = new LinkedHashMap<>();
        for (Application application : source.applications()) {
            ready.put(application, new ProtectedApplication(application, source.organization(), policies));
        }
        this.index = ApplicationIndex.of(ready);
        this.applications = List.copyOf(ready.values());
        this.proxies = new TrustedProxies(source.organization().trustedProxies());
    }

    /** Returns whether it was made of this very object: comparing two configurations costs more than a request. */
    @SuppressWarnings("ReferenceEquality")
    boolean isOf(AccessConfiguration configuration) {
        return source == configuration;
    }

    Organization organization() {
        return source.organization();
    }

    ApplicationIndex<ProtectedApplication> index() {
        return index;
    }

    List<ProtectedApplication> applications() {
        return applications;
    }

    /** Returns the request with the client's address, where that is another than the one that it came from. */
    AccessRequest fromClient(AccessRequest request) {
        return proxies.isEmpty() ? request : new RequestThroughProxies(request, proxies);
    }
}
