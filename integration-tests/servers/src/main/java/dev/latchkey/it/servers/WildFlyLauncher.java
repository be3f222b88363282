package dev.latchkey.it.servers;

import dev.latchkey.it.launcher.Options;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** WildFly as it is downloaded, with its standard configuration. */
public final class WildFlyLauncher {

    private WildFlyLauncher() {}

    public static void main(String[] none) throws IOException {
        Path home = ServerProcess.unpacked("wildfly");
        Path base = Options.directory().resolve("standalone");
        ServerProcess.copy(home.resolve("standalone/configuration"), base.resolve("configuration"));
        Path configuration = base.resolve("configuration/standalone.xml");
        String listener = "<http-listener name=\"default\"";
        String settings = (Options.forwarded() ? " proxy-address-forwarding=\"true\"" : "")
                + (Options.lax() ? " allow-encoded-slash=\"true\" allow-unescaped-characters-in-url=\"true\"" : "");
        ServerProcess.replace(configuration, listener, listener + settings);
        Files.createDirectories(base.resolve("deployments"));
        WarFile.write(base.resolve("deployments/app.war"));
        int port = ServerProcess.freePort();
        List<String> command = new ArrayList<>();
        command.add(home.resolve("bin/standalone.sh").toString());
        command.add("-b=127.0.0.1");
        command.add("-Djboss.server.base.dir=" + base);
        command.add("-Djboss.http.port=" + port);
        command.add("-Djboss.https.port=" + ServerProcess.freePort());
        command.add("-Djboss.management.http.port=" + ServerProcess.freePort());
        ServerProcess.run(
                List.copyOf(command), Map.of("JAVA_OPTS", String.join(" ", ServerProcess.jvmOptions())), port);
    }
}
