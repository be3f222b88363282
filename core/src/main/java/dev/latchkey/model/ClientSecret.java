package dev.latchkey.model;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/**
 * A Client Secret in plain text. It masks itself in {@code toString}; only {@link #reveal()} returns it. Immutable.
 * Secrets of equal length are compared in constant time.
 */
public final class ClientSecret {

    private final String value;

    private ClientSecret(String value) {
        this.value = value;
    }

    /** Returns any text as a secret. It is not checked here. */
    public static ClientSecret of(String value) {
        return new ClientSecret(value);
    }

    /** Returns the plain text. Show it once to the creator of the token, and never log it. */
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
