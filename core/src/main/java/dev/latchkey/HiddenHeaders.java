package dev.latchkey;

import dev.latchkey.internal.syntax.HeaderName;
import org.jspecify.annotations.Nullable;

/**
 * The request headers that the app must not see (request contract, section 5): forged identity headers, and headers
 * that carried the secret. Immutable.
 */
public final class HiddenHeaders {

    private static final String JWT_ASSERTION = "Cf-Access-Jwt-Assertion";
    private static final String USER_EMAIL = "Cf-Access-Authenticated-User-Email";
    private static final String CLIENT_SECRET = "CF-Access-Client-Secret";

    private final boolean exposesCredentials;
    private final @Nullable String singleHeader;
    private final @Nullable HiddenHeaders more;

    private HiddenHeaders(boolean exposesCredentials, @Nullable String singleHeader, @Nullable HiddenHeaders more) {
        this.exposesCredentials = exposesCredentials;
        this.singleHeader = singleHeader;
        this.more = more;
    }

    /**
     * @param exposesCredentials whether the app may see the headers that carried the secret
     * @param singleHeader the name of the single header if it carried credentials, else null
     */
    HiddenHeaders(boolean exposesCredentials, @Nullable String singleHeader) {
        this(exposesCredentials, singleHeader, null);
    }

    /** Returns the union of these and the other headers. */
    HiddenHeaders and(HiddenHeaders other) {
        return new HiddenHeaders(exposesCredentials, singleHeader, more == null ? other : more.and(other));
    }

    /** Returns whether the header with this name, in any letter case, is hidden. */
    public boolean hides(String name) {
        return isIdentity(name) || (!exposesCredentials && isCredential(name)) || (more != null && more.hides(name));
    }

    /** Apps that come from behind an identity-aware proxy trust these headers. */
    private static boolean isIdentity(String name) {
        return HeaderName.foldsTo(name, JWT_ASSERTION) || HeaderName.foldsTo(name, USER_EMAIL);
    }

    private boolean isCredential(String name) {
        return HeaderName.foldsTo(name, CLIENT_SECRET)
                || (singleHeader != null && HeaderName.foldsTo(name, singleHeader));
    }
}
