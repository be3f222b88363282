package dev.latchkey.store;

import dev.latchkey.internal.tokens.ServiceTokenTable;
import dev.latchkey.model.Application;
import dev.latchkey.model.Organization;
import dev.latchkey.model.ServiceToken;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The configuration and the service tokens, as in a configuration file (management contract, section 4). Immutable.
 * Finding a service token takes constant time.
 */
public final class AccessDocument {

    /** A document with default settings, no application and no service token. */
    public static final AccessDocument EMPTY = new AccessDocument(AccessConfiguration.EMPTY, List.of());

    private final AccessConfiguration configuration;
    private final ServiceTokenTable serviceTokens;

    /**
     * Creates a document.
     *
     * @param configuration everything except the service tokens
     * @param serviceTokens all service tokens, in the order of their creation; IDs and Client IDs must be unique
     * @throws dev.latchkey.configuration.ConfigurationException with every duplicate
     */
    public AccessDocument(AccessConfiguration configuration, List<ServiceToken> serviceTokens) {
        this.configuration = configuration;
        this.serviceTokens = ServiceTokenTable.of(serviceTokens);
    }

    /** Returns everything except the service tokens. */
    public AccessConfiguration configuration() {
        return configuration;
    }

    /** Returns all service tokens, in the order of their creation. */
    public List<ServiceToken> serviceTokens() {
        return serviceTokens;
    }

    /** Returns the service token with this ID, or null. */
    public @Nullable ServiceToken serviceToken(UUID id) {
        return serviceTokens.withId(id);
    }

    /** Returns the service token with exactly this Client ID, or null. */
    public @Nullable ServiceToken serviceToken(String clientId) {
        return serviceTokens.withClientId(clientId);
    }

    /** Returns this document with this configuration. */
    public AccessDocument with(AccessConfiguration replacement) {
        return new AccessDocument(replacement, serviceTokens);
    }

    /** Returns this document with these settings. */
    public AccessDocument with(Organization organization) {
        return with(configuration.with(organization));
    }

    /** Returns this document with this application, which replaces the one with the same ID if there is one. */
    public AccessDocument with(Application application) {
        return with(configuration.with(application));
    }

    /** Returns this document with this service token, which replaces the one with the same ID if there is one. */
    public AccessDocument with(ServiceToken token) {
        return new AccessDocument(configuration, serviceTokens.with(Map.of(token.id(), token)));
    }

    /** Returns this document without the service token with this Client ID. */
    public AccessDocument withoutServiceToken(String clientId) {
        ServiceToken token = serviceToken(clientId);
        return token == null
                ? this
                : new AccessDocument(configuration, serviceTokens.with(Collections.singletonMap(token.id(), null)));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof AccessDocument that
                && configuration.equals(that.configuration)
                && serviceTokens.equals(that.serviceTokens);
    }

    @Override
    public int hashCode() {
        return 31 * configuration.hashCode() + serviceTokens.hashCode();
    }

    /** Returns the numbers of items. */
    @Override
    public String toString() {
        return "AccessDocument[applications=" + configuration.applications().size() + ", serviceTokens="
                + serviceTokens.size() + "]";
    }
}
