package dev.latchkey.it.servers;

import dev.latchkey.it.launcher.Options;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Tomcat as it is downloaded, with a base directory of its own for each run. */
final class TomcatServer {

    private TomcatServer() {}

    static void run(String name) throws IOException {
        Path home = ServerProcess.unpacked(name);
        Path base = Options.directory().resolve("tomcat");
        ServerProcess.copy(home.resolve("conf"), base.resolve("conf"));
        for (String folder : List.of("webapps", "logs", "temp", "work")) {
            Files.createDirectories(base.resolve(folder));
        }
        int port = ServerProcess.freePort();
        Files.writeString(base.resolve("conf/server.xml"), serverXml(port));
        // The name of the file is the context path.
        String war =
                Options.contextPath().isEmpty() ? "ROOT" : Options.contextPath().substring(1);
        WarFile.write(base.resolve("webapps/" + war + ".war"));
        ServerProcess.run(
                List.of("sh", home.resolve("bin/catalina.sh").toString(), "run"),
                Map.of(
                        "CATALINA_HOME", home.toString(),
                        "CATALINA_BASE", base.toString(),
                        "CATALINA_OPTS", String.join(" ", ServerProcess.jvmOptions())),
                port);
    }

    private static String serverXml(int port) {
        String lax = Options.lax()
                ? " allowBackslash=\"true\" encodedSolidusHandling=\"decode\" rejectIllegalHeader=\"false\""
                        + " relaxedPathChars='\\{}|^[]`&quot;&lt;&gt;' relaxedQueryChars='\\{}|^[]`&quot;&lt;&gt;'"
                : "";
        String forwarded = Options.forwarded()
                ? "<Valve className=\"org.apache.catalina.valves.RemoteIpValve\" protocolHeader=\"X-Forwarded-Proto\""
                        + " hostHeader=\"X-Forwarded-Host\" portHeader=\"X-Forwarded-Port\"/>"
                : "";
        return """
                <Server port="-1">
                  <Service name="Catalina">
                    <Connector port="%d" address="127.0.0.1"%s/>
                    <Engine name="Catalina" defaultHost="localhost">
                      <Host name="localhost" appBase="webapps" unpackWARs="true" autoDeploy="false">%s</Host>
                    </Engine>
                  </Service>
                </Server>
                """.formatted(port, lax, forwarded);
    }
}
