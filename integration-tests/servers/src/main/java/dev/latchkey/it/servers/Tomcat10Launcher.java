package dev.latchkey.it.servers;

import java.io.IOException;

/** Tomcat 10.1 as it is downloaded. */
public final class Tomcat10Launcher {

    private Tomcat10Launcher() {}

    public static void main(String[] none) throws IOException {
        TomcatServer.run("apache-tomcat-10.1");
    }
}
