package dev.latchkey.model;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/**
 * A Client Secret in clear text. It masks itself wherever it is printed; only {@link #reveal()} gives it away.
 * Immutable; equality takes the same time wherever two secrets of one length differ.
 */
public final class ClientSecret {

    private final String value;

    private ClientSecret(String value) {
        this.value = value;
    }

    /**
     * Returns {@code value} as a secret. Any text is taken; what a client may send is the credential reader's matter.
     */
    public static ClientSecret of(String value) {
        return new ClientSecret(value);
    }

    /** Returns the clear text. To be shown once to whoever asked for the token, and never logged. */
    public String reveal() {
        return value;
    }

    byte[] utf8() {
        return value.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ClientSecret that && MessageDigest.isEqual(utf8(), that.utf8());
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    /** Returns a mask. */
    @Override
    public String toString() {
        return "ClientSecret[masked]";
    }
}
