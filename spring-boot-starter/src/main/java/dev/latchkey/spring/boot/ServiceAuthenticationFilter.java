package dev.latchkey.spring.boot;

import dev.latchkey.ServiceIdentity;
import dev.latchkey.servlet.AccessFilter;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.function.Supplier;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolderStrategy;

/**
 * Makes the service identity of a dispatch its authentication. It runs behind the filter that loads the security
 * context, and replaces what that filter found. So no HTTP session decides about a request with a service token.
 * Thread-safe.
 *
 * <p>It works anew on each dispatch, because the target of a forward may belong to another application.
 */
final class ServiceAuthenticationFilter implements Filter {

    /** Set while a dispatch with a service identity runs. Spring Security keeps its context for nested dispatches. */
    private static final String AUTHENTICATED = "dev.latchkey.spring.boot.authenticated";

    private final SecurityContextHolderStrategy holder;
    private final List<String> authorityPrefixes;

    ServiceAuthenticationFilter(SecurityContextHolderStrategy holder, List<String> authorityPrefixes) {
        this.holder = holder;
        this.authorityPrefixes = List.copyOf(authorityPrefixes);
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        ServiceIdentity identity = AccessFilter.identityOf(request);
        Object outer = request.getAttribute(AUTHENTICATED);
        if (identity == null && outer == null) {
            chain.doFilter(request, response);
            return;
        }
        Supplier<SecurityContext> before = holder.getDeferredContext();
        SecurityContext context = holder.createEmptyContext();
        if (identity != null) {
            context.setAuthentication(new ServiceAuthentication(identity, authorityPrefixes));
        }
        try {
            holder.setContext(context);
            request.setAttribute(AUTHENTICATED, identity == null ? null : Boolean.TRUE);
            chain.doFilter(request, response);
        } finally {
            request.setAttribute(AUTHENTICATED, outer);
            holder.setDeferredContext(before);
        }
    }
}
