package dev.latchkey.spring.boot;

import dev.latchkey.ServiceIdentity;
import dev.latchkey.model.ApplicationSettings.SingleHeaderScheme;
import dev.latchkey.servlet.AccessFilter;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationContext;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.annotation.web.configurers.CsrfConfigurer;
import org.springframework.security.web.header.HeaderWriterFilter;
import org.springframework.web.util.WebUtils;

/**
 * Adds a {@link ServiceAuthenticationFilter} to every filter chain. Spring Security finds this class in {@code
 * META-INF/spring.factories}, and applies it to each {@link HttpSecurity}.
 */
final class ServiceAuthenticationConfigurer
        extends AbstractHttpConfigurer<ServiceAuthenticationConfigurer, HttpSecurity> {

    private static final String SESSION_COOKIE = "CF_Authorization";
    private static final String SESSION_HEADER = "cf-access-token";

    /** Spring creates instances by this constructor. */
    ServiceAuthenticationConfigurer() {}

    @Override
    public void init(HttpSecurity http) {
        if (security(http) != null && csrf(http) instanceof CsrfConfigurer<?> csrf) {
            csrf.ignoringRequestMatchers(ServiceAuthenticationConfigurer::noBrowserAddsCredentials);
        }
    }

    @Override
    public void configure(HttpSecurity http) {
        LatchkeySecurity security = security(http);
        if (security != null) {
            // Both filters that load a security context stand before this one, whichever the chain has.
            http.addFilterBefore(
                    new ServiceAuthenticationFilter(getSecurityContextHolderStrategy(), security.authorityPrefixes()),
                    HeaderWriterFilter.class);
        }
    }

    @SuppressWarnings("unchecked")
    private static @Nullable Object csrf(HttpSecurity http) {
        return http.getConfigurer(CsrfConfigurer.class);
    }

    /** Returns null in a context without Latchkey. */
    private static @Nullable LatchkeySecurity security(HttpSecurity http) {
        return http.getSharedObject(ApplicationContext.class)
                .getBeanProvider(LatchkeySecurity.class)
                .getIfAvailable();
    }

    /** Returns whether the client put its credentials into headers that no browser adds to a forged request. */
    private static boolean noBrowserAddsCredentials(HttpServletRequest request) {
        ServiceIdentity identity = AccessFilter.identityOf(request);
        if (identity == null) {
            return false;
        }
        return switch (identity.presentedAs()) {
            case PAIR -> true;
            case SINGLE_HEADER ->
                // A browser repeats Basic credentials that it has seen.
                !identity.application().settings().singleHeaderSchemes().contains(SingleHeaderScheme.BASIC);
            case APPLICATION_TOKEN ->
                request.getHeader(SESSION_HEADER) != null && WebUtils.getCookie(request, SESSION_COOKIE) == null;
        };
    }
}
