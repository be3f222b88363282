package dev.latchkey;

import dev.latchkey.event.Presentation;
import dev.latchkey.model.Application;
import dev.latchkey.model.SecretDigest;
import dev.latchkey.model.ServiceToken;
import java.security.Principal;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The identity of an admitted client, which has a service token. Contains neither the secret nor its digest. Immutable.
 */
public final class ServiceIdentity implements Principal {

    private final ServiceToken serviceToken;
    private final Application application;
    private final Presentation presentedAs;
    private final SecretDigest secret;

    /**
     * @param serviceToken the service token
     * @param application the application that admitted the client
     * @param presentedAs how the client presented itself
     */
    public ServiceIdentity(ServiceToken serviceToken, Application application, Presentation presentedAs) {
        this(
                Objects.requireNonNull(serviceToken, "serviceToken"),
                Objects.requireNonNull(application, "application"),
                Objects.requireNonNull(presentedAs, "presentedAs"),
                serviceToken.digest());
    }

    /** @param secret the stored digest of the secret that opened the request or its session */
    ServiceIdentity(ServiceToken serviceToken, Application application, Presentation presentedAs, SecretDigest secret) {
        this.serviceToken = serviceToken;
        this.application = application;
        this.presentedAs = presentedAs;
        this.secret = secret;
    }

    /** Returns what was verified, for further dispatches of the request. */
    Verified.GoodBefore verified() {
        return new Verified.GoodBefore(serviceToken, presentedAs, secret);
    }

    /** Returns the Client ID, which is the principal's name. */
    @Override
    public String getName() {
        return serviceToken.clientId();
    }

    /** Returns the Client ID. */
    public String clientId() {
        return serviceToken.clientId();
    }

    /** Returns the ID of the service token. */
    public UUID tokenId() {
        return serviceToken.id();
    }

    /** Returns the display name of the service token. */
    public String tokenName() {
        return serviceToken.name();
    }

    /** Returns the roles of the service token. */
    public Set<String> roles() {
        return serviceToken.roles();
    }

    /** Returns the application that admitted the client. */
    public Application application() {
        return application;
    }

    /** Returns how the client presented itself. */
    public Presentation presentedAs() {
        return presentedAs;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ServiceIdentity that
                && tokenId().equals(that.tokenId())
                && application.equals(that.application)
                && presentedAs() == that.presentedAs();
    }

    @Override
    public int hashCode() {
        return Objects.hash(tokenId(), application, presentedAs());
    }

    @Override
    public String toString() {
        return "ServiceIdentity[" + serviceToken + ", " + application + ", " + presentedAs() + "]";
    }
}
