package dev.latchkey.internal.credential;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import dev.latchkey.event.Presentation;
import dev.latchkey.event.Reason;
import dev.latchkey.internal.syntax.Blanks;
import dev.latchkey.internal.syntax.HeaderName;
import dev.latchkey.model.ApplicationSettings.SingleHeaderScheme;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the single header that carries ID and secret (request contract, section 2). Immutable and thread-safe. */
final class SingleHeaderReader {

    /** The maximum length, in characters. */
    private static final int MAX_LENGTH = 1024;

    private static final String CLIENT_ID = "cf-access-client-id";
    private static final String CLIENT_SECRET = "cf-access-client-secret";

    private static final String BASIC = "Basic";
    private static final String BEARER = "Bearer";

    // Names are foreign input: they must not fill name tables that all parsers share.
    private static final JsonFactory JSON = JsonFactory.builder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .recyclerPool(JsonRecyclerPools.newConcurrentDequePool())
            .build();

    private final boolean json;
    private final boolean basic;
    private final boolean bearer;

    SingleHeaderReader(Set<SingleHeaderScheme> schemes) {
        this.json = schemes.contains(SingleHeaderScheme.JSON);
        this.basic = schemes.contains(SingleHeaderScheme.BASIC);
        this.bearer = schemes.contains(SingleHeaderScheme.BEARER);
    }

    /** Returns whether a value contains credentials, valid or not, rather than data of the app. */
    boolean isOurs(String value) {
        String text = Blanks.trim(value);
        if (json && text.startsWith("{")) {
            return true;
        }
        if (basic && afterScheme(text, BASIC) >= 0) {
            return true;
        }
        int bearerValue = bearer ? afterScheme(text, BEARER) : -1;
        // An app's own bearer token is token68, which contains neither character.
        return bearerValue >= 0 && (text.startsWith("{", bearerValue) || text.indexOf(':', bearerValue) >= 0);
    }

    /** Returns the credentials in a value that {@link #isOurs}, or their fault. */
    Presented read(String value, @Nullable TokenText besides) {
        String text = Blanks.trim(value);
        if (text.length() > MAX_LENGTH) {
            return new Presented.Malformed(Reason.SINGLE_HEADER_TOO_LONG);
        }
        if (text.charAt(0) == '{') {
            return readJson(text, besides);
        }
        int basicValue = basic ? afterScheme(text, BASIC) : -1;
        if (basicValue >= 0) {
            return readBasic(text.substring(basicValue), besides);
        }
        String bearerValue = text.substring(afterScheme(text, BEARER));
        return bearerValue.startsWith("{") ? readJson(bearerValue, besides) : readColon(bearerValue, besides);
    }

    private static Presented readBasic(String base64, @Nullable TokenText besides) {
        try {
            return readColon(new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8), besides);
        } catch (IllegalArgumentException notBase64) {
            return new Presented.Malformed(Reason.SINGLE_HEADER_MALFORMED);
        }
    }

    private static Presented readColon(String text, @Nullable TokenText besides) {
        int colon = text.indexOf(':');
        if (colon < 0) {
            return new Presented.Malformed(Reason.SINGLE_HEADER_MALFORMED);
        }
        return CredentialText.credentials(
                text.substring(0, colon), text.substring(colon + 1), Presentation.SINGLE_HEADER, besides);
    }

    private static Presented readJson(String text, @Nullable TokenText besides) {
        // What almost all clients send needs no parser, which allocates 1.4 kB.
        PlainMembers plain = PlainMembers.of(text);
        if (plain != null) {
            String id = plain.valueOf(CLIENT_ID);
            String secret = plain.valueOf(CLIENT_SECRET);
            if (id != null && secret != null) {
                return CredentialText.credentials(id, secret, Presentation.SINGLE_HEADER, besides);
            }
        }
        return parseJson(text, besides);
    }

    private static Presented parseJson(String text, @Nullable TokenText besides) {
        String id = null;
        String secret = null;
        try (JsonParser parser = JSON.createParser(text)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                boolean isId = HeaderName.foldsTo(name, CLIENT_ID);
                if (!isId && !HeaderName.foldsTo(name, CLIENT_SECRET)) {
                    return new Presented.Malformed(Reason.SINGLE_HEADER_MALFORMED);
                }
                if ((isId ? id : secret) != null) {
                    return new Presented.Malformed(Reason.SINGLE_HEADER_MEMBER_TWICE);
                }
                if (parser.nextToken() != JsonToken.VALUE_STRING) {
                    return new Presented.Malformed(Reason.SINGLE_HEADER_MALFORMED);
                }
                if (isId) {
                    id = parser.getText();
                } else {
                    secret = parser.getText();
                }
            }
            if (parser.currentToken() != JsonToken.END_OBJECT || parser.nextToken() != null) {
                return new Presented.Malformed(Reason.SINGLE_HEADER_MALFORMED);
            }
        } catch (IOException notJson) {
            // The exception quotes the text, so it must not be passed on.
            boolean unquoted = text.indexOf('"') < 0 && text.indexOf(':') > 0;
            return new Presented.Malformed(unquoted ? Reason.SINGLE_HEADER_UNQUOTED : Reason.SINGLE_HEADER_MALFORMED);
        }
        return id == null || secret == null
                ? new Presented.Malformed(Reason.SINGLE_HEADER_MALFORMED)
                : CredentialText.credentials(id, secret, Presentation.SINGLE_HEADER, besides);
    }

    /** Returns where the value after an authentication scheme begins, or -1 if the scheme does not match. */
    private static int afterScheme(String trimmed, String scheme) {
        int end = scheme.length();
        boolean there = trimmed.regionMatches(true, 0, scheme, 0, end)
                && end < trimmed.length()
                && Blanks.isBlank(trimmed.charAt(end));
        return there ? Blanks.skip(trimmed, end) : -1;
    }
}
