package dev.latchkey.internal.json;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;

/**
 * Reads times in RFC 3339 format. Times in UTC to the second or finer, as Latchkey writes them, are read by position: a
 * large file has tens of thousands, and the JDK's formatter took nearly half of its loading time.
 */
public final class Rfc3339 {

    /** {@code 2027-01-31T12:00:00}, which a fraction may follow. */
    private static final int TO_THE_SECOND = 19;

    private static final int MAX_FRACTION = 9;

    private static final Instant FIRST = Instant.parse("0000-01-01T00:00:00Z");
    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999999999Z");

    private Rfc3339() {}

    /**
     * Reads a time.
     *
     * @throws IllegalArgumentException if {@code text} is not a time in the years 0 to 9999, as written and in UTC: RFC
     *     3339 cannot express others
     */
    public static Instant parse(String text) {
        Instant moment = read(text);
        if (hasSignedYear(text) || moment.isBefore(FIRST) || moment.isAfter(LAST)) {
            throw new IllegalArgumentException("must be a time in the years 0 to 9999");
        }
        return moment;
    }

    /** Returns whether the year is not four digits, the only form of RFC 3339. */
    private static boolean hasSignedYear(String text) {
        return text.charAt(0) == '+' || text.charAt(0) == '-';
    }

    private static Instant read(String text) {
        try {
            return isPlain(text) ? plain(text) : OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException("must be a time in RFC 3339 format, such as 2027-01-31T12:00:00Z", e);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("must be a time that exists", e);
        }
    }

    private static boolean isPlain(String text) {
        int last = text.length() - 1;
        if (last < TO_THE_SECOND || last > TO_THE_SECOND + 1 + MAX_FRACTION || text.charAt(last) != 'Z') {
            return false;
        }
        for (int i = 0; i < last; i++) {
            char expected = switch (i) {
                case 4, 7 -> '-';
                case 10 -> 'T';
                case 13, 16 -> ':';
                case TO_THE_SECOND -> '.';
                default -> '0';
            };
            char c = text.charAt(i);
            if (expected == '0' ? c < '0' || c > '9' : c != expected) {
                return false;
            }
        }
        return true;
    }

    private static Instant plain(String text) {
        int fraction = text.length() - 1 - (TO_THE_SECOND + 1);
        int nanos = fraction <= 0 ? 0 : number(text, TO_THE_SECOND + 1, fraction);
        for (int digits = Math.max(fraction, 0); digits < MAX_FRACTION; digits++) {
            nanos *= 10;
        }
        return LocalDateTime.of(
                        number(text, 0, 4),
                        number(text, 5, 2),
                        number(text, 8, 2),
                        number(text, 11, 2),
                        number(text, 14, 2),
                        number(text, 17, 2),
                        nanos)
                .toInstant(ZoneOffset.UTC);
    }

    private static int number(String text, int from, int digits) {
        return Integer.parseInt(text, from, from + digits, 10);
    }
}
