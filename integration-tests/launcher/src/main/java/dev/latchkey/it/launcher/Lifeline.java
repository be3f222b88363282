package dev.latchkey.it.launcher;

import java.io.IOException;

/** Ends this JVM when the one that started it is gone: its end of standard input is closed then. */
public final class Lifeline {

    private Lifeline() {}

    /** Tells that everything is up, and waits for the end. */
    public static void ready(String ports) {
        ready(ports, () -> {});
    }

    /**
     * Tells that everything is up, and waits for the end.
     *
     * @param atEnd what to end with this JVM
     */
    public static void ready(String ports, Runnable atEnd) {
        System.out.println("READY " + ports);
        System.out.flush();
        int read;
        do {
            read = read();
        } while (read >= 0);
        atEnd.run();
        Runtime.getRuntime().halt(0);
    }

    private static int read() {
        try {
            return System.in.read();
        } catch (IOException e) {
            // As good as the end.
            return -1;
        }
    }
}
