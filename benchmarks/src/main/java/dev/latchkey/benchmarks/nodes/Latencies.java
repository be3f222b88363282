package dev.latchkey.benchmarks.nodes;

import java.util.Collection;
import java.util.Locale;

/** All values of one measurement, so that what is said of them is exact. Immutable. */
final class Latencies {

    private final long[] sorted;

    /** @param nanos at least one */
    Latencies(Collection<Long> nanos) {
        this.sorted = nanos.stream().mapToLong(Long::longValue).sorted().toArray();
        if (sorted.length == 0) {
            throw new IllegalArgumentException("nothing was measured");
        }
    }

    /** Returns the smallest value that is not below this share of all, from 0 to 1, in nanoseconds. */
    long percentile(double share) {
        return sorted[Math.max(0, (int) Math.ceil(share * sorted.length) - 1)];
    }

    long median() {
        return percentile(0.5);
    }

    long max() {
        return sorted[sorted.length - 1];
    }

    static String millis(long nanos) {
        return String.format(Locale.ROOT, "%.1f ms", nanos / 1e6);
    }

    static String seconds(long nanos) {
        return String.format(Locale.ROOT, "%.2f s", nanos / 1e9);
    }

    /** Returns median, 99 % and maximum. */
    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "median %9s   99 %% %9s   maximum %9s   (%,d)",
                millis(median()),
                millis(percentile(0.99)),
                millis(max()),
                sorted.length);
    }
}
