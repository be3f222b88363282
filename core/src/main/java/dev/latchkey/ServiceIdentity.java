package dev.latchkey;

import dev.latchkey.event.Presentation;
import dev.latchkey.model.Application;
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

    private final Verified.Good verified;
    private final Application application;

    /**
     * @param serviceToken the service token
     * @param application the application that admitted the client
     * @param presentedAs how the client presented itself
     */
    public ServiceIdentity(ServiceToken serviceToken, Application application, Presentation presentedAs) {
        this(
                new Verified.GoodBefore(
                        serviceToken, Objects.requireNonNull(presentedAs, "presentedAs"), serviceToken.digest()),
                Objects.requireNonNull(application, "application"));
    }

    ServiceIdentity(Verified.Good verified, Application application) {
        this.verified = verified;
        this.application = application;
    }

    /** Returns what was verified, for further dispatches of the request. */
    Verified.GoodBefore verified() {
        return new Verified.GoodBefore(verified.token(), verified.presentedAs(), verified.secret());
    }

    /** Returns the Client ID, which is the principal's name. */
    @Override
    public String getName() {
        return verified.token().clientId();
    }

    /** Returns the Client ID. */
    public String clientId() {
        return verified.token().clientId();
    }

    /** Returns the ID of the service token. */
    public UUID tokenId() {
        return verified.token().id();
    }

    /** Returns the display name of the service token. */
    public String tokenName() {
        return verified.token().name();
    }

    /** Returns the roles of the service token. */
    public Set<String> roles() {
        return verified.token().roles();
    }

    /** Returns the application that admitted the client. */
    public Application application() {
        return application;
    }

    /** Returns how the client presented itself. */
    public Presentation presentedAs() {
        return verified.presentedAs();
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
        return "ServiceIdentity[" + verified.token() + ", " + application + ", " + presentedAs() + "]";
    }
}
