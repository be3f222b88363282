package dev.latchkey.it.servers;

import dev.latchkey.it.launcher.Options;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Payara as it is downloaded, with its first domain. */
public final class PayaraLauncher {

    private PayaraLauncher() {}

    public static void main(String[] none) throws IOException {
        Path home = ServerProcess.unpacked("payara");
        Path domains = Options.directory().resolve("domains");
        Path domain = domains.resolve("domain1");
        ServerProcess.copy(home.resolve("glassfish/domains/domain1"), domain);
        int port = ServerProcess.freePort();
        StringBuilder options = new StringBuilder();
        for (String option : ServerProcess.jvmOptions()) {
            // A colon would separate options.
            options.append("<jvm-options>").append(option).append("</jvm-options>");
        }
        String memory = "<jvm-options>-Xmx512m</jvm-options>";
        // The suite runs a second one, without a filter, to compare answers.
        for (String fixed : List.of(
                "port=\"3700\"",
                "port=\"3820\"",
                "port=\"3920\"",
                "das-port=\"4900\"",
                "start-port=\"5900\"",
                "value=\"7676\"")) {
            ServerProcess.replace(
                    domain.resolve("config/domain.xml"),
                    fixed,
                    fixed.replaceFirst("\\d+", Integer.toString(ServerProcess.freePort())));
        }
        ServerProcess.replace(
                domain.resolve("config/domain.xml"),
                "port=\"8080\"",
                "port=\"" + port + "\" address=\"127.0.0.1\"",
                "port=\"8181\"",
                "port=\"" + ServerProcess.freePort() + "\"",
                "port=\"4848\"",
                "port=\"" + ServerProcess.freePort() + "\" address=\"127.0.0.1\"",
                "port=\"8686\"",
                "port=\"" + ServerProcess.freePort() + "\"",
                memory,
                options.toString());
        WarFile.write(Files.createDirectories(domain.resolve("autodeploy")).resolve("app.war"));
        ServerProcess.run(
                List.of(
                        home.resolve("bin/asadmin").toString(),
                        "start-domain",
                        "--domaindir=" + domains,
                        "--verbose",
                        "domain1"),
                Map.of(),
                port);
    }
}
