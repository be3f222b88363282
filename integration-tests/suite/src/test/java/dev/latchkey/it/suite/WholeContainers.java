package dev.latchkey.it.suite;

import java.util.ArrayList;
import java.util.List;

/** Spring Boot with each of its servers, and whole servers that start from their zips. */
final class WholeContainers {

    private static final String SPRING_LAUNCHER = "dev.latchkey.it.boot.Launcher";
    private static final List<String> SPRING =
            List.of("bean", "registration-bean", "registration-bean-explicit", "web-filter", "initializer");
    private static final List<String> SERVER = List.of("web.xml", "listener", "initializer");

    private static final String TOMCAT = "tomcat-embed-(core|websocket).*|spring-boot-tomcat.*";
    private static final String JETTY = "jetty-.*|spring-boot-jetty.*";
    private static final String UNDERTOW = "undertow-.*|xnio-.*";

    private WholeContainers() {}

    static List<Container> springBoot() {
        List<Container> all = new ArrayList<>();
        for (String version : List.of("3.5", "4.0", "4.1")) {
            all.add(spring(version, "tomcat", JETTY + "|" + UNDERTOW));
            all.add(spring(version, "jetty", TOMCAT + "|" + UNDERTOW));
        }
        all.add(spring("3.5", "undertow", TOMCAT + "|" + JETTY));
        return all;
    }

    static List<Container> servers() {
        return List.of(
                server("tomcat-10.1-zip", "Tomcat10Launcher"),
                server("tomcat-11-zip", "Tomcat11Launcher"),
                server("wildfly-38", "WildFlyLauncher"),
                server("open-liberty-25", "LibertyLauncher"),
                server("payara-6", "PayaraLauncher"));
    }

    private static Container spring(String version, String server, String leftOut) {
        return new Container("boot-" + version + "-" + server, "boot-" + version, leftOut, SPRING_LAUNCHER, SPRING);
    }

    private static Container server(String name, String launcher) {
        return new Container(name, "servers", "", "dev.latchkey.it.servers." + launcher, SERVER);
    }
}
