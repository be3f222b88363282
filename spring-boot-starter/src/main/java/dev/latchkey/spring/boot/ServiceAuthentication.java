package dev.latchkey.spring.boot;

import dev.latchkey.ServiceIdentity;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.Transient;
import org.springframework.security.core.authority.SimpleGrantedAuthority;

/**
 * A service identity as an authentication. {@link Transient} keeps it out of HTTP sessions, also where an app stores
 * security contexts in them. Immutable.
 */
@Transient
final class ServiceAuthentication extends AbstractAuthenticationToken {

    private static final long serialVersionUID = 1L;

    private final transient ServiceIdentity identity;

    /** Creates an authentication that has each role once for each prefix. */
    ServiceAuthentication(ServiceIdentity identity, List<String> authorityPrefixes) {
        super(authorities(identity, authorityPrefixes));
        this.identity = identity;
        super.setAuthenticated(true);
    }

    private static Collection<GrantedAuthority> authorities(ServiceIdentity identity, List<String> prefixes) {
        List<GrantedAuthority> authorities = new ArrayList<>();
        for (String role : identity.roles()) {
            // Spring Security rejects a blank authority; a blank role grants nothing.
            if (!role.isBlank()) {
                prefixes.forEach(prefix -> authorities.add(new SimpleGrantedAuthority(prefix + role)));
            }
        }
        return authorities;
    }

    @Override
    public Object getPrincipal() {
        return identity;
    }

    /** Returns an empty text: the secret is not available to the app. */
    @Override
    public Object getCredentials() {
        return "";
    }
}
