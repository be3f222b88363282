package dev.latchkey.it.suite;

/**
 * How a container is started for one run.
 *
 * @param registration how the filter is registered: one of the container's, or {@code none} for an app with no filter
 * @param context the context path, {@code /} or one with no slash at the end
 * @param lax whether the container takes whatever it can be made to take
 * @param forwarded whether forwarded headers are believed
 * @param root what is mapped to {@code /}: {@code servlet} or {@code files}
 * @param setup what is configured
 */
record Run(String registration, String context, boolean lax, boolean forwarded, String root, Setup setup) {

    static Run of(String registration) {
        return new Run(registration, "/", false, false, "servlet", Setup.PATHS);
    }

    Run registered(String way) {
        return new Run(way, context, lax, forwarded, root, setup);
    }

    Run at(String path) {
        return new Run(registration, path, lax, forwarded, root, setup);
    }

    Run laxly() {
        return new Run(registration, context, true, forwarded, root, setup);
    }

    Run believing() {
        return new Run(registration, context, lax, true, root, setup);
    }

    Run withFiles() {
        return new Run(registration, context, lax, forwarded, "files", setup);
    }

    Run with(Setup other) {
        return new Run(registration, context, lax, forwarded, root, other);
    }

    /** What stands before every path of the app: empty for the root. */
    String prefix() {
        return context.equals("/") ? "" : context;
    }

    @Override
    public String toString() {
        return registration + " at " + context + (lax ? ", lax" : ", strict") + (forwarded ? ", forwarded" : "")
                + (root.equals("files") ? ", files" : "") + ", " + setup.name();
    }
}
