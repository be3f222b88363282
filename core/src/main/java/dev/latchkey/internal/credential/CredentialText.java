package dev.latchkey.internal.credential;

import dev.latchkey.event.Presentation;
import dev.latchkey.event.Reason;
import dev.latchkey.internal.syntax.Blanks;
import dev.latchkey.model.ClientSecret;
import dev.latchkey.model.ServiceToken;
import org.jspecify.annotations.Nullable;

/** The rules for Client IDs and secrets in all forms (request contract, section 2). */
final class CredentialText {

    private CredentialText() {}

    /** Returns the trimmed credentials, or their fault. */
    static Presented credentials(String id, String secret, Presentation how, @Nullable TokenText besides) {
        String trimmedId = Blanks.trim(id);
        String trimmedSecret = Blanks.trim(secret);
        Reason fault = fault(trimmedId);
        if (fault == null) {
            fault = fault(trimmedSecret);
        }
        return fault != null
                ? new Presented.Malformed(fault)
                : new Presented.Credentials(trimmedId, ClientSecret.of(trimmedSecret), how, besides);
    }

    private static @Nullable Reason fault(String text) {
        if (text.isEmpty()) {
            return Reason.EMPTY_CREDENTIAL;
        } else if (text.length() > ServiceToken.MAX_CREDENTIAL_LENGTH) {
            return Reason.CREDENTIAL_TOO_LONG;
        } else if (ServiceToken.isToken68(text)) {
            return null;
        }
        return text.indexOf(',') >= 0 ? Reason.JOINED_HEADER : Reason.CREDENTIAL_CHARACTER;
    }
}
