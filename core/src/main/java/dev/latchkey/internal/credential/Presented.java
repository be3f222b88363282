package dev.latchkey.internal.credential;

import dev.latchkey.event.Presentation;
import dev.latchkey.event.Reason;
import dev.latchkey.model.ClientSecret;
import org.jspecify.annotations.Nullable;

/** What a client presented. */
public sealed interface Presented {

    /** Nothing at all. */
    record Nothing() implements Presented {}

    /**
     * Something that cannot be read, or can be read in more than one way.
     *
     * @param reason what is wrong with it
     */
    record Malformed(Reason reason) implements Presented {}

    /**
     * A client id and a secret, well-formed.
     *
     * @param clientId the id: 1 to 256 characters of token68
     * @param secret the secret: likewise
     * @param how the pair or the single header
     * @param besides an application token that came along, which counts for nothing; null where there was none, or
     *     more than one
     */
    record Credentials(
            String clientId,
            ClientSecret secret,
            Presentation how,
            @Nullable TokenText besides) implements Presented {}

    /**
     * An application token, unverified.
     *
     * @param text its characters
     */
    record Token(TokenText text) implements Presented {}
}
