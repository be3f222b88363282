package dev.latchkey.internal.credential;

import dev.latchkey.event.Presentation;
import dev.latchkey.event.Reason;
import dev.latchkey.model.ClientSecret;
import org.jspecify.annotations.Nullable;

/** What a client presented. */
public sealed interface Presented {

    /** What to do in one case. */
    @FunctionalInterface
    interface Case<T, R> {
        R of(T presented) throws Exception;
    }

    /**
     * Returns what the function for this kind returns. The compiler checks that no kind is forgotten.
     *
     * @throws Exception from that function
     */
    <R> R fold(
            Case<Nothing, R> nothing,
            Case<Malformed, R> malformed,
            Case<Credentials, R> credentials,
            Case<Token, R> token)
            throws Exception;

    /** Nothing was presented. */
    record Nothing() implements Presented {

        @Override
        public <R> R fold(
                Case<Nothing, R> nothing,
                Case<Malformed, R> malformed,
                Case<Credentials, R> credentials,
                Case<Token, R> token)
                throws Exception {
            return nothing.of(this);
        }
    }

    /**
     * Unreadable or ambiguous input.
     *
     * @param reason the fault
     */
    record Malformed(Reason reason) implements Presented {

        @Override
        public <R> R fold(
                Case<Nothing, R> nothing,
                Case<Malformed, R> malformed,
                Case<Credentials, R> credentials,
                Case<Token, R> token)
                throws Exception {
            return malformed.of(this);
        }
    }

    /**
     * A well-formed Client ID and secret.
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
            @Nullable TokenText besides) implements Presented {

        @Override
        public <R> R fold(
                Case<Nothing, R> nothing,
                Case<Malformed, R> malformed,
                Case<Credentials, R> credentials,
                Case<Token, R> token)
                throws Exception {
            return credentials.of(this);
        }
    }

    /**
     * An unverified application token.
     *
     * @param text its characters
     */
    record Token(TokenText text) implements Presented {

        @Override
        public <R> R fold(
                Case<Nothing, R> nothing,
                Case<Malformed, R> malformed,
                Case<Credentials, R> credentials,
                Case<Token, R> token)
                throws Exception {
            return token.of(this);
        }
    }
}
