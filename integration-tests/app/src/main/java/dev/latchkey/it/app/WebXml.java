package dev.latchkey.it.app;

import dev.latchkey.it.launcher.Options;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The deployment descriptor of the app, with the filter in it as the README has it. */
public final class WebXml {

    private WebXml() {}

    /** Writes it below the directory of the web app, which is that of the static files. */
    public static void write(Path web) throws IOException {
        Path directory = Files.createDirectories(web.resolve("WEB-INF"));
        String text = """
                <?xml version="1.0" encoding="UTF-8"?>
                <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.0">
                  <filter>
                    <filter-name>latchkey</filter-name>
                    <filter-class>dev.latchkey.servlet.AccessFilter</filter-class>
                    <async-supported>true</async-supported>
                    <init-param>
                      <param-name>configuration</param-name>
                      <param-value>%s</param-value>
                    </init-param>
                  </filter>
                  <filter-mapping>
                    <filter-name>latchkey</filter-name>
                    <url-pattern>/*</url-pattern>
                    <dispatcher>REQUEST</dispatcher>
                    <dispatcher>FORWARD</dispatcher>
                    <dispatcher>INCLUDE</dispatcher>
                    <dispatcher>ERROR</dispatcher>
                    <dispatcher>ASYNC</dispatcher>
                  </filter-mapping>
                  <listener>
                    <listener-class>dev.latchkey.it.app.WebSocketListener</listener-class>
                  </listener>
                  <error-page>
                    <location>%s</location>
                  </error-page>
                </web-app>
                """.formatted(Options.directory().resolve("latchkey.json"), AppInitializer.ERROR_PAGE);
        Files.writeString(directory.resolve("web.xml"), text);
    }
}
