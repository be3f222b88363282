package dev.latchkey.internal.syntax;

import java.util.Base64;
import java.util.HexFormat;

/** Decodes bytes in hex or base64 from environment variables and parameters. Stateless. */
public final class HexOrBase64 {

    private HexOrBase64() {}

    /**
     * Decodes {@code text}. Surrounding white space is ignored. Text that is valid hex is read as hex, even if it is
     * also valid base64.
     *
     * @param what the subject of the message, such as "a pepper"
     * @param text hex, or base64 in either alphabet
     * @throws IllegalArgumentException if it is neither; the message contains nothing of the text, which may be a
     *     secret
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
