package dev.latchkey.internal.credential;

import dev.latchkey.event.Presentation;
import dev.latchkey.event.Reason;
import dev.latchkey.model.ClientSecret;
import org.jspecify.annotations.Nullable;

/** What a client presented. */
public sealed interface Presented {

    /** Nothing was presented. */
    record Nothing() implements Presented {}

    /**
     * Unreadable or ambiguous input.
     *
     * @param reason the fault
     */
    record Malformed(Reason reason) implements Presented {}

    /**
     * A well-formed client ID and secret.
     *
     * @param clientId 1 to 256 characters of token68
     * @param secret 1 to 256 characters of token68
     * @param how the pair or the single header
     * @param besides an application token that was sent as well and is not verified; null if there was none or more
     *     than one
     */
    record Credentials(
            String clientId,
            ClientSecret secret,
            Presentation how,
            @Nullable TokenText besides) implements Presented {}

    /**
     * An unverified application token.
     *
     * @param text its characters
     */
    record Token(TokenText text) implements Presented {}
}
