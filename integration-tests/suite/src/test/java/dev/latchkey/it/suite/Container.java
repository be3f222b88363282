package dev.latchkey.it.suite;

import java.util.List;

/**
 * A container that the suite can start.
 *
 * @param name as the report shows it
 * @param module the launcher's module below {@code integration-tests}
 * @param leftOut a regular expression of the names of jars that stay off its class path; empty for none
 * @param launcher the class with the {@code main} method
 * @param registrations the ways of registering the filter that it knows
 */
record Container(String name, String module, String leftOut, String launcher, List<String> registrations) {

    private static final List<String> EMBEDDED = List.of("api", "listener", "initializer", "initializer-late");

    /** The two that the short form runs come first. */
    static final List<Container> ALL = List.of(
            new Container("jetty-12.1-ee10", "dev.latchkey.it.jetty.Launcher", EMBEDDED),
            new Container("tomcat-11", "dev.latchkey.it.tomcat.Launcher", EMBEDDED),
            new Container("jetty-12.0", "dev.latchkey.it.jetty.Launcher", EMBEDDED),
            new Container("jetty-12.1-ee11", "dev.latchkey.it.jetty.Launcher", EMBEDDED),
            new Container("tomcat-10.1", "dev.latchkey.it.tomcat.Launcher", EMBEDDED),
            new Container("undertow", "dev.latchkey.it.undertow.Launcher", EMBEDDED));

    Container(String name, String launcher, List<String> registrations) {
        this(name, name, "", launcher, registrations);
    }

    @Override
    public String toString() {
        return name;
    }
}
