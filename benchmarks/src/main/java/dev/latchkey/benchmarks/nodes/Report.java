package dev.latchkey.benchmarks.nodes;

import java.io.PrintStream;

/** What a trial found: figures, and promises that were kept or broken. For one thread. */
final class Report {

    private final PrintStream out;
    private int broken;

    Report(PrintStream out) {
        this.out = out;
    }

    void title(String text) {
        out.println();
        out.println(text);
        out.flush();
    }

    void figure(String what, Object value) {
        out.printf("  %-58s %s%n", what, value);
        out.flush();
    }

    /** Notes whether what was promised held, and if not, why. */
    void promise(String what, boolean kept, Object seen) {
        out.printf("  %-6s %s%s%n", kept ? "kept" : "BROKEN", what, kept ? "" : ": " + seen);
        out.flush();
        if (!kept) {
            broken++;
        }
    }

    boolean allKept() {
        return broken == 0;
    }
}
