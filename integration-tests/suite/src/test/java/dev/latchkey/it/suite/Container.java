package dev.latchkey.it.suite;

import java.util.List;

/**
 * A container that the suite can start.
 *
 * @param name as the report shows it, and the name of the launcher's module below {@code integration-tests}
 * @param launcher the class with the {@code main} method
 * @param registrations the ways of registering the filter that it knows
 */
record Container(String name, String launcher, List<String> registrations) {

    private static final List<String> EMBEDDED = List.of("api", "listener", "initializer", "initializer-late");

    /** The two that the short form runs come first. */
    static final List<Container> ALL = List.of(
            new Container("jetty-12.1-ee10", "dev.latchkey.it.jetty.Launcher", EMBEDDED),
            new Container("tomcat-11", "dev.latchkey.it.tomcat.Launcher", EMBEDDED));

    @Override
    public String toString() {
        return name;
    }
}
