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
    private static final List<String> JETTY = List.of("api", "listener", "initializer", "initializer-late", "web.xml");

    /** The two that the short form runs come first. */
    static final List<Container> ALL = List.of(
            new Container("jetty-12.1-ee10", "dev.latchkey.it.jetty.Launcher", JETTY),
            new Container("tomcat-11", "dev.latchkey.it.tomcat.Launcher", EMBEDDED),
            new Container("jetty-12.0", "dev.latchkey.it.jetty.Launcher", JETTY),
            new Container("jetty-12.1-ee11", "dev.latchkey.it.jetty.Launcher", JETTY),
            new Container("tomcat-10.1", "dev.latchkey.it.tomcat.Launcher", EMBEDDED),
            new Container("undertow", "dev.latchkey.it.undertow.Launcher", EMBEDDED));

    Container(String name, String launcher, List<String> registrations) {
        this(name, name, "", launcher, registrations);
    }

    /**
     * Whether WebSocket endpoints see the headers of a handshake as the client sent them, past every wrapper. Jetty
     * 12.0 does it, so the filter refuses a handshake with a secret there.
     */
    boolean showsHandshakeHeaders() {
        return name.equals("boot-3.5-jetty") || name.startsWith("jetty-12.0");
    }

    /**
     * Whether error pages and requests with OPTIONS may be answered by Spring's controllers, and not by the test app's.
     */
    boolean isSpring() {
        return name.startsWith("boot-");
    }

    @Override
    public String toString() {
        return name;
    }
}
