package dev.latchkey.benchmarks.nodes;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;

/** What is alive in the heap of another JVM. */
final class Heap {

    private static final double MEGABYTE = 1024 * 1024;

    private Heap() {}

    /** Returns the bytes of all its objects that are reachable. */
    static long alive(Node node) throws IOException {
        // It collects before it counts; its last line is: Total, objects, bytes.
        Process histogram = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        Long.toString(node.pid()),
                        "GC.class_histogram")
                .redirectErrorStream(true)
                .start();
        String last = "";
        try (BufferedReader lines = histogram.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                last = line;
            }
        }
        String[] total = last.strip().split("\\s+");
        if (total.length != 3 || !total[0].equals("Total")) {
            throw new IOException("jcmd says: " + last);
        }
        return Long.parseLong(total[2]);
    }

    static String megabytes(long bytes) {
        return String.format(Locale.ROOT, "%.1f MB", bytes / MEGABYTE);
    }
}
