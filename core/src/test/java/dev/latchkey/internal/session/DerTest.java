package dev.latchkey.internal.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("DER (ITU-T X.690)")
final class DerTest {

    private static String hex(byte[] der) {
        return HexFormat.of().formatHex(der);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0400",
        "127, 047f",
        "128, 048180",
        "255, 0481ff",
        "256, 04820100",
        "65535, 0482ffff",
        "65536, 0483010000"
    })
    void writesShortestLength(int length, String start) {
        byte[] der = Der.octetString(new byte[length]);

        assertThat(der).hasSize(length + start.length() / 2);
        assertThat(hex(Arrays.copyOf(der, start.length() / 2))).isEqualTo(start);
    }

    @ParameterizedTest
    @CsvSource({"0, 020100", "127, 02017f", "128, 02020080", "256, 02020100", "-1, 0201ff"})
    void writesSignedIntegers(long value, String der) {
        assertThat(hex(Der.integer(BigInteger.valueOf(value)))).isEqualTo(der);
    }

    @Test
    void writesObjectIdentifiers() {
        assertThat(hex(Der.objectIdentifier(2, 5, 4, 3))).isEqualTo("0603550403");
        assertThat(hex(Der.objectIdentifier(1, 2, 840, 113549, 1, 1, 11))).isEqualTo("06092a864886f70d01010b");
        assertThat(hex(Der.objectIdentifier(1, 3, 0, 127, 128, 16384))).isEqualTo("06082b007f8100818000");
    }

    @Test
    void writesTheOtherTypes() {
        assertThat(hex(Der.none())).isEqualTo("0500");
        assertThat(hex(Der.booleanTrue())).isEqualTo("0101ff");
        assertThat(hex(Der.utf8("é"))).isEqualTo("0c02c3a9");
        assertThat(hex(Der.bitString(7, new byte[] {(byte) 0x80}))).isEqualTo("03020780");
        assertThat(hex(Der.set(Der.none()))).isEqualTo("31020500");
        assertThat(hex(Der.sequence(Der.none(), Der.none()))).isEqualTo("300405000500");
        assertThat(hex(Der.explicit(3, Der.none()))).isEqualTo("a3020500");
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-01T12:00:05.9Z, 23, 261101120005Z",
        "2049-12-31T23:59:59Z, 23, 491231235959Z",
        "2050-01-01T00:00:00Z, 24, 20500101000000Z",
        "2050-01-01T01:00:00+02:00, 23, 491231230000Z",
        "1950-01-01T00:00:00Z, 23, 500101000000Z",
        "1949-12-31T23:59:59Z, 24, 19491231235959Z",
    })
    void switchesToGeneralizedTimeAfter2049(OffsetDateTime moment, int tag, String text) {
        byte[] der = Der.time(moment);

        assertThat(der[0]).isEqualTo((byte) tag);
        assertThat(new String(der, 2, der.length - 2, StandardCharsets.US_ASCII))
                .isEqualTo(text);
    }

    @Test
    void writesSameDigitsInEveryLocale() {
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
        try {
            assertThat(new String(Der.time(OffsetDateTime.parse("2026-11-01T12:00:05Z")), StandardCharsets.US_ASCII))
                    .endsWith("261101120005Z");
        } finally {
            Locale.setDefault(before);
        }
    }
}
