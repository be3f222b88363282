package dev.latchkey.application;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A block of IPv4 or IPv6 addresses in CIDR notation (RFC 4632, RFC 4291): {@code 203.0.113.0/24}, or one address
 * alone. Names are never looked up. An IPv4 address that is written as an IPv6 one, {@code ::ffff:203.0.113.9}, is that
 * IPv4 address. Immutable.
 */
public final class CidrBlock {

    private static final Pattern IPV4 = Pattern.compile("(?:(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(?:\\.(?!$)|$)){4}");
    // With a colon in it and none but these at its start, InetAddress never takes it for a name.
    private static final Pattern IPV6 = Pattern.compile("(?=[^:]*:)([0-9a-fA-F:][0-9a-fA-F:.]*)(?:%[0-9A-Za-z._~-]+)?");

    private final String text;
    private final byte[] network;
    private final int prefixLength;

    private CidrBlock(String text, byte[] network, int prefixLength) {
        this.text = text;
        this.network = network;
        this.prefixLength = prefixLength;
    }

    /**
     * Reads a block.
     *
     * @throws IllegalArgumentException if it is not one, or has a bit set behind its prefix
     */
    public static CidrBlock parse(String text) {
        int slash = text.indexOf('/');
        String address = slash < 0 ? text : text.substring(0, slash);
        byte[] network = address.indexOf('%') < 0 ? addressOf(address) : null;
        if (network == null) {
            throw new IllegalArgumentException("not an IP address or CIDR block such as 203.0.113.0/24");
        }
        int bits = network.length * 8;
        // The prefix of a mapped IPv4 address counts the 96 bits that map it.
        int mapping = bits == 32 && address.indexOf(':') >= 0 ? 96 : 0;
        int prefixLength = slash < 0 ? bits : prefixLength(text.substring(slash + 1), mapping, bits);
        for (int bit = prefixLength; bit < bits; bit++) {
            if ((network[bit / 8] & (0x80 >>> (bit % 8))) != 0) {
                throw new IllegalArgumentException("a CIDR block with bits set behind its prefix");
            }
        }
        return new CidrBlock(text, network, prefixLength);
    }

    private static int prefixLength(String text, int mapping, int bits) {
        int length = text.matches("\\d{1,3}") ? Integer.parseInt(text) - mapping : -1;
        if (length < 0 || length > bits) {
            throw new IllegalArgumentException("a CIDR block's prefix must be " + mapping + " to " + (mapping + bits));
        }
        return length;
    }

    /** {@return whether {@code address}, an IPv4 or IPv6 literal, is in this block; false for anything else} */
    public boolean contains(String address) {
        byte[] bytes = addressOf(address);
        if (bytes == null || bytes.length != network.length) {
            return false;
        }
        int whole = prefixLength / 8;
        for (int i = 0; i < whole; i++) {
            if (bytes[i] != network[i]) {
                return false;
            }
        }
        int mask = 0xff00 >>> (prefixLength % 8) & 0xff;
        return mask == 0 || (bytes[whole] & mask) == (network[whole] & mask);
    }

    /** {@return whether {@code address} is an IPv4 or IPv6 literal} */
    public static boolean isAddress(String address) {
        return addressOf(address) != null;
    }

    /** {@return the bytes of an address literal, or null: a name is not looked up} */
    private static byte @Nullable [] addressOf(String literal) {
        if (literal.indexOf(':') < 0) {
            return IPV4.matcher(literal).matches() ? resolved(literal) : null;
        }
        String address = literal;
        if (address.startsWith("[") && address.endsWith("]")) {
            address = address.substring(1, address.length() - 1);
        }
        Matcher ipv6 = IPV6.matcher(address);
        return ipv6.matches() ? resolved(ipv6.group(1)) : null;
    }

    private static byte @Nullable [] resolved(String literal) {
        try {
            return InetAddress.getByName(literal).getAddress();
        } catch (UnknownHostException malformed) {
            return null;
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof CidrBlock that && text.equals(that.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    /** {@return the block as it was written} */
    @Override
    public String toString() {
        return text;
    }
}
