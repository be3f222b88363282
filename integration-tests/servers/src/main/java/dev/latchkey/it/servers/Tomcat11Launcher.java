package dev.latchkey.it.servers;

import java.io.IOException;

/** Tomcat 11 as it is downloaded. */
public final class Tomcat11Launcher {

    private Tomcat11Launcher() {}

    public static void main(String[] none) throws IOException {
        TomcatServer.run("apache-tomcat-11");
    }
}
