package dev.latchkey.servlet.injection;

import jakarta.decorator.Decorator;
import jakarta.decorator.Delegate;
import jakarta.enterprise.inject.Any;
import jakarta.inject.Inject;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.PushBuilder;
import java.io.IOException;
import java.io.Serializable;
import java.security.Principal;
import java.util.Enumeration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The request that CDI injects, as the filter admitted it. CDI takes the request before all filters, so this decorator
 * answers from the newest admitted request. Where no filter has admitted the request, it changes nothing.
 *
 * <p>It is serializable because Weld requires that of decorators of its built-in beans.
 */
@Decorator
public abstract class InjectedRequest implements HttpServletRequest, Serializable {

    /** The name of the request attribute that holds the newest admitted request. */
    public static final String ADMITTED = "dev.latchkey.servlet.admitted";

    private static final long serialVersionUID = 1L;

    @SuppressWarnings("serial")
    private final HttpServletRequest container;

    /** @param container the request as CDI received it */
    @Inject
    protected InjectedRequest(@Delegate @Any HttpServletRequest container) {
        this.container = container;
    }

    private HttpServletRequest admitted() {
        return container.getAttribute(ADMITTED) instanceof HttpServletRequest admitted ? admitted : container;
    }

    @Override
    public @Nullable String getHeader(String name) {
        return admitted().getHeader(name);
    }

    @Override
    public Enumeration<String> getHeaders(String name) {
        return admitted().getHeaders(name);
    }

    @Override
    public Enumeration<String> getHeaderNames() {
        return admitted().getHeaderNames();
    }

    @Override
    public int getIntHeader(String name) {
        return admitted().getIntHeader(name);
    }

    @Override
    public long getDateHeader(String name) {
        return admitted().getDateHeader(name);
    }

    @Override
    public Map<String, String> getTrailerFields() {
        return admitted().getTrailerFields();
    }

    @Override
    public @Nullable PushBuilder newPushBuilder() {
        return admitted().newPushBuilder();
    }

    @Override
    public @Nullable Principal getUserPrincipal() {
        return admitted().getUserPrincipal();
    }

    @Override
    public @Nullable String getRemoteUser() {
        return admitted().getRemoteUser();
    }

    @Override
    public @Nullable String getAuthType() {
        return admitted().getAuthType();
    }

    @Override
    public boolean isUserInRole(String role) {
        return admitted().isUserInRole(role);
    }

    @Override
    public boolean authenticate(HttpServletResponse challenge) throws IOException, ServletException {
        return admitted().authenticate(challenge);
    }

    @Override
    public void login(String user, String password) throws ServletException {
        admitted().login(user, password);
    }

    @Override
    public void logout() throws ServletException {
        admitted().logout();
    }

    @Override
    public AsyncContext startAsync() {
        return admitted().startAsync();
    }
}
