package dev.latchkey.internal.session;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Writes the ASN.1 types of a certificate in DER (ITU-T X.690). Stateless. */
final class Der {

    private static final int BOOLEAN = 0x01;
    private static final int INTEGER = 0x02;
    private static final int BIT_STRING = 0x03;
    private static final int OCTET_STRING = 0x04;
    private static final int NULL = 0x05;
    private static final int OBJECT_IDENTIFIER = 0x06;
    private static final int UTF8_STRING = 0x0c;
    private static final int UTC_TIME = 0x17;
    private static final int GENERALIZED_TIME = 0x18;
    private static final int SEQUENCE = 0x30;
    private static final int SET = 0x31;
    private static final int CONTEXT_CONSTRUCTED = 0xa0;

    // Locale.ROOT, as other locales may use other digits.
    private static final DateTimeFormatter UTC = DateTimeFormatter.ofPattern("yyMMddHHmmss'Z'", Locale.ROOT);
    private static final DateTimeFormatter GENERALIZED = DateTimeFormatter.ofPattern("uuuuMMddHHmmss'Z'", Locale.ROOT);

    private Der() {}

    static byte[] sequence(byte[]... members) {
        return tagged(SEQUENCE, members);
    }

    static byte[] set(byte[] only) {
        return tagged(SET, only);
    }

    static byte[] explicit(int number, byte[] content) {
        return tagged(CONTEXT_CONSTRUCTED | number, content);
    }

    static byte[] integer(BigInteger value) {
        return tagged(INTEGER, value.toByteArray());
    }

    static byte[] booleanTrue() {
        return tagged(BOOLEAN, new byte[] {(byte) 0xff});
    }

    static byte[] none() {
        return tagged(NULL);
    }

    static byte[] utf8(String text) {
        return tagged(UTF8_STRING, text.getBytes(StandardCharsets.UTF_8));
    }

    static byte[] octetString(byte[] content) {
        return tagged(OCTET_STRING, content);
    }

    /** Writes a bit string whose last {@code unused} bits are padding. */
    static byte[] bitString(int unused, byte[] bits) {
        return tagged(BIT_STRING, new byte[] {(byte) unused}, bits);
    }

    /** Writes an object identifier; the first two {@code arcs} must be below 3 and 40. */
    static byte[] objectIdentifier(int... arcs) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        content.write(arcs[0] * 40 + arcs[1]);
        for (int i = 2; i < arcs.length; i++) {
            base128(content, arcs[i]);
        }
        return tagged(OBJECT_IDENTIFIER, content.toByteArray());
    }

    /** Writes UTCTime through 2049 and GeneralizedTime from then on, in seconds (RFC 5280, section 4.1.2.5). */
    static byte[] time(OffsetDateTime moment) {
        OffsetDateTime utc = moment.withOffsetSameInstant(ZoneOffset.UTC);
        boolean twoDigits = utc.getYear() >= 1950 && utc.getYear() <= 2049;
        String text = (twoDigits ? UTC : GENERALIZED).format(utc);
        return tagged(twoDigits ? UTC_TIME : GENERALIZED_TIME, text.getBytes(StandardCharsets.US_ASCII));
    }

    private static void base128(ByteArrayOutputStream out, int value) {
        int septets = Math.max(1, (38 - Integer.numberOfLeadingZeros(value)) / 7);
        for (int i = septets - 1; i > 0; i--) {
            out.write(0x80 | ((value >>> (7 * i)) & 0x7f));
        }
        out.write(value & 0x7f);
    }

    private static byte[] tagged(int tag, byte[]... contents) {
        int length = 0;
        for (byte[] content : contents) {
            length += content.length;
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(length + 6);
        out.write(tag);
        writeLength(out, length);
        for (byte[] content : contents) {
            out.writeBytes(content);
        }
        return out.toByteArray();
    }

    private static void writeLength(ByteArrayOutputStream out, int length) {
        if (length < 0x80) {
            out.write(length);
            return;
        }
        int octets = (39 - Integer.numberOfLeadingZeros(length)) / 8;
        out.write(0x80 | octets);
        for (int i = octets - 1; i >= 0; i--) {
            out.write(length >>> (8 * i));
        }
    }
}
