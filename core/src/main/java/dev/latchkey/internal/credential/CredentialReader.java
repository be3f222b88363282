package dev.latchkey.internal.credential;

import dev.latchkey.event.Presentation;
import dev.latchkey.event.Reason;
import dev.latchkey.internal.syntax.HeaderName;
import dev.latchkey.model.ApplicationSettings.SingleHeaderScheme;
import dev.latchkey.model.RequestHeaders;
import java.util.Enumeration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a request presents to an application (request contract, section 2). Ambiguous input is rejected.
 * Credentials take precedence over an application token. Immutable and thread-safe.
 */
public final class CredentialReader {

    private static final String CLIENT_ID = "CF-Access-Client-Id";
    private static final String CLIENT_SECRET = "CF-Access-Client-Secret";

    private static final Presented.Nothing NOTHING = new Presented.Nothing();

    private final @Nullable String singleHeader;
    private final SingleHeaderReader singleHeaderReader;

    /**
     * Creates a reader.
     *
     * @param singleHeader the header that may carry ID and secret together; null for none
     * @param schemes the accepted forms of that header
     */
    public CredentialReader(@Nullable String singleHeader, Set<SingleHeaderScheme> schemes) {
        this.singleHeader = singleHeader;
        this.singleHeaderReader = new SingleHeaderReader(schemes);
    }

    /** Returns what these headers present. */
    public Presented read(RequestHeaders headers) {
        boolean id = false;
        boolean secret = false;
        boolean single = false;
        boolean token = false;
        boolean cookie = false;
        String tokenTwin = null;
        boolean singleTwin = false;
        boolean credentialsInTwin = false;
        // A single pass over all names, which is the only way to find a twin.
        Enumeration<String> names = headers.names();
        while (names.hasMoreElements()) {
            String name = names.nextElement();
            if (HeaderName.foldsTo(name, CLIENT_ID)) {
                id = true;
                if (name.indexOf('_') >= 0) {
                    return new Presented.Malformed(Reason.HEADER_TWIN);
                }
            } else if (HeaderName.foldsTo(name, CLIENT_SECRET)) {
                secret = true;
                if (name.indexOf('_') >= 0) {
                    return new Presented.Malformed(Reason.HEADER_TWIN);
                }
            } else if (HeaderName.foldsTo(name, TokenReader.HEADER)) {
                token = true;
                tokenTwin = name.indexOf('_') < 0 ? tokenTwin : name;
            } else if (name.equalsIgnoreCase(TokenReader.COOKIE_HEADER)) {
                cookie = true;
            }
            if (singleHeader != null && HeaderName.foldsTo(name, singleHeader)) {
                boolean twin = !name.equalsIgnoreCase(singleHeader);
                single |= !twin;
                singleTwin |= twin;
                credentialsInTwin |= twin && carriesCredentials(headers, name);
            }
        }
        if (credentialsInTwin) {
            return new Presented.Malformed(Reason.HEADER_TWIN);
        }
        if (single && singleHeader != null) {
            Presented inSingle = readSingleHeader(headers, singleHeader, singleTwin, id || secret, cookie);
            if (inSingle != null) {
                return inSingle;
            }
        }
        if (id || secret) {
            return id && secret ? readPair(headers, cookie) : new Presented.Malformed(Reason.HALF_A_PAIR);
        }
        if (tokenTwin != null) {
            return new Presented.Malformed(Reason.HEADER_TWIN);
        }
        return token || cookie ? TokenReader.read(headers) : NOTHING;
    }

    /** Returns the single header's name if it or a twin carries credentials, valid or not; null otherwise. */
    public @Nullable String credentialHeader(RequestHeaders headers) {
        if (singleHeader == null) {
            return null;
        }
        Enumeration<String> names = headers.names();
        while (names.hasMoreElements()) {
            String name = names.nextElement();
            if (HeaderName.foldsTo(name, singleHeader) && carriesCredentials(headers, name)) {
                return singleHeader;
            }
        }
        return null;
    }

    private boolean carriesCredentials(RequestHeaders headers, String header) {
        Enumeration<String> values = headers.values(header);
        while (values.hasMoreElements()) {
            if (singleHeaderReader.isOurs(values.nextElement())) {
                return true;
            }
        }
        return false;
    }

    /** Returns what the single header presents, or null if it belongs to the app. */
    private @Nullable Presented readSingleHeader(
            RequestHeaders headers, String header, boolean besidesTwin, boolean besidesPair, boolean cookie) {
        if (!carriesCredentials(headers, header)) {
            return null;
        }
        if (besidesTwin) {
            return new Presented.Malformed(Reason.HEADER_TWIN);
        }
        if (besidesPair) {
            return new Presented.Malformed(Reason.PAIR_AND_SINGLE_HEADER);
        }
        Enumeration<String> values = headers.values(header);
        String value = values.nextElement();
        if (values.hasMoreElements()) {
            return new Presented.Malformed(Reason.REPEATED_HEADER);
        }
        return singleHeaderReader.read(value, cookie ? TokenReader.onlyCookie(headers) : null);
    }

    private static Presented readPair(RequestHeaders headers, boolean cookie) {
        Enumeration<String> ids = headers.values(CLIENT_ID);
        Enumeration<String> secrets = headers.values(CLIENT_SECRET);
        String id = ids.nextElement();
        String secret = secrets.nextElement();
        if (ids.hasMoreElements() || secrets.hasMoreElements()) {
            return new Presented.Malformed(Reason.REPEATED_HEADER);
        }
        return CredentialText.credentials(
                id, secret, Presentation.PAIR, cookie ? TokenReader.onlyCookie(headers) : null);
    }
}
