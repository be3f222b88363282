package dev.latchkey.internal.syntax;

import java.util.Base64;
import java.util.HexFormat;

/** Bytes as people put them into an environment variable or a parameter: in hex or in base64. Stateless. */
public final class HexOrBase64 {

    private HexOrBase64() {}

    /**
     * {@return the bytes} Text that is hex is read as hex, though some base64 looks like it, too. Blanks around it, and
     * the end of a line, are no part of it.
     *
     * @param what for the message, as in "a pepper"
     * @param text in hex or in base64, of either alphabet
     * @throws IllegalArgumentException if it is neither; the message repeats nothing of it, as it may be a secret
     */
    @SuppressWarnings("UnusedException") // It quotes a character.
    public static byte[] decode(String what, String text) {
        String encoded = text.strip();
        if (encoded.length() % 2 == 0 && encoded.chars().allMatch(HexFormat::isHexDigit)) {
            return HexFormat.of().parseHex(encoded);
        }
        boolean urlSafe = encoded.indexOf('-') >= 0 || encoded.indexOf('_') >= 0;
        try {
            return (urlSafe ? Base64.getUrlDecoder() : Base64.getDecoder()).decode(encoded);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(what + " is neither hex nor base64");
        }
    }
}
