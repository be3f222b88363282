package dev.latchkey.model;

import org.jspecify.annotations.Nullable;

/**
 * A block of IPv4 or IPv6 addresses in CIDR notation (RFC 4632, RFC 4291), such as {@code 203.0.113.0/24}, or a single
 * address. Immutable.
 */
public final class CidrBlock {

    /** The largest blocks that one network has: 10.0.0.0/8, and in IPv6 a registry's allocation to one provider. */
    private static final int WIDEST_IPV4 = 8;

    private static final int WIDEST_IPV6 = 16;

    /** All private IPv6 networks together (RFC 4193), as 10.0.0.0/8 is for IPv4. */
    private static final CidrBlock PRIVATE_IPV6 = parse("fc00::/7");

    private final String text;
    private final IpAddress network;
    private final int prefixLength;

    private CidrBlock(String text, IpAddress network, int prefixLength) {
        this.text = text;
        this.network = network;
        this.prefixLength = prefixLength;
    }

    /**
     * Reads a block.
     *
     * @throws IllegalArgumentException if it is invalid, or has a bit set after its prefix
     */
    public static CidrBlock parse(String text) {
        int slash = text.indexOf('/');
        String address = slash < 0 ? text : text.substring(0, slash);
        IpAddress network = address.indexOf('%') < 0 ? IpAddress.parse(address) : null;
        if (network == null) {
            throw new IllegalArgumentException("not an IP address or CIDR block such as 203.0.113.0/24");
        }
        int bits = network.bits();
        // The prefix of a mapped IPv4 address counts the 96 bits that map it.
        int mapping = network.isIpv4() && address.indexOf(':') >= 0 ? 96 : 0;
        int prefixLength = slash < 0 ? bits : prefixLength(text.substring(slash + 1), mapping, bits);
        if (!network.masked(prefixLength).equals(network)) {
            throw new IllegalArgumentException("a CIDR block with bits set after its prefix");
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

    /** Returns whether {@code address}, an IPv4 or IPv6 literal, is in this block; false for anything else. */
    public boolean contains(String address) {
        IpAddress read = IpAddress.parse(address);
        return read != null && contains(read);
    }

    /** Returns whether {@code address} is in this block. */
    public boolean contains(IpAddress address) {
        return address.startsLike(network, prefixLength);
    }

    /** Returns whether the block is wider than any one network, so that it contains strangers. */
    public boolean isWiderThanOneNetwork() {
        if (network.isIpv4()) {
            return prefixLength < WIDEST_IPV4;
        }
        boolean isPrivate = prefixLength >= PRIVATE_IPV6.prefixLength && PRIVATE_IPV6.contains(network);
        return prefixLength < WIDEST_IPV6 && !isPrivate;
    }

    /** Returns the first address. */
    public IpAddress network() {
        return network;
    }

    /** Returns the length of the prefix in bits. */
    public int prefixLength() {
        return prefixLength;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof CidrBlock that && text.equals(that.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    /** Returns the block as it was written. */
    @Override
    public String toString() {
        return text;
    }
}
