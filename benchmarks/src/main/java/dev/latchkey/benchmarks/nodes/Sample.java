package dev.latchkey.benchmarks.nodes;

/**
 * One request of a load, and its answer. Moments are of {@link System#nanoTime}.
 *
 * @param node who was asked
 * @param due when it was to be sent
 * @param sent when it was, as soon as its connection was free
 * @param done when the answer was there
 * @param status 0 if there was none
 * @param retryAfter whether the answer said when to come back
 */
record Sample(String node, Kind kind, long due, long sent, long done, int status, boolean retryAfter) {

    /**
     * Returns how long its client waited. Counted from when the request was due: one that was late, as its connection
     * was still waiting for the answer before, has waited as well.
     */
    long waited() {
        return done - due;
    }
}
