package dev.latchkey;

import dev.latchkey.application.Organization;
import dev.latchkey.store.AccessConfiguration;
import dev.latchkey.store.ApplicationStore;

/** Applications that were named one by one, under the organization that a store has. Thread-safe. */
final class NamedApplications implements ApplicationStore {

    private final ApplicationStore store;
    private volatile AccessConfiguration current;

    NamedApplications(ApplicationStore store, AccessConfiguration applications) {
        this.store = store;
        this.current = applications;
    }

    @Override
    public AccessConfiguration configuration() throws Exception {
        Organization organization = store.configuration().organization();
        AccessConfiguration last = current;
        if (!last.organization().equals(organization)) {
            last = new AccessConfiguration(organization, last.applications());
            current = last;
        }
        return last;
    }
}
