package dev.latchkey.servlet;

import java.util.Base64;
import java.util.HexFormat;

/** Reads a pepper's text. Stateless. */
final class Pepper {

    private Pepper() {}

    /**
     * {@return the bytes} Text that is hex is read as hex, though some base64 looks like it, too.
     *
     * @throws IllegalArgumentException if it is neither hex nor base64
     */
    static byte[] decode(String text) {
        if (text.length() % 2 == 0 && text.chars().allMatch(HexFormat::isHexDigit)) {
            return HexFormat.of().parseHex(text);
        }
        boolean urlSafe = text.indexOf('-') >= 0 || text.indexOf('_') >= 0;
        return (urlSafe ? Base64.getUrlDecoder() : Base64.getDecoder()).decode(text);
    }
}
