package dev.latchkey.it.suite;

/** What must not have happened. */
record Finding(Container container, Run run, Kind kind, String attack, String detail) {

    /** What it is one of. */
    enum Kind {
        /** Protected code ran, or a protected file came back, without the credential for it. */
        BYPASS,
        /** The app saw somebody who was not let in there, or nobody. */
        WRONG_PRINCIPAL,
        /** A secret was seen by the app, in an answer, or in a log. */
        SECRET,
        /** An answer 5xx that the same container does not give without the filter. */
        SERVER_ERROR,
        /** No answer within the time, where the same container answers without the filter. */
        HANG,
        /** An honest request did not get what it should. */
        REFUSED
    }

    @Override
    public String toString() {
        return kind + " on " + container + " (" + run + "): " + attack + " -> " + detail;
    }
}
