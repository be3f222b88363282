package dev.latchkey.it.cdi;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;

/** A bean that outlives requests, so that it has the container's proxy for the current one. */
@ApplicationScoped
public class InjectedRequestBean {

    @Inject
    private HttpServletRequest request;

    public HttpServletRequest request() {
        return request;
    }
}
