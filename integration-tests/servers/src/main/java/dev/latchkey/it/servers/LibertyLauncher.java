package dev.latchkey.it.servers;

import dev.latchkey.it.launcher.Options;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Open Liberty as it is downloaded, with the features that the app needs. */
public final class LibertyLauncher {

    private LibertyLauncher() {}

    public static void main(String[] none) throws IOException {
        Path home = ServerProcess.unpacked("wlp");
        Path user = Options.directory().resolve("usr");
        Path server = Files.createDirectories(user.resolve("servers/it"));
        int port = ServerProcess.freePort();
        WarFile.write(Files.createDirectories(server.resolve("apps")).resolve("app.war"));
        Files.writeString(server.resolve("server.xml"), serverXml(port));
        Files.write(server.resolve("jvm.options"), ServerProcess.jvmOptions());
        ServerProcess.run(
                List.of(home.resolve("bin/server").toString(), "run", "it"),
                Map.of("WLP_USER_DIR", user.toString()),
                port);
    }

    private static String serverXml(int port) {
        String remote = Options.forwarded() ? "<remoteIp useRemoteIpInAccessLog=\"true\"/>" : "";
        String web = Options.lax() ? "<webContainer decodeUrlPlusSign=\"true\"/>" : "";
        return """
                <server>
                  <featureManager>
                    <feature>cdi-4.0</feature>
                    <feature>servlet-6.0</feature>
                    <feature>restfulWS-3.1</feature>
                    <feature>websocket-2.1</feature>
                  </featureManager>
                  <httpEndpoint id="defaultHttpEndpoint" host="127.0.0.1" httpPort="%d" httpsPort="-1">%s</httpEndpoint>
                  %s
                  <webApplication location="app.war" contextRoot="%s"/>
                </server>
                """.formatted(port, remote, web, Options.contextPath().isEmpty() ? "/" : Options.contextPath());
    }
}
