package dev.latchkey.management;

import dev.latchkey.model.ClientSecret;
import dev.latchkey.model.SecretDigest;
import dev.latchkey.model.SecretDigest.Algorithm;
import dev.latchkey.model.SecretHasher;
import dev.latchkey.model.ServiceToken;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds the management token of a request (management contract, section 3). Every invalid token costs the same work:
 * the digests of one secret, each compared with the digest of every token. Thread-safe.
 */
final class Authenticator {

    private static final Pattern BEARER = Pattern.compile("[Bb][Ee][Aa][Rr][Ee][Rr] +([^ ]+)");

    /** A placeholder for a missing or malformed secret, which matches no configured digest. */
    private static final ClientSecret NOTHING = ClientSecret.of("\0");

    private final List<ManagementToken> tokens;
    private final SecretHasher plain = SecretHasher.sha256();
    private final SecretHasher hasher;

    /**
     * @param hasher computes digests with a pepper, if there are any
     */
    Authenticator(List<ManagementToken> tokens, SecretHasher hasher) {
        this.tokens = List.copyOf(tokens);
        this.hasher = hasher;
    }

    /** Returns the management token of the request; null if there is none, or more than one. */
    @Nullable
    ManagementToken authenticate(HttpServletRequest request) {
        String secret = secret(request);
        ClientSecret presented = secret == null ? NOTHING : ClientSecret.of(secret);
        SecretDigest sha256 = plain.digest(presented);
        SecretDigest other = hasher.digest(presented);
        ManagementToken found = null;
        for (ManagementToken token : tokens) {
            boolean matches = token.digest().equals(token.digest().algorithm() == Algorithm.SHA_256 ? sha256 : other);
            found = matches ? token : found;
        }
        return secret == null ? null : found;
    }

    private static @Nullable String secret(HttpServletRequest request) {
        List<String> authorizations = values(request, "Authorization");
        List<String> keys = values(request, "X-Auth-Key");
        List<String> emails = values(request, "X-Auth-Email");
        if (authorizations.size() > 1 || keys.size() > 1 || emails.size() > 1) {
            return null;
        }
        String bearer = authorizations.isEmpty() ? null : bearer(authorizations.get(0));
        String key = keys.isEmpty() ? null : keys.get(0).strip();
        boolean malformed = (!authorizations.isEmpty() && bearer == null)
                || (key != null && (emails.isEmpty() || emails.get(0).isBlank()))
                || (key != null && bearer != null && !areEqual(key, bearer));
        String secret = bearer == null ? key : bearer;
        return malformed || secret == null || !isCredential(secret) ? null : secret;
    }

    private static @Nullable String bearer(String authorization) {
        Matcher matcher = BEARER.matcher(authorization.strip());
        return matcher.matches() ? matcher.group(1) : null;
    }

    private static boolean isCredential(String text) {
        return text.length() <= ServiceToken.MAX_CREDENTIAL_LENGTH && ServiceToken.isToken68(text);
    }

    private static boolean areEqual(String one, String other) {
        return MessageDigest.isEqual(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }

    private static List<String> values(HttpServletRequest request, String name) {
        return Collections.list(request.getHeaders(name));
    }
}
