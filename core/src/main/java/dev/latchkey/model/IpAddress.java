package dev.latchkey.model;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An IPv4 or IPv6 address. Names are never looked up. An IPv4-mapped IPv6 address such as {@code ::ffff:203.0.113.9} is
 * an IPv4 address. Immutable; ordered by family, then by number.
 */
public final class IpAddress implements Comparable<IpAddress> {

    private static final int IPV4_BYTES = 4;
    private static final int MAX_OCTET = 255;
    // With a colon in it and none but these at its start, InetAddress never takes it for a name.
    private static final Pattern IPV6 = Pattern.compile("(?=[^:]*:)([0-9a-fA-F:][0-9a-fA-F:.]*)(?:%[0-9A-Za-z._~-]+)?");

    private final boolean ipv4;
    private final long high;
    private final long low;

    private IpAddress(boolean ipv4, long high, long low) {
        this.ipv4 = ipv4;
        this.high = high;
        this.low = low;
    }

    /**
     * Parses a literal. Returns null if it is not an address. An IPv6 address may have brackets, and a zone, which is
     * ignored.
     */
    public static @Nullable IpAddress parse(String literal) {
        if (literal.indexOf(':') < 0) {
            return parseIpv4(literal);
        }
        boolean bracketed = literal.startsWith("[") && literal.endsWith("]");
        Matcher ipv6 = IPV6.matcher(bracketed ? literal.substring(1, literal.length() - 1) : literal);
        return ipv6.matches() ? resolved(ipv6.group(1)) : null;
    }

    /** Parses four decimal octets without leading zeros, which some parsers read as octal. */
    private static @Nullable IpAddress parseIpv4(String literal) {
        long address = 0;
        int octet = -1;
        int dots = 0;
        for (int i = 0; i < literal.length(); i++) {
            char c = literal.charAt(i);
            if (c == '.' && octet >= 0) {
                address = address << 8 | octet;
                octet = -1;
                dots++;
            } else if (c >= '0' && c <= '9' && octet != 0) {
                octet = octet < 0 ? c - '0' : octet * 10 + c - '0';
                if (octet > MAX_OCTET) {
                    return null;
                }
            } else {
                return null;
            }
        }
        return dots == IPV4_BYTES - 1 && octet >= 0 ? new IpAddress(true, 0, address << 8 | octet) : null;
    }

    private static @Nullable IpAddress resolved(String literal) {
        try {
            byte[] bytes = InetAddress.getByName(literal).getAddress();
            ByteBuffer number = ByteBuffer.wrap(bytes);
            return bytes.length == IPV4_BYTES
                    ? new IpAddress(true, 0, Integer.toUnsignedLong(number.getInt()))
                    : new IpAddress(false, number.getLong(), number.getLong());
        } catch (UnknownHostException malformed) {
            return null;
        }
    }

    boolean isIpv4() {
        return ipv4;
    }

    /** Returns the number of bits. */
    public int bits() {
        return ipv4 ? 32 : 128;
    }

    /** Returns this address with all bits after the first {@code length} cleared. */
    public IpAddress masked(int length) {
        if (ipv4) {
            return new IpAddress(true, 0, low & mask(length + 32));
        }
        return new IpAddress(false, high & mask(length), low & mask(length - 64));
    }

    /** Returns whether the first {@code length} bits equal those of {@code other}. */
    public boolean startsLike(IpAddress other, int length) {
        if (ipv4 != other.ipv4) {
            return false;
        }
        return ipv4
                ? ((low ^ other.low) & mask(length + 32)) == 0
                : ((high ^ other.high) & mask(length)) == 0 && ((low ^ other.low) & mask(length - 64)) == 0;
    }

    /** Returns 64 bits of which the first {@code length} are set: none for less than one, all for 64 and more. */
    private static long mask(int length) {
        if (length <= 0) {
            return 0;
        }
        return length >= Long.SIZE ? -1L : -1L << (Long.SIZE - length);
    }

    @Override
    public int compareTo(IpAddress other) {
        if (ipv4 != other.ipv4) {
            return ipv4 ? -1 : 1;
        }
        int byHigh = Long.compareUnsigned(high, other.high);
        return byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof IpAddress that && ipv4 == that.ipv4 && high == that.high && low == that.low;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(high * 31 + low) * 31 + Boolean.hashCode(ipv4);
    }

    /** Returns a literal, in the long form for IPv6. */
    @Override
    public String toString() {
        StringBuilder literal = new StringBuilder();
        int width = ipv4 ? 8 : 16;
        for (int left = bits() - width; left >= 0; left -= width) {
            long part = (left >= Long.SIZE ? high >>> (left - Long.SIZE) : low >>> left) & ((1L << width) - 1);
            literal.append(ipv4 ? Long.toString(part) : Long.toHexString(part))
                    .append(left == 0 ? "" : ipv4 ? "." : ":");
        }
        return literal.toString();
    }
}
