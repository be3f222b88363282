package dev.latchkey.it.servers;

import dev.latchkey.it.launcher.Options;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** The app of this run: the class path of this JVM, static files, and a {@code web.xml} as the README has it. */
final class WarFile {

    private WarFile() {}

    static void write(Path war) throws IOException {
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(war))) {
            int number = 0;
            for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
                Path path = Path.of(entry);
                // A number, since directories of several modules have the same name.
                String name = "WEB-INF/lib/" + number++ + "-" + path.getFileName();
                if (Files.isDirectory(path)) {
                    put(zip, name + ".jar", jar(path));
                } else if (Files.exists(path)) {
                    put(zip, name, Files.readAllBytes(path));
                }
            }
            tree(zip, Options.directory().resolve("web"));
            text(zip, "WEB-INF/web.xml", webXml());
            text(zip, "WEB-INF/jboss-web.xml", "<jboss-web>" + contextRoot() + "</jboss-web>");
            text(zip, "WEB-INF/glassfish-web.xml", "<glassfish-web-app>" + contextRoot() + "</glassfish-web-app>");
        }
    }

    private static String contextRoot() {
        return "<context-root>" + (Options.contextPath().isEmpty() ? "/" : Options.contextPath()) + "</context-root>";
    }

    private static byte[] jar(Path directory) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            tree(zip, directory);
        }
        return bytes.toByteArray();
    }

    private static void tree(ZipOutputStream zip, Path root) throws IOException {
        List<Path> files;
        try (Stream<Path> walk = Files.walk(root)) {
            files = walk.filter(Files::isRegularFile).sorted().toList();
        }
        for (Path file : files) {
            put(zip, root.relativize(file).toString(), Files.readAllBytes(file));
        }
    }

    private static void text(ZipOutputStream zip, String name, String text) throws IOException {
        put(zip, name, text.getBytes(StandardCharsets.UTF_8));
    }

    private static void put(ZipOutputStream zip, String name, byte[] content) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        ((OutputStream) zip).write(content);
        zip.closeEntry();
    }

    private static String webXml() {
        String filter = """
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
                """.formatted(Options.directory().resolve("latchkey.json"));
        return """
                <?xml version="1.0" encoding="UTF-8"?>
                <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.0">
                %s
                <listener><listener-class>dev.latchkey.it.servers.ParentListener</listener-class></listener>
                <listener><listener-class>dev.latchkey.it.app.FilterListener</listener-class></listener>
                <listener><listener-class>dev.latchkey.it.app.WebSocketListener</listener-class></listener>
                <error-page><location>/errors/page</location></error-page>
                </web-app>
                """.formatted(Options.registration().equals("web.xml") ? filter : "");
    }
}
