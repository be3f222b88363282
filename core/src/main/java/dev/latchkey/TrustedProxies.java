package dev.latchkey;

import dev.latchkey.internal.policy.AddressBlocks;
import dev.latchkey.internal.syntax.Blanks;
import dev.latchkey.model.CidrBlock;
import dev.latchkey.model.IpAddress;
import dev.latchkey.model.RequestHeaders;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Enumeration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the client's address behind trusted proxies, in {@code X-Forwarded-For} (request contract, section 7).
 * Immutable.
 *
 * <p>Each proxy appends the address of its caller, so the header is read from its end: the first address that is not a
 * trusted proxy is the client. Everything before it was sent by the client and is ignored. An element that cannot be
 * read is not skipped, since a client could then choose its address.
 */
final class TrustedProxies {

    private static final String HEADER = "X-Forwarded-For";

    /** The text for an address that cannot be read. */
    static final String UNREADABLE = "unreadable";

    /** The maximum number of elements, empty ones included. */
    static final int MOST_ELEMENTS = 32;

    /** The maximum number of header lines. */
    static final int MOST_LINES = 32;

    /** The maximum length of a line, in characters. */
    static final int LONGEST_LINE = 4096;

    private final AddressBlocks trusted;

    TrustedProxies(Collection<CidrBlock> trusted) {
        this.trusted = new AddressBlocks(trusted);
    }

    /** Returns whether there is none, so that the header never counts. */
    boolean isEmpty() {
        return trusted.isEmpty();
    }

    /**
     * Returns the client's address, with neither port nor brackets, or {@link #UNREADABLE} if the header does not tell
     * it.
     *
     * @param connection the address at the other end of the connection
     */
    String clientAddress(String connection, RequestHeaders headers) {
        if (!isTrusted(connection)) {
            return connection;
        }
        List<String> lines = lines(headers);
        if (lines == null) {
            return UNREADABLE;
        }
        Walk walk = new Walk(connection);
        for (int i = lines.size() - 1; i >= 0 && !walk.over; i--) {
            walkBack(lines.get(i), walk);
        }
        return walk.address;
    }

    /** The position on the way from the nearest proxy to the client. */
    private final class Walk {

        private String address;
        private int elements;
        private boolean over;

        Walk(String connection) {
            this.address = connection;
        }

        /** Takes one step towards the client; null for an element that cannot be read. */
        void to(@Nullable String next) {
            address = next == null ? UNREADABLE : next;
            over = next == null || !isTrusted(next);
        }

        boolean tooLong() {
            elements++;
            if (elements > MOST_ELEMENTS) {
                to(null);
            }
            return over;
        }
    }

    private void walkBack(String line, Walk walk) {
        if (line.length() > LONGEST_LINE) {
            walk.to(null);
            return;
        }
        List<String> elements = splitAtCommas(line);
        for (int i = elements.size() - 1; i >= 0 && !walk.over; i--) {
            String element = elements.get(i);
            // An empty element of a list is none (RFC 9110, section 5.6.1).
            if (!walk.tooLong() && !element.isEmpty()) {
                walk.to(ForwardedNode.addressIn(element));
            }
        }
    }

    private static List<String> splitAtCommas(String line) {
        List<String> elements = new ArrayList<>();
        int from = 0;
        for (int comma = line.indexOf(','); comma >= 0; comma = line.indexOf(',', from)) {
            elements.add(Blanks.trim(line.substring(from, comma)));
            from = comma + 1;
        }
        elements.add(Blanks.trim(line.substring(from)));
        return elements;
    }

    /** Returns the lines of the header in their order; null if there are too many. */
    private @Nullable List<String> lines(RequestHeaders headers) {
        Enumeration<String> values = headers.values(HEADER);
        List<String> lines = new ArrayList<>();
        while (values.hasMoreElements()) {
            if (lines.size() == MOST_LINES) {
                return null;
            }
            lines.add(values.nextElement());
        }
        return lines;
    }

    private boolean isTrusted(String address) {
        IpAddress read = IpAddress.parse(address);
        return read != null && trusted.contains(read);
    }
}
