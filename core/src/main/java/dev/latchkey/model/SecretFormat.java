package dev.latchkey.model;

import dev.latchkey.internal.syntax.AsciiSet;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.zip.CRC32;

/**
 * The format of Latchkey's own secrets (management contract, section 1): a prefix, 40 random characters of {@code
 * A-Za-z0-9} (238 bits), and 8 hex characters, the CRC-32 of the preceding text. Credential scanners can recognize it.
 * Immutable and thread-safe.
 */
public final class SecretFormat {

    /** The default prefix. */
    public static final String DEFAULT_PREFIX = "lkst_";

    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private static final AsciiSet IN_ALPHABET = AsciiSet.lettersAnd("");
    private static final int RANDOM_CHARACTERS = 40;
    private static final int CHECKSUM_CHARACTERS = 8;

    private final String prefix;

    /**
     * @param prefix 1 to 32 characters of {@code A-Za-z0-9_-}
     * @throws IllegalArgumentException if it is invalid
     */
    public SecretFormat(String prefix) {
        if (!prefix.matches("[A-Za-z0-9_-]{1,32}")) {
            throw new IllegalArgumentException("a secret's prefix must be 1 to 32 characters of A-Z a-z 0-9 _ -");
        }
        this.prefix = prefix;
    }

    /** Returns a new secret. */
    public ClientSecret generate(SecureRandom random) {
        StringBuilder text = new StringBuilder(prefix.length() + RANDOM_CHARACTERS + CHECKSUM_CHARACTERS);
        text.append(prefix);
        for (int i = 0; i < RANDOM_CHARACTERS; i++) {
            text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return ClientSecret.of(text.append(checksum(text)).toString());
    }

    /** Returns whether {@code text} has this format and a valid checksum. */
    public boolean matches(String text) {
        int body = prefix.length() + RANDOM_CHARACTERS;
        return text.length() == body + CHECKSUM_CHARACTERS
                && text.startsWith(prefix)
                && IN_ALPHABET.containsAll(text.substring(prefix.length(), body))
                && text.substring(body).equals(checksum(text.substring(0, body)));
    }

    private static String checksum(CharSequence body) {
        CRC32 crc = new CRC32();
        crc.update(body.toString().getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().toHexDigits(crc.getValue(), CHECKSUM_CHARACTERS);
    }
}
